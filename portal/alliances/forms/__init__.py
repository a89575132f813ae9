"""What people type about alliances."""

from portal.alliances.forms.belonging import (
    ApplyForm,
    BelongingForm,
    CouncilVoteForm,
    FoundForm,
    HearingForm,
    PlaceForm,
    ReasonForm,
    SeatForm,
    SectionForm,
    StatementForm,
    SuspendForm,
    WordsForm,
)
from portal.alliances.forms.offices import (
    AppointForm,
    ElectForm,
    HandoverForm,
    NameOfficerForm,
)
from portal.alliances.forms.procedure import (
    ConfirmForm,
    ElectedForm,
    EndingForm,
    FoundingMeetingForm,
    MemberCallForm,
    MergerForm,
    TakeOverForm,
    VoteDaysForm,
)
from portal.alliances.forms.votes import QuestionForm

__all__ = [
    "ApplyForm",
    "AppointForm",
    "BelongingForm",
    "ConfirmForm",
    "CouncilVoteForm",
    "ElectForm",
    "ElectedForm",
    "EndingForm",
    "FoundForm",
    "FoundingMeetingForm",
    "HandoverForm",
    "HearingForm",
    "MemberCallForm",
    "MergerForm",
    "NameOfficerForm",
    "PlaceForm",
    "QuestionForm",
    "ReasonForm",
    "SeatForm",
    "SectionForm",
    "StatementForm",
    "SuspendForm",
    "TakeOverForm",
    "VoteDaysForm",
    "WordsForm",
]
