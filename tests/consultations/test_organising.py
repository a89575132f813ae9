from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal.accounts.models import Role
from portal.alliances.models import Office
from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.states import Phase as BallotPhase
from portal.catalog.models import CatalogRow
from portal.consultations.models import Consultation
from portal.consultations.queries import matters
from portal.consultations.services import drafting, organising
from portal.consultations.services.drafting import Question, Way
from portal.consultations.states import LIFE, Phase, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.core.language import Bitext
from portal.notifications.models import InboxLine
from tests.factories import a_user, an_alliance, an_official
from tests.factories.consultations import (
    DAY,
    WAYS,
    a_brief,
    a_draft,
    a_street,
    after,
    an_open_one,
    an_opinion,
)

VOTE = Question(text="您选哪个方案？", method="single", least_level=1)


def issuer_of(consultation):
    return an_official(Role.ISSUER, place=consultation.place)


def test_a_consultation_is_drafted_published_and_frozen():
    consultation = a_draft(votes=[VOTE])

    organising.publish(consultation, actor=issuer_of(consultation))

    assert (consultation.state, consultation.phase) == (State.PUBLISHED, Phase.OPEN)
    assert consultation.number is not None
    assert consultation.year == clock.today().year
    assert consultation.text_hash == consultation.text_as_published()
    assert [row.step for row in LIFE.history(consultation)] == ["publish"]
    assert db.session.scalar(select(CatalogRow.title).where(CatalogRow.kind == "consultation"))


def test_numbers_of_a_year_follow_one_another():
    first, second = an_open_one(), an_open_one()

    assert second.number == first.number + 1


def test_the_author_does_not_publish_it():
    street = a_street()
    official = an_official(Role.EDITOR, Role.ISSUER, place=street)
    consultation = a_draft(street, editor=official)

    with pytest.raises(Forbidden, match="另"):
        organising.publish(consultation, actor=official)


def test_whoever_edits_last_does_not_publish_it():
    street = a_street()
    both = an_official(Role.EDITOR, Role.ISSUER, place=street)
    consultation = a_draft(street)

    drafting.edit(consultation, brief=a_brief(title="改过的标题"), options=WAYS[:1], actor=both)

    assert [o.key for o in consultation.options] == ["A"]
    with pytest.raises(Forbidden):
        organising.publish(consultation, actor=both)


def test_citizens_neither_draft_nor_publish():
    with pytest.raises(Forbidden):
        a_draft(a_street(), editor=a_user())
    with pytest.raises(Forbidden):
        organising.publish(a_draft(), actor=a_user())


def test_an_alliance_organises_and_another_officer_publishes():
    chair, vice = a_user(), a_user()
    alliance = an_alliance(officers=[(chair, Office.CHAIR), (vice, Office.VICE_CHAIR)])
    consultation = a_draft(alliance.place, by=alliance, editor=chair)

    organising.publish(consultation, actor=vice)

    assert (consultation.alliance, consultation.place) == (alliance, alliance.place)
    told = db.session.scalars(select(InboxLine.user_id).where(InboxLine.key.contains(":open"))).all()
    assert set(told) == {chair.id, vice.id}


def test_a_published_text_is_frozen():
    consultation = an_open_one()
    editor = an_official(Role.EDITOR, place=consultation.place)

    with pytest.raises(Forbidden):
        drafting.edit(consultation, brief=a_brief(), actor=editor)


def test_tampering_with_the_frozen_text_is_found():
    consultation = an_open_one()
    assert list(matters.damaged()) == []

    changed = update(Consultation).where(Consultation.id == consultation.id)
    db.session.execute(changed.values(question=Bitext.of("换了一个问题")))
    db.session.expire_all()

    assert [damage.why for damage in matters.damaged()] == ["the text was changed after it was published"]


def test_a_missing_opinion_is_found():
    consultation = an_open_one()
    opinion = an_opinion(consultation)

    db.session.delete(opinion)
    db.session.flush()

    assert [damage.why for damage in matters.damaged()] == ["an opinion is missing"]


@pytest.mark.parametrize("part", ["question", "plain", "use", "contact", "organiser"])
def test_what_people_need_must_be_there(part):
    consultation = a_draft(**{part: ""})

    with pytest.raises(Refused):
        organising.publish(consultation, actor=issuer_of(consultation))


