"""What people type."""

from portal.conventions.forms.steps import (
    AnswerForm,
    CommentForm,
    OpenCommentForm,
    OpenSigningForm,
    OpenVoteForm,
    PublishForm,
    ReasonForm,
    SignForm,
    end_of,
    start_of,
)
from portal.conventions.forms.texts import (
    ClauseForm,
    CorrectionForm,
    DraftForm,
    FrameForm,
    ImportedClauseForm,
    ImportForm,
    SourceForm,
    seen,
    with_twin,
)

__all__ = [
    "AnswerForm",
    "ClauseForm",
    "CommentForm",
    "CorrectionForm",
    "DraftForm",
    "FrameForm",
    "ImportForm",
    "ImportedClauseForm",
    "OpenCommentForm",
    "OpenSigningForm",
    "OpenVoteForm",
    "PublishForm",
    "ReasonForm",
    "SignForm",
    "SourceForm",
    "end_of",
    "seen",
    "start_of",
    "with_twin",
]
