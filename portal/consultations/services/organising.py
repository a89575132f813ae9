"""Publishing and withdrawing: what the issuer does before and around the opinions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.alliances.queries import member_ids
from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.services import Everybody
from portal.ballots.states import Method, Phase
from portal.consultations.models import Consultation, ConsultationRecord, PlannedVote
from portal.consultations.queries.kinds import get_kind
from portal.consultations.rules import text_hash
from portal.consultations.services.asking import answers_of, particulars_of
from portal.consultations.services.deadlines import set_due
from portal.consultations.services.drafting import refuse_votes
from portal.consultations.services.topics import tell_supporters
from portal.consultations.states import LIFE, RECORDS, RecordKind, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.consultations import ConsultationOpened
from portal.events.notifications import PeopleTold

BRIEF = ("question", "plain", "use", "contact", "organiser")


@guarded("consultations.publish")
def publish(consultation: Consultation, *, actor: User) -> None:
    """Announce the consultation under the year's next number and freeze its text. Votes are opened with it.

    A beginning that has passed becomes now. Raises `Refused` when something people need is missing.
    """
    now = clock.now()
    opens_at = max(consultation.opens_at, now)
    kind = get_kind(consultation.kind)  # the law of today, not of the day on which it was drafted
    consultation.rules = kind.to_json()
    refuse_votes(kind, consultation.votes, len(consultation.options))
    _refuse_unfit(consultation, opens_at, now)
    LIFE.move(consultation, "publish", actor=actor)
    consultation.opens_at, consultation.published_at, consultation.published_by = opens_at, now, actor.id
    consultation.year = clock.today().year
    if consultation.number is None:
        consultation.number = _next_number(consultation.year)
    set_due(consultation)
    for version in consultation.texts:
        version.text_hash = text_hash([version.text.original])
    consultation.text_hash = consultation.text_as_published()
    for vote in consultation.votes:
        _open_vote(consultation, vote)
    announce(CardChanged(kind="consultation", object_id=consultation.id))
    tell_supporters(consultation)
    _tell_opening(consultation)


def _refuse_unfit(consultation: Consultation, opens_at: datetime, now: datetime) -> None:
    if any(not getattr(consultation, part) for part in BRIEF):
        raise Refused(
            _(
                "Before it is published it needs the question, the plain version, the organiser, "
                "how opinions will be used and a contact."
            )
        )
    if consultation.closes_at <= opens_at:
        raise Refused(_("The time for opinions must end after it begins."))
    _refuse_below_floor(consultation, opens_at, now)


def _refuse_below_floor(consultation: Consultation, opens_at: datetime, now: datetime) -> None:
    """A floor gives way to a reason only, and the reason is published with the consultation."""
    rule = consultation.rule
    if rule.is_too_short(opens_at, consultation.closes_at) and not consultation.shortened_reason:
        raise Refused(
            _(
                "This kind of consultation is open for at least %(days)s days. Please give the reason for "
                "a shorter time; it is published.",
                days=rule.least_days,
            )
        )
    if rule.is_announced_too_late(now, opens_at) and not consultation.shortened_reason:
        raise Refused(
            _(
                "This kind of consultation is announced at least %(days)s days before it opens. Please give "
                "the reason for a shorter time; it is published.",
                days=rule.announce_days,
            )
        )
    missing = missing_records(consultation)
    if missing and not consultation.records_reason:
        raise Refused(
            _(
                "This kind of consultation needs: %(papers)s. Please add it, or give the reason why it is "
                "missing; it is published.",
                papers=_(", ").join(str(RECORDS[kind]) for kind in missing),
            )
        )


def missing_records(consultation: Consultation) -> list[RecordKind]:
    """Papers its kind demands that are not there. The text under consultation is a draft, the background an
    explanation. Not guarded: changes nothing.
    """
    asked = consultation.rule.records
    if not asked:
        return []
    found = select(ConsultationRecord.kind).where(ConsultationRecord.consultation_id == consultation.id)
    there = set(db.session.scalars(found))
    if consultation.texts:
        there.add(RecordKind.DRAFT)
    if consultation.background:
        there.add(RecordKind.EXPLANATION)
    return [kind for kind in asked if kind not in there]


def _next_number(year: int) -> int:
    """Two who publish at the same moment: the unique pair of year and number lets one of them win."""
    last = db.session.scalar(select(func.max(Consultation.number)).where(Consultation.year == year))
    return (last or 0) + 1


def _open_vote(consultation: Consultation, vote: PlannedVote) -> None:
    options = answers_of(consultation, vote)
    keys = vote.answers or [option.key for option in consultation.options]
    voting.open_ballot(
        ("consultation", consultation.id),
        path=consultation.address,
        title=vote.question,
        method=Method(vote.method),
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        electorate=Everybody(
            least_level=vote.least_level, place=consultation.place if vote.residents_only else None
        ),
        options=options,
        max_choices=vote.max_choices,
        secret=True,
        particulars=particulars_of(vote, keys),
    )


@guarded("consultations.withdraw")
def withdraw(consultation: Consultation, *, reason: str, actor: User) -> None:
    """Take the consultation back; it stays public with the reason, and running votes are called off."""
    was_public = consultation.state is not State.PREPARING
    LIFE.move(consultation, "withdraw", actor=actor, reason=reason)
    for ballot in ballots.ballots_about("consultation", consultation.id):
        if ballot.phase in {Phase.PLANNED, Phase.OPEN, Phase.PAUSED}:
            voting.call_off(ballot, reason=reason)
    if was_public:
        announce(CardChanged(kind="consultation", object_id=consultation.id))


def tell_openings() -> int:
    """Say once of each consultation that it takes opinions now. Not guarded: by the clock, repeatable."""
    waiting = select(Consultation).where(
        Consultation.state == State.PUBLISHED,
        Consultation.opening_told_at.is_(None),
        Consultation.opens_at <= clock.now(),
    )
    found = db.session.scalars(waiting.order_by(Consultation.id)).all()
    for consultation in found:
        _tell_opening(consultation)
    return len(found)


def _tell_opening(consultation: Consultation) -> None:
    if consultation.opens_at > clock.now() or consultation.opening_told_at:
        return
    consultation.opening_told_at = clock.now()
    announce(ConsultationOpened(consultation_id=consultation.id))
    if consultation.alliance_id:
        announce(
            PeopleTold(
                user_ids=tuple(member_ids(consultation.alliance_id)),
                message=N_("Your opinion is asked: “%(title)s”."),
                path=consultation.address,
                key=f"consultation:{consultation.id}:open",
                values={"bi_title": consultation.title.to_json()},
            )
        )
