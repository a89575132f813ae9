"""Drafting: what is asked, in which ways it could go, when, and what people vote on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.ballots.states import Method
from portal.consultations.models import (
    Consultation,
    ConsultationOption,
    Milestone,
    PlannedVote,
    TextVersion,
    TopicProposal,
)
from portal.consultations.queries.kinds import kinds_on
from portal.consultations.rules import PLAIN_MOST, Kind, option_key
from portal.consultations.services.asking import refuse_unaskable
from portal.consultations.states import Act, Phase
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.permissions import why_not
from portal.core.services import guarded
from portal.files.models import StoredFile
from portal.files.services import attach
from portal.places.models import Place

MOST_OPTIONS = 8


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
    settings: dict[str, Any] = field(default_factory=dict)


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
    text: str = "",
    topic: TopicProposal | None = None,
    files: Sequence[StoredFile] = (),
) -> Consultation:
    """Begin a consultation of a place, of an alliance, or of a place with an alliance as its partner.

    `brief` holds the columns of its text and its times, `text` the text under consultation, a clause a line.
    """
    alliance = organiser if isinstance(organiser, Alliance) else partner
    place = organiser.place if isinstance(organiser, Alliance) else organiser
    if topic is not None and (no := why_not(actor, "consultations.draft_topic", topic)):
        raise Refused(no)
    consultation = Consultation(place=place, alliance=alliance, drafted_by=actor.id)
    _write(consultation, brief, options, timeline, votes)
    _write_text(consultation, text, actor)
    db.session.add(consultation)
    db.session.flush()  # files name the consultation
    attach(files, consultation, public=False)
    if topic is not None:
        topic.consultation_id = consultation.id
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
    text: str = "",
    files: Sequence[StoredFile] = (),
) -> None:
    """Change a draft. Whoever wrote it last is its author: another person has to publish it."""
    _write(consultation, brief, options, timeline, votes)
    _write_text(consultation, text, actor)
    consultation.drafted_by = actor.id
    attach(files, consultation, public=False)


def _write(
    consultation: Consultation,
    brief: dict[str, Any],
    options: Sequence[Way],
    timeline: Sequence[tuple[date, str]],
    votes: Sequence[Question],
) -> None:
    kind = kinds_on().get(brief["kind"])
    if kind is None:
        raise Refused(_("This kind of consultation is not known."))
    _refuse_misfit(kind, brief, options, votes)
    for column, value in brief.items():
        setattr(consultation, column, value)
    consultation.rules = kind.to_json()
    consultation.options.clear()
    consultation.timeline.clear()
    consultation.votes.clear()
    consultation.texts.clear()
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
            settings=dict(vote.settings),
        )
        for vote in votes
    )


def _refuse_misfit(
    kind: Kind, brief: dict[str, Any], options: Sequence[Way], votes: Sequence[Question]
) -> None:
    if brief["closes_at"] <= brief["opens_at"]:
        raise Refused(_("The time for opinions must end after it begins."))
    if len(brief.get("plain") or "") > PLAIN_MOST:
        raise Refused(_("The plain version may have at most %(most)s characters.", most=PLAIN_MOST))
    if len(options) > MOST_OPTIONS:
        raise Refused(_("There can be at most %(most)s options.", most=MOST_OPTIONS))
    refuse_votes(kind, votes, len(options))


def refuse_votes(kind: Kind, votes: Sequence[Any], options: int) -> None:
    """Only the methods of the kind, and only where it has votes while it is open. `votes`: planned or typed.

    Not guarded: changes nothing.
    """
    if any(vote.method not in kind.votes or not kind.allows(Act.VOTE, Phase.OPEN) for vote in votes):
        raise Refused(_("This kind of consultation does not allow this way of voting."))
    for vote in votes:
        if not vote.answers and options < 2 and vote.method != Method.CONSENT:
            raise Refused(_("A vote needs at least two options."))
        refuse_unaskable(vote, vote.answers or [option_key(position) for position in range(options)])


def _write_text(consultation: Consultation, text: str, actor: User) -> None:
    """The draft's only text; emptied with the form's field."""
    if text.strip():
        consultation.texts.append(TextVersion(number=1, text=text.strip(), made_by=actor.id))
