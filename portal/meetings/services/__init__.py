"""What is done with meetings."""

from portal.meetings.services.agenda import (
    Point,
    add_item,
    change_item,
    drop_item,
    move_item,
)
from portal.meetings.services.attendance import (
    add_guest,
    enter_proxy,
    give_proxy,
    mark_left,
    sign_in,
    take_down,
    take_proxy_back,
)
from portal.meetings.services.calendars import (
    renew_calendar,
)
from portal.meetings.services.calling import (
    call,
    edit,
    name_officers,
    prepare,
    send_notice,
    set_time,
)
from portal.meetings.services.deciding import (
    count,
    drop,
    open_vote,
    propose,
    record_hands,
    reword,
    vote,
)
from portal.meetings.services.holding import (
    cancel,
    cancel_all,
    close,
    open_meeting,
    postpone,
)
from portal.meetings.services.minutes import (
    confirm_minutes,
    correct_minutes,
    draft_minutes,
    edit_minutes,
    publish_minutes,
)
from portal.meetings.services.reminding import remind_of_meetings, remind_of_minutes, remind_of_tasks
from portal.meetings.services.speaking import (
    ask_for_word,
    end_speech,
    give_word,
    take_back_word,
)
from portal.meetings.services.tasks import give_task, settle_task

__all__ = [
    "Point",
    "add_guest",
    "add_item",
    "ask_for_word",
    "call",
    "cancel",
    "cancel_all",
    "change_item",
    "close",
    "confirm_minutes",
    "correct_minutes",
    "count",
    "draft_minutes",
    "drop",
    "drop_item",
    "edit",
    "edit_minutes",
    "end_speech",
    "enter_proxy",
    "give_proxy",
    "give_task",
    "give_word",
    "mark_left",
    "move_item",
    "name_officers",
    "open_meeting",
    "open_vote",
    "postpone",
    "prepare",
    "propose",
    "publish_minutes",
    "record_hands",
    "remind_of_meetings",
    "remind_of_minutes",
    "remind_of_tasks",
    "renew_calendar",
    "reword",
    "send_notice",
    "set_time",
    "settle_task",
    "sign_in",
    "take_back_word",
    "take_down",
    "take_proxy_back",
    "vote",
]
