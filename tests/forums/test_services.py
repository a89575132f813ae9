from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from portal.accounts.models import Level, Role
from portal.alliances.models import Office
from portal.catalog.models import CatalogRow
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused, TooMany
from portal.core.jobs import run_due_jobs
from portal.core.work import unit_of_work
from portal.discussions.models import Post, PostVersion, Topic
from portal.discussions.queries import get_post, posts_from
from portal.forums import services
from portal.notifications.models import InboxLine
from portal.search.models import SearchDoc
from tests.factories import a_grant, a_user, an_alliance, the_city
from tests.factories.forums import a_board, a_topic


def a_keeper():
    keeper = a_user()
    a_grant(keeper, Role.MODERATOR, the_city())
    return keeper


def found_by_search():
    return sorted(db.session.execute(select(SearchDoc.kind, SearchDoc.object_id)))


def test_a_topic_begins_with_its_first_post():
    person, board = a_user(), a_board()

    topic = services.begin(board, title="路灯坏了三盏", text="鹤鸣里拐角。", actor=person)

    post = get_post(topic, 1)
    assert (post.author_id, post.body.source, topic.post_count) == (person.id, "鹤鸣里拐角。", 1)


def test_everybody_registered_talks_in_the_forum_of_a_place():
    services.reply(a_topic(), text="同意", actor=a_user(level=Level.L1))


def test_only_members_write_in_an_alliances_forum():
    member = a_user()
    topic = a_topic(a_board(alliance=an_alliance(members=(member,))))

    services.reply(topic, text="同意", actor=member)

    with pytest.raises(Forbidden, match="联盟成员"):
        services.reply(topic, text="路过", actor=a_user())


def test_a_closed_topic_takes_no_answers_until_it_is_opened_again():
    topic, keeper = a_topic(), a_keeper()
    services.lock(topic, locked=True, reason="已有结论", actor=keeper)

    with pytest.raises(Forbidden, match="已关闭"):
        services.reply(topic, text="再说一句", actor=a_user())

    services.lock(topic, locked=False, actor=keeper)
    services.reply(topic, text="再说一句", actor=a_user())


def test_closing_asks_for_a_reason():
    with pytest.raises(Refused, match="理由"):
        services.lock(a_topic(), locked=True, reason=" ", actor=a_keeper())


def test_alliance_officers_keep_order_in_their_own_forum_only():
    chair = a_user()
    own = a_topic(a_board(alliance=an_alliance(officers=((chair, Office.CHAIR),))))

    services.pin(own, pinned=True, actor=chair)

    assert own.pinned
    with pytest.raises(Forbidden, match="版主"):
        services.pin(a_topic(), pinned=True, actor=chair)


def test_phone_numbers_are_covered_before_anybody_reads_them():
    topic = a_topic()

    post = services.reply(topic, text="找我 13800000000", actor=a_user())

    assert "13800000000" not in post.body.source + post.body.hans


def test_a_change_keeps_what_was_said():
    writer = a_user()
    topic = a_topic(author=writer, text="先划黄线")
    post = get_post(topic, 1)

    services.edit(post, text="先划黄线，再谈停车", before="先划黄线", actor=writer)

    assert post.body.source == "先划黄线，再谈停车"
    assert [v.body.source for v in db.session.scalars(select(PostVersion))] == ["先划黄线"]


def test_two_who_change_one_post_do_not_overwrite_each_other():
    writer = a_user()
    post = get_post(a_topic(author=writer, text="一"), 1)
    services.edit(post, text="二", before="一", actor=writer)

    with pytest.raises(Refused, match="改动"):
        services.edit(post, text="三", before="一", actor=writer)


def test_only_the_writer_changes_a_post():
    with pytest.raises(Forbidden, match="本人"):
        services.edit(get_post(a_topic(), 1), text="改", before="先说说您的看法。", actor=a_user())


def test_an_old_post_stays_as_it_is():
    writer = a_user()
    post = get_post(a_topic(author=writer), 1)

    with clock.stopped_at(clock.now() + timedelta(days=2)), pytest.raises(Forbidden, match="修改的时间"):
        services.edit(post, text="改", before=post.body.source, actor=writer)


def test_hiding_empties_the_quotations_and_tells_the_writer():
    writer, keeper = a_user(), a_keeper()
    topic = a_topic(author=writer, text="难听的话")
    first = get_post(topic, 1)
    answer = services.reply(topic, text="请好好说", quoted=first, actor=a_user())

    services.hide(first, reason="人身攻击", actor=keeper)
    db.session.flush()
    db.session.expire_all()

    assert first.hidden_at is not None
    assert answer.quoted_text is None
    assert db.session.scalars(select(InboxLine.user_id).where(InboxLine.key == f"post:{first.id}")).all() == [
        writer.id
    ]


