"""Found an alliance, belong to it, hold its offices."""

from portal.alliances.services.elections import call_election, settle_election
from portal.alliances.services.ending import ask_to_dissolve, dissolve, go_on
from portal.alliances.services.founding import edit, found
from portal.alliances.services.handover import give_item, start_handover, take_item
from portal.alliances.services.membership import accept, admit, apply, decline_application, leave, let_go
from portal.alliances.services.merging import (
    ask_about_merger,
    drop_merger,
    merge,
    propose_merger,
    settle_merger,
)
from portal.alliances.services.offices import appoint, end_office, give_office, name_officer
from portal.alliances.services.procedure import (
    call_meeting,
    call_members,
    confirm,
    decline,
    file,
    meet_again,
    take_over,
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
from portal.alliances.services.upkeep import look_after_leaderless, warn_of_ending_terms
from portal.alliances.services.votes import (
    Question,
    begin_own_roll,
    call_off_vote,
    call_vote,
    write_members_down,
)

__all__ = [
    "Question",
    "accept",
    "add_section",
    "admit",
    "apply",
    "appoint",
    "ask_about_merger",
    "ask_to_dissolve",
    "begin_own_roll",
    "call_election",
    "call_hearing",
    "call_meeting",
    "call_members",
    "call_off_vote",
    "call_vote",
    "confirm",
    "decide_hearing",
    "decline",
    "decline_application",
    "dissolve",
    "drop_hearing",
    "drop_merger",
    "drop_section",
    "edit",
    "end_office",
    "end_seat",
    "end_suspensions",
    "file",
    "found",
    "give_item",
    "give_office",
    "give_seat",
    "go_on",
    "leave",
    "let_go",
    "look_after_leaderless",
    "meet_again",
    "merge",
    "name_officer",
    "place_in",
    "propose_merger",
    "rename_section",
    "restore",
    "settle_election",
    "settle_merger",
    "start_handover",
    "state_case",
    "suspend",
    "take_item",
    "take_over",
    "warn",
    "warn_of_ending_terms",
    "write_members_down",
]
