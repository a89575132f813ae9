from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import docx
import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import User
from portal.alliances.models import Office
from portal.conventions import queries, services
from portal.conventions.models import Comment, Convention, Signature
from portal.conventions.states import LIFE, Stance, State
from portal.core import clock
from portal.core.db import db
from portal.files.models import StoredFile
from tests import clients
from tests.factories import a_user, an_alliance
from tests.factories.conventions import TEXTS, a_convention, exact_hash
from tests.factories.signatures import by_hand

RULES = "新开路公约\n\n第一条（卫生） 每日清扫，干净整齐。\n第三条 不占經(jīng)营外的地方。"


def queries_of(client, path):
    db.session.commit()  # the audit's waiting lines still know their things
    return clients.queries_of(client, path)


def text_of(answer):
    return answer.get_data(as_text=True)


def keys(convention):
    return [c.key for c in queries.clauses_of(queries.current_version(convention))]


@pytest.mark.parametrize("state", list(State))
def test_the_page_of_every_state(client, state):
    convention = a_convention(state)
    path = f"/conventions/{convention.code}"

    page = client.get(path)
    inside = text_of(client.sign_in(convention.team.chair).get(path))

    assert page.status_code == (404 if state is State.PROPOSED else 200)
    assert TEXTS[0] in inside


def test_the_list_is_filtered_and_costs_the_same_for_more(client):
    a_convention(State.GATHERING)
    one = queries_of(client, "/conventions/")
    a_convention(State.GATHERING)
    signing = a_convention(State.SIGNING)

    page = text_of(client.get(f"/conventions/?state=signing&kind=merchants&place={signing.place.slug}"))

    assert queries_of(client, "/conventions/") == one
    assert page.count('class="card"') == 1
    assert "没有符合条件的公约" in text_of(client.get("/conventions/?kind=village"))


def test_the_page_costs_the_same_for_more_clauses(client):
    few = a_convention(State.SIGNING, texts=TEXTS[:1])
    many = a_convention(State.SIGNING, texts=TEXTS * 4)
    few, many = (f"/conventions/{c.code}" for c in (few, many))

    assert queries_of(client, few) == queries_of(client, many)


def test_a_draft_is_begun_and_written_without_script(client):
    chair = a_user()
    alliance = an_alliance(officers=[(chair, Office.CHAIR)])
    client.sign_in(chair)

    client.get(f"/conventions/new?alliance={alliance.code}")
    begun = client.post(
        f"/conventions/new?alliance={alliance.code}",
        data={"kind": "merchants", "form": "articles", "title": "门前公约"},
    )
    path = begun.location.removesuffix("/edit").removeprefix("/zh-hans")
    client.get(f"{path}/clauses/new")
    client.post(
        f"{path}/clauses/new",
        data={
            "text": "换面券。",
            "text_twin": "兌換麵券。",
            "modality": "agree",
            "sources-0-kind": "law",
            "sources-0-text": "消防法",
        },
    )

    convention = db.session.query(Convention).one()
    clause = queries.clauses_of(queries.current_version(convention))[0]
    assert (clause.text.hans, clause.text.hant, clause.text.by_hand) == ("换面券。", "兌換麵券。", True)
    assert [s["kind"] for s in clause.sources] == ["law"]
    assert "兌換麵券。" in text_of(client.get(f"{path}/edit"))


def test_a_changed_text_does_not_keep_its_stale_twin(client):
    convention = a_convention()
    key = keys(convention)[0]
    client.sign_in(convention.team.secretary)
    path = f"/conventions/{convention.code}/clauses/{key}"
    clause = queries.clauses_of(queries.current_version(convention))[0]

    client.post(
        path,
        data={
            "text": "天天扫地。",
            "text_twin": clause.text.hant,
            "revision": "1",
            "modality": "agree",
            "heading": "门前卫生",
        },
    )

    clause = queries.clauses_of(queries.current_version(convention))[0]
    assert clause.text.hant == "天天掃地。"


