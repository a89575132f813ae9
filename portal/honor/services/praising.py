"""Praise: checked, agreed to, announced for some working days, then published by somebody else."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.catalog import CardChanged
from portal.events.honor import RedEntryPublished
from portal.events.notifications import PeopleTold
from portal.honor import queries
from portal.honor.models import BoardEntry
from portal.honor.papers import issue_praise
from portal.honor.services.assessing import rest_on_assessment
from portal.honor.services.nominating import note_check
from portal.honor.services.numbering import announce_praise, announce_title
from portal.honor.services.programmes import last_day_of_title, refuse_without_jury
from portal.honor.services.public_votes import leave_vote
from portal.honor.services.taking_down import take_down
from portal.honor.states import RED_LIFE, EntryState, Polarity
from portal.places.queries import work_calendar


@guarded("honor.check_praise")
def check_praise(entry: BoardEntry, *, finding: Bitext | str, no_minor: bool, actor: User) -> None:
    """Another person looks whether it is true. The praised person is then asked."""
    refuse_beside_grave(entry)
    note_check(entry, "check_praise", finding=finding, no_minor=no_minor, signed=False, actor=actor)
    entry.checked_by, entry.checked_at = actor.id, clock.now()
    if entry.needs_consent and entry.holder_id:
        tell(
            entry,
            "consent",
            N_("The honour roll would like to praise “%(title)s”. Do you agree?"),
            "/consent",
        )


def refuse_beside_grave(entry: BoardEntry) -> None:
    """Nobody is praised while something serious stands against them. Not guarded: only asks."""
    if queries.grave_findings(entry):
        raise Refused(_("A serious finding about the same one is open. Praise has to wait until it is over."))


def tell(entry: BoardEntry, what: str, message: str, page: str = "") -> None:
    """Bring word to the one concerned. Not guarded: part of the services that have news for them."""
    if entry.holder_id is not None:
        announce(
            PeopleTold(
                user_ids=(entry.holder_id,),
                message=message,
                path=f"/honor/{entry.code}{page}",
                key=f"honor:{entry.id}:{what}",
                values={"bi_title": entry.title.to_json()},
            )
        )


@guarded("honor.consent")
def consent(entry: BoardEntry, *, actor: User) -> None:
    """The praised person agrees, for themselves, to this text."""
    RED_LIFE.move(entry, "consent", actor=actor)
    entry.consented_at = clock.now()


@guarded("honor.decline")
def decline(entry: BoardEntry, *, reason: str = "", actor: User) -> None:
    """Praise can be refused at any time, without a reason; what was public disappears."""
    _decline(entry, actor, reason)


def let_go(user_id: int) -> None:
    """Praise of somebody who leaves the portal comes down with them. Not guarded: part of erasing a person."""
    declinable = RED_LIFE.transitions["decline"].before
    theirs = select(BoardEntry).where(
        BoardEntry.holder_id == user_id, BoardEntry.polarity == Polarity.RED, BoardEntry.state.in_(declinable)
    )
    for entry in db.session.scalars(theirs):
        _decline(entry, None, "")


def _decline(entry: BoardEntry, actor: User | None, reason: str) -> None:
    was_public = entry.state in {EntryState.NOTICE, EntryState.PUBLISHED}
    RED_LIFE.move(entry, "decline", actor=actor, reason=reason)
    entry.consented_at, entry.ended_on = None, clock.today()
    leave_vote(entry)
    if was_public:
        take_down(entry)


@guarded("honor.give_notice")
def give_notice(entry: BoardEntry, *, office: Bitext | str, actor: User) -> None:
    """公示: from today, for so many working days after it, under the next number. Anybody may object."""
    if not str(office).strip():
        raise Refused(_("Please say where and how one can object."))
    if entry.needs_consent and entry.state is not EntryState.CONSENTED:
        raise Refused(_("The one to be praised has not agreed yet."))
    refuse_without_jury(entry)
    rest_on_assessment(entry)
    RED_LIFE.move(entry, "give_notice", actor=actor)
    entry.notice_from = clock.today()
    entry.notice_office = office  # type: ignore[assignment]  # a str becomes a Bitext when it is set
    days = int(setting("honor.notice_days"))
    entry.notice_until = work_calendar().add_working_days(clock.today(), days)
    entry.notice_no = announce_praise(entry, actor.id).number
    announce(CardChanged(kind="praise", object_id=entry.id))


@guarded("honor.publish_praise")
def publish_praise(entry: BoardEntry, *, until: date | None = None, actor: User) -> None:
    """On the honour roll from today, by another person than those who proposed and checked it."""
    today = clock.today()
    refuse_beside_grave(entry)
    if queries.open_objections([entry.id]):
        raise Refused(_("An objection is open. Please answer it first."))
    if until is not None and until < today:
        raise Refused(_("The last day must not be in the past."))
    candidacy = refuse_without_jury(entry)
    until = last_day_of_title(candidacy, until)
    rest_on_assessment(entry)
    RED_LIFE.move(entry, "publish_praise", actor=actor)
    entry.publish_from, entry.publish_until, entry.published_by = today, until, actor.id
    entry.decision_no = announce_title(entry, candidacy, actor.id).number
    issue_praise(entry, actor.id)
    announce(RedEntryPublished(entry_id=entry.id, user_id=entry.holder_id))
    announce(CardChanged(kind="praise", object_id=entry.id))
    tell(entry, "published", N_("“%(title)s” stands on the honour roll."))
