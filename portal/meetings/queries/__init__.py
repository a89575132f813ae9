"""Meetings as their pages show them."""

from portal.meetings.queries.deciding import resolutions_in, resolutions_of
from portal.meetings.queries.finding import (
    agenda_of,
    all_ids,
    body_page,
    card,
    coming,
    get_item,
    get_meeting,
    meetings_of,
    next_of,
    officiates,
    past_of,
    visible_to,
    waiting_for,
)
from portal.meetings.queries.seats import get_seat, people_of, seat_of, seats_of

__all__ = [
    "agenda_of",
    "all_ids",
    "body_page",
    "card",
    "coming",
    "get_item",
    "get_meeting",
    "get_seat",
    "meetings_of",
    "next_of",
    "officiates",
    "past_of",
    "people_of",
    "resolutions_in",
    "resolutions_of",
    "seat_of",
    "seats_of",
    "visible_to",
    "waiting_for",
]