def test_the_second_writer_sees_both_texts(client):
    convention = a_convention()
    key = keys(convention)[0]
    client.sign_in(convention.team.secretary)
    path = f"/conventions/{convention.code}/clauses/{key}"
    client.post(path, data={"text": "甲写的。", "revision": "1", "modality": "agree"})

    answer = client.post(path, data={"text": "乙写的。", "revision": "1", "modality": "agree"})

    assert answer.status_code == 422
    assert "甲写的。" in text_of(answer)
    assert "乙写的。" in text_of(answer)
    assert 'name="revision" type="hidden" value="2"' in text_of(answer)


def test_the_frame_is_changed_and_its_second_writer_told(client):
    convention = a_convention()
    client.sign_in(convention.team.secretary)
    path = f"/conventions/{convention.code}/frame"
    sent = {"title": "新题目", "form": "items", "revision": "1"}

    client.get(path)
    first, second = client.post(path, data=sent), client.post(path, data={**sent, "title": "别的"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert db.session.get(Convention, convention.id).title.hans == "新题目"


def test_clauses_are_moved_deleted_and_handed_in_by_buttons(client):
    convention = a_convention()
    client.sign_in(convention.team.secretary)
    first, second, third = keys(convention)
    path = f"/conventions/{convention.code}"

    client.post(f"{path}/clauses/{third}/move", data={"to": "up"})
    client.post(f"{path}/clauses/{first}/delete")
    client.post(f"{path}/submit")

    assert keys(convention) == [third, second]
    assert db.session.get(Convention, convention.id).submitted_at is not None


def test_pasted_text_is_shown_for_correction_and_only_then_saved(client):
    chair = a_user()
    alliance = an_alliance(officers=[(chair, Office.CHAIR)])
    client.sign_in(chair)
    path = f"/conventions/import?alliance={alliance.code}"

    client.get(path)
    shown = text_of(client.post(path, data={"text": RULES}))
    before = db.session.query(Convention).count()
    saved = client.post(
        path,
        data={
            "step": "save",
            "kind": "merchants",
            "form": "articles",
            "title": "新开路公约",
            "clauses-0-keep": "y",
            "clauses-0-text": "改好的第一条。",
            "clauses-1-text": "不要的。",
        },
    )

    assert "第4行：应为第2条，写的是第3条。" in shown
    assert "去掉了1处括号里的拼音" in shown
    assert "jīng" not in shown
    assert (before, saved.status_code) == (0, 302)
    convention = db.session.query(Convention).one()
    assert [c.text.hans for c in queries.clauses_of(queries.current_version(convention))] == [
        "改好的第一条。"
    ]


def test_a_word_file_is_read_and_another_refused_with_a_sentence(client):
    chair = a_user()
    alliance = an_alliance(officers=[(chair, Office.CHAIR)])
    client.sign_in(chair)
    document, content = docx.Document(), BytesIO()
    for row in RULES.split("\n"):
        document.add_paragraph(row)
    document.save(content)
    path = f"/conventions/import?alliance={alliance.code}"

    read = client.post(path, data={"file": (BytesIO(content.getvalue()), "约.docx")})
    refused = client.post(path, data={"file": (BytesIO(b"%PDF-1.4"), "约.docx")})

    assert "每日清扫，干净整齐。" in text_of(read)
    assert refused.status_code == 422
    assert "不是 Word 文件" in text_of(refused)


def test_comments_are_written_covered_and_answered(client):
    convention = a_convention(State.GATHERING)
    path = f"/conventions/{convention.code}/comments"
    client.sign_in(a_user(name="曹三妹"))

    client.post(
        path,
        data={
            "text": "打我电话13800000000。",
            "stance": "oppose",
            "clause": keys(convention)[1],
            "once": "k",
        },
    )
    empty = client.post(path, data={"text": "", "stance": "oppose"})
    client.sign_in(convention.team.secretary)
    page = text_of(client.get(path))
    client.get(f"{path}/1/answer")
    client.post(f"{path}/1/answer", data={"disposition": "partly", "reply": "电话不公开。"})

    assert empty.status_code == 422
    assert "138****0000" in page
    assert "13800000000" not in page
    assert "曹三妹" not in page
    assert "电话不公开。" in text_of(client.get(path))


def test_a_comment_shows_a_picture_to_those_who_read_the_convention(client):
    convention = a_convention(State.GATHERING)
    path = f"/conventions/{convention.code}/comments"
    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    picture.seek(0)
    client.sign_in(a_user())

    client.post(
        path,
        data={
            "text": "堆在这里。",
            "stance": "oppose",
            "pictures": [(picture, "a.png")],
            "picture_words": "楼道",
        },
    )
    sent = db.session.scalars(select(StoredFile)).one()

    assert f'<img src="{sent.path}" alt="楼道">' in text_of(client.get(path))
    assert (sent.subject_kind, client.get(sent.path).status_code) == ("convention_comment", 200)
    convention.state, convention.comment_from = State.PROPOSED, None
    db.session.flush()
    assert client.sign_in(a_user()).get(sent.path).status_code == 404


def test_a_guest_cannot_comment_and_reads_why(client):
    convention = a_convention(State.GATHERING)
    path = f"/conventions/{convention.code}/comments"

    answer = client.post(path, data={"text": "好。", "stance": "support"})

    assert answer.status_code in {302, 403}
    assert db.session.query(Comment).count() == 0


def test_comments_cost_the_same_for_more(client):
    convention = a_convention(State.GATHERING)
    path = f"/conventions/{convention.code}/comments"
    services.comment(convention, text="一。", stance=Stance.SUPPORT, actor=a_user())
    one = queries_of(client, path)
    convention = db.session.query(Convention).one()
    for n in range(2):
        services.comment(convention, text=f"{n}。", stance=Stance.SUPPORT, actor=a_user())

    assert queries_of(client, path) == one


def test_signing_shows_the_text_its_fingerprint_and_the_names(client):
    member = a_user(name="丁阿香")
    convention = a_convention(State.SIGNING, members=[member])
    path = f"/conventions/{convention.code}"
    exact = exact_hash(convention)
    client.sign_in(member)

    page = text_of(client.get(f"{path}/sign"))
    unread = client.post(f"{path}/sign", data=by_hand(exact, read=""))
    signed = client.post(f"{path}/sign", data=by_hand(exact))
    again = client.post(f"{path}/sign", data=by_hand(exact))

    assert exact[:8] in page
    assert (unread.status_code, signed.status_code, again.status_code) == (422, 302, 302)
    assert exact[-8:] in text_of(client.get(f"{path}/signed"))
    names = text_of(client.get(f"{path}/signatures"))
    assert "丁阿香" in names
    assert "手写" in names


def test_the_public_sees_masked_names(client):
    member = a_user(name="丁阿香")
    convention = a_convention(State.SIGNING, members=[member])
    services.sign(convention, text_hash=exact_hash(convention), actor=member)

    page = text_of(client.get(f"/conventions/{convention.code}/signatures"))

    assert "丁某某" in page
    assert "丁阿香" not in page


def test_a_signature_is_withdrawn_on_its_page(client):
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    services.sign(convention, text_hash=exact_hash(convention), actor=member)
    client.sign_in(member)
    path = f"/conventions/{convention.code}/withdraw"

    client.get(path)
    client.post(path, data={"reason": "店关了。"})

    assert db.session.query(Signature).one().withdrawn_at is not None


def test_who_has_not_signed_has_no_such_page(client):
    convention = a_convention(State.SIGNING)
    client.sign_in(a_user())

    assert client.get(f"/conventions/{convention.code}/signed").status_code == 404
    assert client.get(f"/conventions/{convention.code}/withdraw").status_code == 404


def test_the_vote_has_a_page(client):
    voting, drafting = a_convention(State.VOTING), a_convention(State.GATHERING)

    page = client.get(f"/conventions/{voting.code}/vote")

    assert page.status_code == 200
    assert client.get(f"/conventions/{drafting.code}/vote").status_code == 404


class Walk:
    """One browser that takes steps as different people."""

    def __init__(self, client, convention):
        self.client, self.convention = client, convention
        self.path = f"/conventions/{convention.code}/steps"

    def take(self, person, name, **data):
        self.client.sign_in(person)
        assert self.client.get(f"{self.path}/{name}").status_code == 200
        answer = self.client.post(f"{self.path}/{name}", data=data)
        assert answer.status_code == 302, text_of(answer)


def test_every_step_to_the_vote_is_taken_on_its_page(client):
    convention = a_convention()
    team, today, walk = convention.team, clock.today(), Walk(client, convention)
    until = (today + timedelta(days=16)).isoformat()

    walk.take(
        team.reviewer,
        "open_gathering",
        until=until,
        seen=exact_hash(convention),
        read="y",
        call_text="说说。",
    )
    with clock.stopped_at(clock.now() + timedelta(days=20)):
        walk.take(team.secretary, "begin_drafting", reason="大家都忙。")
        walk.take(team.secretary, "open_hearing")
        walk.take(team.secretary, "hand_in")
        walk.take(team.reviewer, "return_text", reason="写明依据。")
        walk.take(team.secretary, "hand_in")
        walk.take(team.reviewer, "approve", seen=exact_hash(convention), read="y", opinion="同意。")
        day = clock.today() + timedelta(days=7)
        walk.take(
            team.chair, "call_meeting", rule="merchants", day=day.isoformat(), at="19:00", place="居委会二楼"
        )
        walk.take(team.chair, "open_deliberation")
        walk.take(
            team.chair,
            "open_vote",
            rule="merchants",
            opens_on=day.isoformat(),
            closes_on=(day + timedelta(days=3)).isoformat(),
        )
        walk.take(team.secretary, "revise", reason="再改改。")

    assert [row.step for row in LIFE.history(convention)] == [
        "open_gathering",
        "begin_drafting",
        "open_hearing",
        "hand_in",
        "return_text",
        "hand_in",
        "approve",
        "call_meeting",
        "open_deliberation",
        "open_vote",
        "revise",
    ]


def test_after_the_vote_every_step_is_taken_on_its_page(client):
    convention = a_convention(State.ADOPTED)
    team, walk = convention.team, Walk(client, convention)
    until = (clock.today() + timedelta(days=14)).isoformat()
    papers = {"office": "临河街道办事处", "papers": "文本、记录"}

    walk.take(team.chair, "file", **papers)
    walk.take(team.reviewer, "object_to_filing", reason="缺签到表。")
    walk.take(team.chair, "file", answer="已补。", **papers)
    services.give_number(convention, number="临河公约备〔2026〕6号", actor=team.reviewer)
    walk.take(team.chair, "publish")
    walk.take(team.chair, "open_signing", days="30")
    walk.take(team.chair, "put_in_force")
    walk.take(team.chair, "open_appraisal", until=until)
    walk.take(
        team.reviewer, "order_correction", clauses=[keys(convention)[1]], reason="没有依据。", due_on=until
    )
    walk.take(team.chair, "correct", text="不再执行。")
    walk.take(team.reviewer, "confirm_correction")
    walk.take(team.chair, "begin_revision", reason="改第二条。")
    walk.take(team.chair, "drop_revision", reason="先不改。")
    walk.take(team.chair, "repeal", reason="由新约代替。")

    assert db.session.get(Convention, convention.id).state is State.REPEALED
    assert client.get(f"{walk.path}/repeal").status_code == 409
    assert client.get(f"{walk.path}/unknown").status_code == 404


def test_an_appraisal_is_closed_on_its_page(client):
    convention = a_convention(State.APPRAISAL)

    with clock.stopped_at(clock.now() + timedelta(days=15)):
        Walk(client, convention).take(convention.team.chair, "close_appraisal", conclusion="大家守得好。")

    assert db.session.get(Convention, convention.id).state is State.IN_FORCE


def test_a_fixed_version_has_its_own_address_and_a_draft_has_none(client):
    convention = a_convention(State.DRAFTING)
    path = f"/conventions/{convention.code}"

    assert client.get(f"{path}/versions/1").status_code == 200
    assert client.get(f"{path}/versions/2").status_code == 404
    assert "这里显示的是最近一次定稿" in text_of(client.get(path))


def race(portal, user_id, path, data, times=32):
    """So many browsers of one person at once; the status codes and addresses they got."""
    barrier, answers = Barrier(times), []

    def click():
        browser = portal.test_client()
        with portal.app_context():
            browser.sign_in(db.session.get(User, user_id))
            db.session.commit()
        barrier.wait()
        answer = browser.post(path, data=data)
        answers.append((answer.status_code, answer.location))

    threads = [Thread(target=click) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_32_signatures_of_one_person_are_one(real_portal):
    with real_portal.app_context():
        member = a_user()
        convention = a_convention(State.SIGNING, members=[member])
        member_id, exact = member.id, exact_hash(convention)
        path = f"/conventions/{convention.code}/sign"
        db.session.commit()

    answers = race(real_portal, member_id, path, by_hand(exact))

    with real_portal.app_context():
        assert db.session.query(Signature).count() == 1
        assert db.session.query(Convention).one().signature_count == 1
    assert {status for status, _where in answers} <= {302, 409, 422}
    assert any(status == 302 for status, _where in answers)


def test_32_double_clicks_of_one_comment_are_one(real_portal):
    with real_portal.app_context():
        person = a_user()
        convention = a_convention(State.GATHERING)
        person_id, path = person.id, f"/conventions/{convention.code}/comments"
        db.session.commit()

    answers = race(real_portal, person_id, path, {"text": "赞成。", "stance": "support", "once": "one"})

    with real_portal.app_context():
        assert db.session.query(Comment).count() == 1
        assert db.session.query(Convention).one().comment_count == 1
    assert {status for status, _where in answers} <= {302, 409}
    assert len({where for status, where in answers if status == 302}) == 1


@pytest.mark.parametrize("until", ["9999-12-31", "0001-01-01", "gestern", ""])
def test_a_day_that_cannot_be_is_refused_beside_its_field(client, until):
    convention = a_convention()
    client.sign_in(convention.team.reviewer)

    answer = client.post(
        f"/conventions/{convention.code}/steps/open_gathering",
        data={"until": until, "seen": exact_hash(convention), "read": "y", "call_text": "说说。"},
    )

    assert answer.status_code == 422


def test_numbers_beyond_all_measure_are_not_found(client):
    convention = a_convention(State.GATHERING)
    path = f"/conventions/{convention.code}"

    assert client.get(f"{path}/versions/99999999999999999999").status_code == 404
    assert client.get(f"{path}/comments/99999999999999999999/answer").status_code == 404


def test_the_panel_of_an_alliance_lists_its_conventions(client):
    convention = a_convention(State.SIGNING)

    page = text_of(client.get(f"/alliances/{convention.alliance.code}"))

    assert str(convention.title) in page
    assert "拟定公约" not in page


@pytest.mark.parametrize("page", ["", "/sign"])
def test_what_is_kept_of_a_text_is_kept_for_each_language_and_for_the_original(app, client, page):
    convention = a_convention(State.SIGNING, texts=("每日开门前清扫一次，随脏随扫。",))

    first = client.get(f"/zh-hans{convention.path}{page}").text
    other = client.get(f"/zh-hant{convention.path}{page}").text
    original = client.get(f"/zh-hant{convention.path}{page}?original=1").text

    assert "每日开门前清扫一次" in first
    assert "每日開門前清掃一次" in other
    assert "每日开门前清扫一次" not in other
    assert "每日开门前清扫一次" in original
