"""What is done with meetings."""

from portal.meetings.services.agenda import Point, add_item, change_item, drop_item, move_item
from portal.meetings.services.calling import (
    call,
    cancel,
    close,
    edit,
    name_officers,
    open_meeting,
    postpone,
    prepare,
    send_notice,
)

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
]
