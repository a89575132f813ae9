"""When an office passes on: a list that both tick off."""

from __future__ import annotations

from portal.accounts.models import User
from portal.alliances import queries
from portal.alliances.models import HandoverItem, OfficeHandover, OfficeTerm
from portal.alliances.services.offices import tell
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.core.settings import setting

MOST_ITEMS = 30


@guarded("alliances.hand_over")
def start_handover(term: OfficeTerm, *, successor: User, more: str = "", actor: User) -> OfficeHandover:
    """Name who follows and write the list: what the city has set, and `more` lines of one's own."""
    hold_row(term)
    if queries.handover_of(term) is not None:
        raise Refused(_("The hand-over has begun already."))
    if successor.id == term.user_id or successor.id not in queries.member_ids(term.alliance_id):
        raise Refused(_("Another member follows in the office."))
    lines = [str(setting("alliances.handover_list")), more]
    texts = list(dict.fromkeys(t.strip() for part in lines for t in part.splitlines() if t.strip()))
    if not texts or len(texts) > MOST_ITEMS:
        raise Refused(_("A hand-over has between 1 and %(most)s items.", most=MOST_ITEMS))
    handover = OfficeHandover(term=term, successor=successor, begun_by=actor.id)
    db.session.add(handover)
    db.session.add_all(HandoverItem(handover=handover, text=text[:200]) for text in texts)
    db.session.flush()  # the message names it
    tell(
        term.alliance,
        sorted({successor.id, term.user_id} - {actor.id}),
        N_("An office in “%(name)s” is being handed over: %(office)s. Please tick off the list."),
        f"handover:{handover.id}",
        term.office,
        path=queries.handover_path(handover),
    )
    return handover


@guarded("alliances.give_item")
def give_item(item: HandoverItem, *, actor: User) -> HandoverItem:
    """Who leaves has handed it over."""
    hold_row(item)
    if item.given_at is None:
        item.given_at = clock.now()
    return item


@guarded("alliances.take_item")
def take_item(item: HandoverItem, *, actor: User) -> HandoverItem:
    """Who follows has it. With the last one the hand-over is done, and the officers hear of it."""
    hold_row(item.handover)
    hold_row(item)
    if item.given_at is None:
        raise Refused(_("This has not been handed over yet."))
    if item.taken_at is None:
        item.taken_at = clock.now()
    handover = item.handover
    if handover.done_at is None and all(i.taken_at for i in queries.items_of(handover)):
        handover.done_at = clock.now()
        term = handover.term
        tell(
            term.alliance,
            sorted({term.user_id, *queries.officer_ids(term.alliance_id)}),
            N_("An office in “%(name)s” has been handed over in full: %(office)s."),
            f"handover:{handover.id}:done",
            term.office,
            path=queries.handover_path(handover),
        )
    return item
