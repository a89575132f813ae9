"""Drafting, publishing, withdrawing: what the organiser does before and around the opinions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.alliances.queries import member_ids
from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.services import Answer as Choice
from portal.ballots.services import Everybody
from portal.ballots.states import Method, Phase
from portal.consultations.models import Consultation, ConsultationOption, Milestone, PlannedVote
from portal.consultations.rules import PLAIN_MOST, kinds, option_key
from portal.consultations.states import LIFE, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.consultations import ConsultationOpened
from portal.events.notifications import PeopleTold
from portal.files.models import StoredFile
from portal.files.services import attach
from portal.places.models import Place

MOST_OPTIONS = 8
BRIEF = ("question", "plain", "use", "contact", "organiser")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One option of a draft, as typed."""

    title: str
    text: str = ""
    cost: str = ""
    affected: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A vote of a draft. No `answers`: people vote on the options."""

    text: str
    method: str
    max_choices: int | None = None
    least_level: int = 2
    residents_only: bool = False
    answers: tuple[str, ...] = ()


@guarded("consultations.draft")
def draft(
    organiser: Place | Alliance,
    *,
    actor: User,
    brief: dict[str, Any],
    partner: Alliance | None = None,
    options: Sequence[Way] = (),
    timeline: Sequence[tuple[date, str]] = (),
    votes: Sequence[Question] = (),
    files: Sequence[StoredFile] = (),
) -> Consultation:
    """Begin a consultation of a place, of an alliance, or of a place with an alliance as its partner.

    `brief` holds the columns of its text and its times.
    """
    alliance = organiser if isinstance(organiser, Alliance) else partner
    place = organiser.place if isinstance(organiser, Alliance) else organiser
    consultation = Consultation(place=place, alliance=alliance, drafted_by=actor.id)
    _write(consultation, brief, options, timeline, votes)
    db.session.add(consultation)
    db.session.flush()  # files name the consultation
    attach(files, consultation, public=False)
    return consultation


@guarded("consultations.edit")
def edit(
    consultation: Consultation,
    *,
    actor: User,
    brief: dict[str, Any],
    options: Sequence[Way] = (),
    timeline: Sequence[tuple[date, str]] = (),
    votes: Sequence[Question] = (),
    files: Sequence[StoredFile] = (),
) -> None:
    """Change a draft. Whoever wrote it last is its author: another person has to publish it."""
    _write(consultation, brief, options, timeline, votes)
    consultation.drafted_by = actor.id
    attach(files, consultation, public=False)


def _write(
    consultation: Consultation,
    brief: dict[str, Any],
    options: Sequence[Way],
    timeline: Sequence[tuple[date, str]],
    votes: Sequence[Question],
) -> None:
    kind = kinds().get(brief["kind"])
    if kind is None:
        raise Refused(_("This kind of consultation is not known."))
    if brief["closes_at"] <= brief["opens_at"]:
        raise Refused(_("The time for opinions must end after it begins."))
    if len(brief.get("plain") or "") > PLAIN_MOST:
        raise Refused(_("The plain version may have at most %(most)s characters.", most=PLAIN_MOST))
    if len(options) > MOST_OPTIONS:
        raise Refused(_("There can be at most %(most)s options.", most=MOST_OPTIONS))
    if any(vote.method not in kind.votes for vote in votes):
        raise Refused(_("This kind of consultation does not allow this way of voting."))
    if any(not vote.answers and len(options) < 2 for vote in votes):
        raise Refused(_("A vote needs at least two options."))
    for column, value in brief.items():
        setattr(consultation, column, value)
    consultation.options.clear()
    consultation.timeline.clear()
    consultation.votes.clear()
    db.session.flush()  # the old options go before new ones take their letters
    consultation.options.extend(
        ConsultationOption(
            key=option_key(i), position=i, title=w.title, text=w.text, cost=w.cost, affected=w.affected
        )
        for i, w in enumerate(options)
    )
    consultation.timeline.extend(Milestone(day=day, text=text) for day, text in timeline)
    consultation.votes.extend(
        PlannedVote(
            question=vote.text,
            method=vote.method,
            max_choices=vote.max_choices,
            least_level=vote.least_level,
            residents_only=vote.residents_only,
            answers=list(vote.answers),
        )
        for vote in votes
    )


@guarded("consultations.publish")
def publish(consultation: Consultation, *, actor: User) -> None:
    """Announce the consultation under the year's next number and freeze its text. Votes are opened with it.

    A beginning that has passed becomes now. Raises `Refused` when something people need is missing.
    """
    now = clock.now()
    opens_at = max(consultation.opens_at, now)
    _refuse_unfit(consultation, opens_at)
    LIFE.move(consultation, "publish", actor=actor)
    consultation.opens_at, consultation.published_at, consultation.published_by = opens_at, now, actor.id
    consultation.year = clock.today().year
    if consultation.number is None:
        consultation.number = _next_number(consultation.year)
    consultation.text_hash = consultation.text_as_published()
    for vote in consultation.votes:
        _open_vote(consultation, vote)
    announce(CardChanged(kind="consultation", object_id=consultation.id))
    _tell_opening(consultation)


def _refuse_unfit(consultation: Consultation, opens_at: datetime) -> None:
    if any(not getattr(consultation, part) for part in BRIEF):
        raise Refused(
            _(
                "Before it is published it needs the question, the plain version, the organiser, "
                "how opinions will be used and a contact."
            )
        )
    if consultation.closes_at <= opens_at:
        raise Refused(_("The time for opinions must end after it begins."))
    rule = consultation.rule
    if rule.is_too_short(opens_at, consultation.closes_at) and not consultation.shortened_reason:
        raise Refused(
            _(
                "This kind of consultation is open for at least %(days)s days. Please give the reason for "
                "a shorter time; it is published.",
                days=rule.least_days,
            )
        )


def _next_number(year: int) -> int:
    """Two who publish at the same moment: the unique pair of year and number lets one of them win."""
    last = db.session.scalar(select(func.max(Consultation.number)).where(Consultation.year == year))
    return (last or 0) + 1


def _open_vote(consultation: Consultation, vote: PlannedVote) -> None:
    by_key = {option.key: option for option in consultation.options}
    asked = vote.answers or list(by_key)
    options = [Choice(by_key[key].title, by_key[key].id) if key in by_key else Choice(key) for key in asked]
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
    )


@guarded("consultations.withdraw")
def withdraw(consultation: Consultation, *, reason: str, actor: User) -> None:
    """Take the consultation back; it stays public with the reason, and running votes are called off."""
    was_public = consultation.state is not State.PREPARING
    LIFE.move(consultation, "withdraw", actor=actor, reason=reason)
    for ballot in ballots.ballots_about("consultation", consultation.id):
        if ballot.phase in {Phase.PLANNED, Phase.OPEN}:
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
