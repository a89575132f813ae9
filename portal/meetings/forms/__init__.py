"""What people type into meetings."""

from portal.meetings.forms.calling import (
    CallForm,
    ItemForm,
    NoticeForm,
    OfficersForm,
    PostponeForm,
    ReasonForm,
    TimesForm,
    WordsForm,
    typed,
)
from portal.meetings.forms.room import (
    CodeForm,
    GuestForm,
    HandForm,
    HandsForm,
    ListForm,
    ProxyForm,
    ResolutionForm,
)
from portal.meetings.forms.writing import (
    MinutesForm,
    PublishForm,
    SettleForm,
    TaskForm,
    WordForm,
)

__all__ = [
    "CallForm",
    "CodeForm",
    "GuestForm",
    "HandForm",
    "HandsForm",
    "ItemForm",
    "ListForm",
    "MinutesForm",
    "NoticeForm",
    "OfficersForm",
    "PostponeForm",
    "ProxyForm",
    "PublishForm",
    "ReasonForm",
    "ResolutionForm",
    "SettleForm",
    "TaskForm",
    "TimesForm",
    "WordForm",
    "WordsForm",
    "typed",
]
