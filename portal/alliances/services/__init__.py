"""Found an alliance, belong to it, hold its offices."""

from portal.alliances.services.elections import call_election, settle_election
from portal.alliances.services.founding import confirm, decline, dissolve, edit, found
from portal.alliances.services.membership import admit, apply, decline_application, leave, let_go, remove
from portal.alliances.services.offices import (
    appoint,
    end_office,
    give_office,
    look_after_leaderless,
    warn_of_ending_terms,
)

__all__ = [
    "admit",
    "apply",
    "appoint",
    "call_election",
    "confirm",
    "decline",
    "decline_application",
    "dissolve",
    "edit",
    "end_office",
    "found",
    "give_office",
    "leave",
    "let_go",
    "look_after_leaderless",
    "remove",
    "settle_election",
    "warn_of_ending_terms",
]
