"""The verbs of a convention, by what they are about."""

from portal.conventions.services.comments import answer, comment
from portal.conventions.services.drafting import (
    EditConflict,
    NewClause,
    add_clause,
    change_clause,
    change_frame,
    delete_clause,
    draft,
    move_clause,
    submit,
)
from portal.conventions.services.life import (
    come_into_force,
    count_vote,
    open_comment,
    open_signing,
    open_vote,
    publish,
    put_in_force,
    repeal,
    revise,
)
from portal.conventions.services.linting import override, require_lawful, take_back_override
from portal.conventions.services.signing import sign, withdraw

__all__ = [
    "EditConflict",
    "NewClause",
    "add_clause",
    "answer",
    "change_clause",
    "change_frame",
    "come_into_force",
    "comment",
    "count_vote",
    "delete_clause",
    "draft",
    "move_clause",
    "open_comment",
    "open_signing",
    "open_vote",
    "override",
    "publish",
    "put_in_force",
    "repeal",
    "require_lawful",
    "revise",
    "sign",
    "submit",
    "take_back_override",
    "withdraw",
]
