"""What pages need to know of boards and entries, and who may see what."""

from portal.honor.queries.entries import (
    board_for,
    boards,
    get_board,
    get_concerned,
    get_entry,
    get_on_file,
    open_objections,
    visible_to,
)
from portal.honor.queries.record import (
    Record,
    board_rows,
    corrections,
    history,
    of_person,
    open_repair,
    record_of,
    register,
    unanswered,
)
from portal.honor.queries.working import looked_recently, waiting_for, work_of

__all__ = [
    "Record",
    "board_for",
    "board_rows",
    "boards",
    "corrections",
    "get_board",
    "get_concerned",
    "get_entry",
    "get_on_file",
    "history",
    "looked_recently",
    "of_person",
    "open_objections",
    "open_repair",
    "record_of",
    "register",
    "unanswered",
    "visible_to",
    "waiting_for",
    "work_of",
]
