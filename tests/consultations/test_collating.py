"""Grouping opinions, and one answer for a group with exceptions."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.consultations.models import Cluster, Opinion
from portal.consultations.queries import collation
from portal.consultations.services import answering, collating
from portal.consultations.states import Disposition, Leaning, Stance
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.notifications.models import InboxLine
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.consultations import (
    REASON,
    a_clerk,
    a_cluster,
    after,
    an_open_one,
    an_opinion,
    answered,
)


@pytest.fixture
def closed():
    """A consultation with three opinions whose time is over, its clerk, and the opinions."""
    consultation = an_open_one()
    said = [an_opinion(consultation, stance=one) for one in (Stance.SUPPORT, Stance.SUPPORT, Stance.OPPOSE)]
    with after(consultation):
        yield consultation, a_clerk(consultation), said


def told(opinion):
    found = select(InboxLine).where(InboxLine.path == opinion.address, InboxLine.user_id == opinion.author_id)
    return len(db.session.scalars(found).all())


def answer_of(cluster, clerk, disposition=Disposition.ADOPTED, reason=REASON, unit="临河街道"):
    return collating.answer_cluster(cluster, disposition=disposition, reason=reason, unit=unit, actor=clerk)


def test_a_group_is_answered_once_and_an_opinion_keeps_an_answer_of_its_own(closed):
    consultation, clerk, (first, second, third) = closed
    cluster = a_cluster(consultation, [first, second], clerk)
    own = answered(consultation, [second], clerk, Disposition.REFERRED)

    given = answer_of(cluster, clerk)
    collating.put_into(cluster, opinions=[third], actor=clerk)

    assert [one.answer for one in (first, second, third)] == [given, own, given]
    assert [one.follows_cluster for one in (first, second, third)] == [True, False, True]
    assert (consultation.unanswered, [told(one) for one in (first, second, third)]) == (0, [1, 1, 1])

    again = answer_of(cluster, clerk, Disposition.PARTLY)
    collating.follow(second, actor=clerk)
    assert {one.answer for one in (first, second, third)} == {again}
    assert [told(one) for one in (first, second, third)] == [2, 2, 2]
    with pytest.raises(Refused):
        collating.follow(second, actor=clerk)


def test_an_opinion_is_moved_and_taken_out_while_nothing_is_published(closed):
    consultation, clerk, (first, second, third) = closed
    one, other = a_cluster(consultation, [first, second], clerk), a_cluster(consultation, [third], clerk)
    given = answer_of(other, clerk)
    answer_of(one, clerk)

    collating.put_into(other, opinions=[first], actor=clerk)
    collating.take_out(second, actor=clerk)

    assert (first.answer, second.answer, consultation.answered_count) == (given, None, 2)
    with pytest.raises(Refused):
        collating.take_out(second, actor=clerk)
    with pytest.raises(Refused):
        collating.follow(second, actor=clerk)
    with pytest.raises(Refused):
        collating.drop_cluster(other, actor=clerk)
    collating.drop_cluster(one, actor=clerk)
    assert db.session.scalars(select(Cluster)).all() == [other]


def test_a_published_answer_is_not_lost_by_regrouping(closed):
    consultation, clerk, opinions = closed
    cluster = a_cluster(consultation, opinions, clerk)
    answer_of(cluster, clerk)
    answering.publish_result(consultation, actor=an_official(Role.ISSUER, place=consultation.place))
    bare = a_cluster(consultation, [], clerk)

    with pytest.raises(Refused, match="公布"):
        collating.take_out(opinions[0], actor=clerk)
    with pytest.raises(Refused, match="公布"):
        collating.put_into(bare, opinions=opinions[:1], actor=clerk)
    answered(consultation, opinions[:1], clerk)
    collating.take_out(opinions[0], actor=clerk)

    assert consultation.unanswered == 0


@pytest.mark.parametrize(
    ("disposition", "reason", "unit"),
    [
        (Disposition.ALREADY, "已有安排。", "街道"),
        (Disposition.OUT_OF_SCOPE, "无关。", "街道"),
        (Disposition.ADOPTED, "照办。", " "),
    ],
)
def test_a_group_is_answered_with_reason_and_office(closed, disposition, reason, unit):
    consultation, clerk, opinions = closed
    cluster = a_cluster(consultation, opinions, clerk)

    with pytest.raises(Refused):
        answer_of(cluster, clerk, disposition, reason, unit)


def test_a_group_says_what_it_is_about_and_holds_opinions_of_one_consultation(closed):
    consultation, clerk, _opinions = closed
    cluster = a_cluster(consultation, [], clerk)
    foreign = db.session.scalar(select(Opinion).where(Opinion.consultation_id != consultation.id))
    assert foreign is None
    other = an_open_one()

    for wrong in ({"theme": " "}, {"text": " "}):
        with pytest.raises(Refused):
            a_cluster(consultation, [], clerk, **wrong)
    with pytest.raises(Refused):
        collating.change_cluster(cluster, theme="停车", leaning=Leaning.FOR, text=" ", actor=clerk)
    with pytest.raises(Refused):
        collating.put_into(cluster, opinions=[], actor=clerk)
    with pytest.raises(Forbidden):
        a_cluster(other, [], clerk)
    with pytest.raises(Forbidden):
        a_cluster(consultation, [], a_user())


def test_opposed_groups_of_a_theme_stand_side_by_side(closed):
    consultation, clerk, (first, second, third) = closed
    a_cluster(consultation, [third], clerk, leaning=Leaning.AGAINST)
    a_cluster(consultation, [first, second], clerk)
    a_cluster(consultation, [], clerk, theme="收费", leaning=Leaning.OTHER)

    parking, fees = collation.themes_of(consultation.id)

    assert (parking.is_opposed, fees.is_opposed) == (True, False)
    assert [(leaning, [view.numbers for view in held]) for leaning, held in parking.sides] == [
        (Leaning.FOR, [[1, 2]]),
        (Leaning.AGAINST, [[3]]),
        (Leaning.OTHER, []),
    ]


def test_somebody_with_several_opinions_in_a_group_is_told_once_with_all_their_numbers(closed):
    consultation, clerk, said = closed
    for one in said[1:]:
        one.author = said[0].author

    answer_of(a_cluster(consultation, said, clerk), clerk)

    [line] = db.session.scalars(select(InboxLine).where(InboxLine.user_id == said[0].author_id))
    assert (line.values["number"], line.path) == ("1, 2, 3", said[0].address)


def test_a_large_group_is_read_page_by_page(client, closed, monkeypatch):
    consultation, clerk, said = closed
    a_cluster(consultation, said, clerk)
    client.sign_in(clerk)
    monkeypatch.setattr(collation, "AT_ONCE", 2)
    address = f"{consultation.address}/groups/1"

    first, rest = (client.get(address + more).get_data(as_text=True) for more in ("", "?older=2"))

    shown = [[one.address in page for one in said] for page in (first, rest)]
    assert shown == [[False, True, True], [True, False, False]]
    assert "?older=2" in first


def test_a_clerk_groups_and_answers_on_the_pages_and_everybody_reads_them(client, closed):
    consultation, clerk, (first, second, third) = closed
    address = f"{consultation.address}/groups"
    new = {"theme": "停车", "leaning": "for", "text": "先画黄线再停车。"}
    client.sign_in(clerk)

    desk = client.get(f"{address}?word=黄线&near=1")
    bare = client.post(address, data={**new, "theme": "", "opinions": [1]})
    made = client.post(address, data={**new, "opinions": [1, 2]})
    more = client.post(address, data={"group": "1", "opinions": [3]})
    page = client.get(f"{address}/1")
    short = client.post(f"{address}/1", data={**new, "text": ""})
    changed = client.post(f"{address}/1", data={**new, "leaning": "against"})
    form = client.get(f"{address}/1/answer")
    why = client.post(f"{address}/1/answer", data={"disposition": "referred", "reason": "转", "unit": "街道"})
    given = client.post(
        f"{address}/1/answer", data={"disposition": "referred", "reason": REASON, "unit": "街道"}
    )
    out = client.post(f"{consultation.address}/opinions/3/group")
    full = client.post(f"{address}/1/drop")
    lost = client.get(f"{address}/9")

    answers = (desk, bare, made, more, page, short, changed, form, why, given, out, full, lost)
    assert [one.status_code for one in answers] == [
        200,
        422,
        302,
        302,
        200,
        422,
        302,
        200,
        422,
        302,
        302,
        409,
        404,
    ]
    db.session.refresh(third)
    assert (first.answer is second.answer is not None, third.answer) == (True, None)
    answered(consultation, [third], clerk)
    back = client.post(address, data={"group": "1", "opinions": [3]})
    again = client.post(f"{consultation.address}/opinions/3/group", data={"wanted": "follow"})
    assert (back.status_code, again.status_code) == (302, 302)
    answering.publish_result(consultation, actor=an_official(Role.ISSUER, place=consultation.place))
    client.post("/sign-out")

    result = client.get(f"{consultation.address}/result").get_data(as_text=True)
    opinion = client.get(f"{consultation.address}/opinions/1").get_data(as_text=True)
    assert "先画黄线再停车" in result
    assert "先画黄线再停车" in opinion
    assert client.get(address).status_code in {302, 403}


def test_the_desk_and_a_group_need_as_many_queries_for_one_as_for_three(client):
    counted = []
    for size in (1, 3):
        consultation = an_open_one()
        said = [an_opinion(consultation) for _ in range(2 * size)]
        with after(consultation):
            clerk = a_clerk(consultation)
            a_cluster(consultation, said[:size], clerk)
            for number in range(size):
                a_cluster(consultation, [], clerk, theme=f"第{number}件事")
            client.sign_in(clerk)
            address = f"{consultation.address}/groups"
            client.get(address)
            counted.append([queries_of(client, one) for one in (address, f"{address}/1")])

    assert counted[0] == counted[1]
