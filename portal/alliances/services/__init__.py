"""Found an alliance, belong to it, hold its offices."""

from portal.alliances.services.elections import call_election, settle_election
from portal.alliances.services.founding import confirm, decline, dissolve, edit, found
from portal.alliances.services.membership import accept, admit, apply, decline_application, leave, let_go
from portal.alliances.services.offices import (
    appoint,
    end_office,
    give_office,
    look_after_leaderless,
    warn_of_ending_terms,
)
from portal.alliances.services.seats import end_seat, give_seat
from portal.alliances.services.sections import add_section, drop_section, place_in, rename_section
from portal.alliances.services.standing import (
    call_hearing,
    decide_hearing,
    drop_hearing,
    end_suspensions,
    restore,
    state_case,
    suspend,
    warn,
)

__all__ = [
    "accept",
    "add_section",
    "admit",
    "apply",
    "appoint",
    "call_election",
    "call_hearing",
    "confirm",
    "decide_hearing",
    "decline",
    "decline_application",
    "dissolve",
    "drop_hearing",
    "drop_section",
    "edit",
    "end_office",
    "end_seat",
    "end_suspensions",
    "found",
    "give_office",
    "give_seat",
    "leave",
    "let_go",
    "look_after_leaderless",
    "place_in",
    "rename_section",
    "restore",
    "settle_election",
    "state_case",
    "suspend",
    "warn",
    "warn_of_ending_terms",
]
