"""What people type, one form for each step."""

from portal.honor.forms.issues import GatherForm, IssueForm
from portal.honor.forms.proposing import (
    BasisForm,
    BoardForm,
    EvidenceForm,
    PraiseForm,
    ReminderForm,
)
from portal.honor.forms.saying import (
    AnswerForm,
    ConsentForm,
    OpenFileForm,
    RepairForm,
    StatementForm,
)
from portal.honor.forms.stepping import (
    CheckForm,
    CloseRepairForm,
    ConfirmForm,
    DecisionForm,
    NoticeForm,
    PublishPraiseForm,
    ReasonForm,
    ServeForm,
    WithdrawForm,
    findings_form,
)

__all__ = [
    "AnswerForm",
    "BasisForm",
    "BoardForm",
    "CheckForm",
    "CloseRepairForm",
    "ConfirmForm",
    "ConsentForm",
    "DecisionForm",
    "EvidenceForm",
    "GatherForm",
    "IssueForm",
    "NoticeForm",
    "OpenFileForm",
    "PraiseForm",
    "PublishPraiseForm",
    "ReasonForm",
    "ReminderForm",
    "RepairForm",
    "ServeForm",
    "StatementForm",
    "WithdrawForm",
    "findings_form",
]
