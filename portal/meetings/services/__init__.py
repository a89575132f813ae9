"""What is done with meetings."""

from portal.meetings.services.agenda import Point, add_item, change_item, drop_item, move_item
from portal.meetings.services.calling import (
    call,
    edit,
    name_officers,
    prepare,
    send_notice,
    set_time,
)
from portal.meetings.services.holding import cancel, close, open_meeting, postpone

__all__ = [
    "Point",
    "add_item",
    "call",
    "cancel",
    "change_item",
    "close",
    "drop_item",
    "edit",
    "move_item",
    "name_officers",
    "open_meeting",
    "postpone",
    "prepare",
    "send_notice",
    "set_time",
]