def test_public_comment_below_thirty_days_needs_a_published_reason():
    short = {"kind": "public_comment", "closes_at": clock.now() + 20 * DAY}
    consultation = a_draft(**short, text="第一条 犬只出户应当束牵引绳。")

    with pytest.raises(Refused, match="30"):
        organising.publish(consultation, actor=issuer_of(consultation))

    with_reason = an_open_one(
        **short, text="第一条 犬只出户应当束牵引绳。", shortened_reason="汛期将至，工程必须在月底前开工。"
    )
    assert with_reason.phase is Phase.OPEN


def test_a_beginning_that_has_passed_becomes_now():
    consultation = a_draft(opens_at=clock.now() - 40 * DAY)

    organising.publish(consultation, actor=issuer_of(consultation))

    assert clock.now() - consultation.opens_at < timedelta(minutes=1)


def test_what_is_over_before_it_begins_is_refused():
    consultation = a_draft(closes_at=clock.now() + timedelta(seconds=1))

    with after(consultation), pytest.raises(Refused):
        organising.publish(consultation, actor=issuer_of(consultation))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "astrology"},
        {"closes_at": clock.now() - DAY},
        {"plain": "长" * 301},
        {"options": [Way(title="方案")] * 9},
        {"votes": [VOTE], "options": ()},
        {"votes": [VOTE], "kind": "hearing"},
    ],
)
def test_a_wrong_draft_is_refused(wrong):
    with pytest.raises(Refused):
        a_draft(**wrong)


def test_the_opening_is_told_once_when_its_time_comes():
    member = a_user()
    chair, vice = a_user(), a_user()
    alliance = an_alliance(members=[member], officers=[(chair, Office.CHAIR), (vice, Office.SECRETARY)])
    consultation = a_draft(alliance.place, by=alliance, editor=chair, opens_at=clock.now() + DAY)
    organising.publish(consultation, actor=vice)
    assert (consultation.phase, organising.tell_openings()) == (Phase.ANNOUNCED, 0)

    with clock.stopped_at(clock.now() + 2 * DAY):
        told = [organising.tell_openings(), organising.tell_openings()]

    assert told == [1, 0]
    assert db.session.scalar(select(func.count(InboxLine.id)).where(InboxLine.user_id == member.id)) == 1


def test_votes_open_with_it_and_are_counted_after_it():
    consultation = an_open_one(votes=[VOTE])
    ballot = ballots.ballot_about("consultation", consultation.id)
    voting.cast(ballot, choices=["b"], actor=a_user())

    with after(consultation):
        voting.close(ballot)

    assert (ballot.secret, ballot.rule, [str(o.text) for o in ballot.options]) == (
        True,
        None,
        ["限时停车", "错时共享"],
    )
    assert ballot.result["votes"] == {"a": 0, "b": 1}


def test_a_vote_asks_its_identity_level():
    consultation = an_open_one(votes=[Question(text="选哪个？", method="single", least_level=2)])
    ballot = ballots.ballot_about("consultation", consultation.id)

    with pytest.raises(Forbidden):
        voting.cast(ballot, choices=["a"], actor=a_user(level=1))


def test_withdrawing_says_why_and_calls_the_vote_off():
    consultation = an_open_one(votes=[VOTE])
    issuer = issuer_of(consultation)
    with pytest.raises(Refused):
        organising.withdraw(consultation, reason=" ", actor=issuer)

    organising.withdraw(consultation, reason="费用少算了一半。", actor=issuer)

    assert consultation.state is State.WITHDRAWN
    assert ballots.ballot_about("consultation", consultation.id).phase is BallotPhase.CALLED_OFF
    assert str(LIFE.history(consultation)[-1].reason) == "费用少算了一半。"


def test_drafts_are_seen_by_those_who_organise_only():
    street = a_street()
    consultation = a_draft(street)

    assert (
        matters.get_consultation(consultation.code, an_official(Role.REVIEWER, place=street)) is consultation
    )
    for stranger in (None, a_user(), an_official(Role.REVIEWER, place=a_street())):
        with pytest.raises(NotFound):
            matters.get_consultation(consultation.code, stranger)


def test_the_preview_of_a_draft_shows_its_vote_and_nobody_else_sees_it(client):
    consultation = a_draft(votes=[VOTE])
    hidden = client.get(consultation.address)
    client.sign_in(an_official(Role.EDITOR, place=consultation.place))

    page = client.get(consultation.address).get_data(as_text=True)

    assert hidden.status_code == 404
    assert VOTE.text in page and "没有约束力" in page