def test_a_hidden_reply_is_found_by_search_no_more_until_it_is_restored():
    topic, keeper = a_topic(), a_keeper()
    post = services.reply(topic, text="路灯", actor=a_user())
    run_due_jobs()
    assert ("post", post.id) in found_by_search()

    services.hide(post, reason="重复", actor=keeper)
    assert ("post", post.id) not in found_by_search()

    services.restore(post, actor=keeper)
    assert ("post", post.id) in found_by_search()


def test_a_hidden_topic_is_in_no_list():
    topic, keeper = a_topic(), a_keeper()
    services.changed(topic)
    assert db.session.scalars(select(CatalogRow.kind)).all() == ["topic"]

    services.hide_topic(topic, hidden=True, reason="广告", actor=keeper)

    assert db.session.scalars(select(CatalogRow.kind)).all() == []


def test_hiding_twice_and_restoring_what_is_shown_are_refused():
    post, keeper = get_post(a_topic(), 1), a_keeper()
    with pytest.raises(Refused, match="没有被隐藏"):
        services.restore(post, actor=keeper)
    services.hide(post, reason="重复", actor=keeper)

    with pytest.raises(Refused, match="已经隐藏"):
        services.hide(post, reason="重复", actor=keeper)


def test_a_report_is_made_once_and_settled_once():
    post, person, keeper = get_post(a_topic(), 1), a_user(), a_keeper()
    flag = services.flag(post, reason="广告", actor=person)
    db.session.flush()
    with pytest.raises(Refused, match="已举报过"):
        services.flag(post, reason="广告", actor=person)

    services.settle(flag, outcome="不是广告", actor=keeper)

    with pytest.raises(Refused, match="处理过"):
        services.settle(flag, outcome="再看一次", actor=keeper)


def test_those_who_are_named_and_the_one_who_began_are_told_once():
    ming, starter, writer = a_user(name="陈小明"), a_user(), a_user()
    topic = a_topic(author=starter)

    services.reply(topic, text="@陈小明 您怎么看？", actor=writer)
    run_due_jobs()

    assert sorted(db.session.scalars(select(InboxLine.user_id))) == sorted([ming.id, starter.id])


def test_the_one_who_is_quoted_is_told_too():
    first, writer = a_user(), a_user()
    topic = a_topic()
    quoted = services.reply(topic, text="先划黄线", actor=first)
    run_due_jobs()

    answer = services.reply(topic, text="同意", quoted=quoted, actor=writer)
    run_due_jobs()

    told = db.session.scalars(select(InboxLine.user_id).where(InboxLine.key == f"post:{answer.id}"))
    assert sorted(told) == sorted([first.id, topic.author_id])


def test_a_reply_stands_in_its_topic_before_the_worker_comes():
    topic = a_topic()

    post = services.reply(topic, text="路灯", actor=a_user())

    assert [row.position for row in posts_from(topic.id, 1)] == [1, post.position]
    assert ("post", post.id) not in found_by_search()


def test_of_a_post_that_is_hidden_before_the_worker_comes_nobody_hears():
    ming, topic = a_user(name="陈小明"), a_topic()
    post = services.reply(topic, text="@陈小明 难听的话", actor=a_user())
    services.hide(post, reason="人身攻击", actor=a_keeper())
    db.session.execute(delete(InboxLine))  # what its writer was told

    run_due_jobs()

    assert ("post", post.id) not in found_by_search()
    assert db.session.scalars(select(InboxLine.user_id)).all() == []
    assert ming.id


def test_a_flood_is_slowed_down():
    topic, person = a_topic(), a_user()
    for number in range(60):
        services.reply(topic, text=f"第{number}句", actor=person)

    with pytest.raises(TooMany):
        services.reply(topic, text="还有一句", actor=person)


@pytest.mark.real
def test_thirty_two_writers_at_once_get_thirty_two_places(real_portal):
    with real_portal.app_context(), unit_of_work():
        topic = a_topic()
        people = [a_user().id for _ in range(32)]
        topic_id = topic.id
    failures = []

    def write(person_id):
        from portal.accounts.models import User

        try:
            with real_portal.app_context(), unit_of_work():
                services.reply(
                    db.session.get_one(Topic, topic_id),
                    text="同意",
                    actor=db.session.get_one(User, person_id),
                )
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(person,)) for person in people]
    [t.start() for t in threads]
    [t.join() for t in threads]

    with real_portal.app_context():
        positions = db.session.scalars(select(Post.position).where(Post.topic_id == topic_id)).all()
    assert failures == []
    assert sorted(positions) == list(range(1, 34))
