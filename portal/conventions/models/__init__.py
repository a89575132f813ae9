"""Conventions, their versions and clauses, what people said of them, and who signed."""

from portal.conventions.models.convention import Convention
from portal.conventions.models.linting import LintOverride
from portal.conventions.models.opinions import Comment
from portal.conventions.models.signatures import Signature
from portal.conventions.models.texts import Clause, Version
from portal.conventions.models.words import new_code, no_text

__all__ = ["Clause", "Comment", "Convention", "LintOverride", "Signature", "Version", "new_code", "no_text"]
