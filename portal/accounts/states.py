"""The life of a request to confirm somebody's identity: asked, checked by one person, confirmed by another."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class RequestState(StrEnum):
    OPEN = "open"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


class Document(StrEnum):
    """What was shown at the counter; its number is never written down."""

    ID_CARD = "id_card"
    RESIDENCE_PERMIT = "residence_permit"
    TRAVEL_PERMIT = "travel_permit"
    PASSPORT = "passport"
    HOUSEHOLD_BOOK = "household_book"


DOCUMENTS = {
    Document.ID_CARD: _l("Identity card"),
    Document.RESIDENCE_PERMIT: _l("Residence permit for people from Hong Kong, Macao or Taiwan"),
    Document.TRAVEL_PERMIT: _l("Travel permit to the mainland"),
    Document.PASSPORT: _l("Passport"),
    Document.HOUSEHOLD_BOOK: _l("Household register"),
}

CONFIRMATION = Workflow(
    "accounts.confirmation",
    {
        RequestState.OPEN: _l("Waiting for a visit"),
        RequestState.CHECKED: _l("Checked, waiting for a second person"),
        RequestState.CONFIRMED: _l("Confirmed"),
        RequestState.REFUSED: _l("Not confirmed"),
        RequestState.EXPIRED: _l("Run out"),
    },
    (
        Transition(
            name="check",
            label=_l("Record what was seen"),
            before=(RequestState.OPEN,),
            after=RequestState.CHECKED,
            permission="accounts.check_identity",
        ),
        Transition(
            name="confirm",
            label=_l("Confirm the identity"),
            before=(RequestState.CHECKED,),
            after=RequestState.CONFIRMED,
            permission="accounts.confirm_identity",
        ),
        Transition(
            name="refuse",
            label=_l("Refuse"),
            before=(RequestState.CHECKED,),
            after=RequestState.REFUSED,
            permission="accounts.confirm_identity",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="expire",
            label=_l("Run out"),
            before=(RequestState.OPEN, RequestState.CHECKED),
            after=RequestState.EXPIRED,
            permission="",
            by_clock=True,
        ),
    ),
    start=RequestState.OPEN,
)
