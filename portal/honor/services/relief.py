"""Objections mark an entry at once; what was put right comes down early."""

from __future__ import annotations

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext, dates
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold
from portal.honor import queries
from portal.honor.models import BoardEntry, Objection, Repair
from portal.honor.queries.working import WORKING
from portal.honor.rules import Severity, published_bounds
from portal.honor.services.taking_down import take_down
from portal.honor.services.wording import read_before
from portal.honor.states import BLACK_LIFE, LIVES, ClaimState, EntryState
from portal.places.queries import work_calendar

Words = Bitext | str


def card_kind(entry: BoardEntry) -> str:
    """How lists know it. Not guarded: only a word."""
    return "praise" if entry.is_red else "reminder"


@guarded("honor.object")
def make_objection(entry: BoardEntry, *, text: Words, contact: str = "", actor: User | None) -> Objection:
    """Anybody may object, also without an account when they say how to reach them. The mark is there at once."""
    user_id = getattr(actor, "id", None)
    hold_row(entry, "state")  # whoever clicks twice objects once
    if not (entry.is_shown or entry.state is EntryState.NOTICE):
        raise Refused(_("This entry is not public; there is nothing to object to."))
    if not str(text).strip():
        raise Refused(_("Please say what is wrong."))
    if user_id is None and not contact.strip():
        raise Refused(_("Please say how we can reach you with the answer."))
    open_ones = [o for o in queries.record_of(entry).objections if o.state is ClaimState.OPEN]
    if user_id is not None and any(o.user_id == user_id for o in open_ones):
        raise Refused(_("Your objection is being looked at already."))
    today = clock.today()
    due = work_calendar().add_working_days(today, int(setting("honor.objection_days")))
    objection = Objection(
        entry=entry, user_id=user_id, contact=contact.strip(), text=text, received_on=today, due_on=due
    )
    db.session.add(objection)
    db.session.flush()  # the word to officials names it
    announce(
        PeopleTold(
            user_ids=tuple(holders(WORKING, entry.place)),
            message=N_("An objection to “%(title)s” waits for its answer."),
            path=f"/honor/{entry.code}/file",
            key=f"honor:objection:{objection.id}",
            values={"bi_title": entry.title.to_json()},
        )
    )
    announce(CardChanged(kind=card_kind(entry), object_id=entry.id))
    return objection


@guarded("honor.answer_objection")
def answer_objection(objection: Objection, *, granted: bool, answer: Words, actor: User) -> None:
    """Granted: the entry comes down with a public reason. Refused: the mark goes, the reason stays on record."""
    entry = objection.entry
    hold_row(
        entry, "state"
    )  # first, as everybody does who ends it: two that wait for each other wait for ever
    hold_row(objection, "state")  # of two answers at once the second finds the first
    if objection.state is ClaimState.CLOSED:
        raise Refused(_("The entry has come down meanwhile, and the objection was closed with it."))
    if objection.state is not ClaimState.OPEN:
        raise Refused(_("This objection has been answered already."))
    if not str(answer).strip():
        raise Refused(_("Please give a reason."))
    read_before(answer, praise=entry.is_red)
    objection.state = ClaimState.GRANTED if granted else ClaimState.REFUSED
    objection.answer, objection.answered_by, objection.answered_on = answer, actor.id, clock.today()  # type: ignore[assignment]
    if granted:
        _end(entry, str(answer), actor)
    else:
        announce(CardChanged(kind=card_kind(entry), object_id=entry.id))
    if objection.user_id is not None:
        announce(
            PeopleTold(
                user_ids=(objection.user_id,),
                message=N_("Your objection to “%(title)s” has been answered."),
                path="/honor/mine",
                key=f"honor:objection:{objection.id}:answered",
                values={"bi_title": entry.title.to_json()},
            )
        )


def _end(entry: BoardEntry, reason: str, actor: User) -> None:
    """What is objected to with reason goes the way its state allows; closed ones stay as they are."""
    step = {
        EntryState.NOTICE: "drop",
        EntryState.PUBLISHED: "revoke" if entry.is_red else "withdraw",
    }.get(entry.state)
    if step is None:
        return
    LIVES[entry.polarity].move(entry, step, actor=actor, reason=reason)
    entry.ended_reason = Bitext.of(reason)
    take_down(entry)


@guarded("honor.ask_repair")
def ask_repair(entry: BoardEntry, *, text: Words, pledge: bool, actor: User) -> Repair:
    """The wrong has been put right: please look and take it down. Costs nothing."""
    hold_row(entry, "state")  # of two who ask at once the second finds the first
    if entry.is_red or not entry.is_shown or entry.publish_from is None:
        raise Refused(_("Only a published reminder can be put right."))
    if not str(text).strip() or not pledge:
        raise Refused(_("Please say what has been done, and pledge to keep it so."))
    first = published_bounds().repairable_from(entry.severity or Severity.OWN, entry.publish_from)
    if clock.today() < first:
        raise Refused(_("By its gravity this entry can come down from %(day)s on.", day=dates.date(first)))
    if queries.open_repair(entry.id):
        raise Refused(_("This has been asked already and is being looked at."))
    due = work_calendar().add_working_days(clock.today(), int(setting("honor.repair_days")))
    repair = Repair(
        entry=entry, text=text, pledge=pledge, asked_by=actor.id, asked_on=clock.today(), due_on=due
    )
    db.session.add(repair)
    db.session.flush()  # the audit line names it
    return repair


@guarded("honor.close_repair")
def close_repair(entry: BoardEntry, *, granted: bool, finding: Words, actor: User) -> None:
    """Somebody has looked. If it was put right the entry comes down today."""
    hold_row(entry, "state")  # of two checks at once the second finds the first
    repair = queries.open_repair(entry.id)
    if repair is None:
        raise Refused(_("Nobody has asked for this entry to be taken down."))
    if not str(finding).strip():
        raise Refused(_("Please write down what you found."))
    read_before(finding)
    repair.state = ClaimState.GRANTED if granted else ClaimState.REFUSED
    repair.finding, repair.checked_by, repair.checked_on = finding, actor.id, clock.today()  # type: ignore[assignment]
    if granted:
        BLACK_LIFE.move(entry, "close_repair", actor=actor)
        entry.corrected_on = clock.today()
        take_down(entry)
