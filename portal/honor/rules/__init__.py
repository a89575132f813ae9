"""The arithmetic of due process: terms, words that may not stand on a board, what publication needs."""

from portal.honor.rules.papers import is_document_number
from portal.honor.rules.publication import Missing, missing
from portal.honor.rules.terms import (
    Bound,
    Bounds,
    Severity,
    TermProblem,
    latest_end,
    published_bounds,
)
from portal.honor.rules.wording import Kind, Problem, folded, problems

__all__ = [
    "Bound",
    "Bounds",
    "Kind",
    "Missing",
    "Problem",
    "Severity",
    "TermProblem",
    "folded",
    "is_document_number",
    "latest_end",
    "missing",
    "problems",
    "published_bounds",
]
