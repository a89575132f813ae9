"""The arithmetic of due process: terms, words that may not stand on a board, what publication needs."""

from portal.honor.rules.keeping import kept_until
from portal.honor.rules.papers import is_document_number
from portal.honor.rules.programmes import (
    LEAST_JURORS,
    DataSource,
    Fault,
    ProgrammeKind,
    faults,
    is_creation,
    majority,
    share,
    total,
)
from portal.honor.rules.publication import Missing, missing, names_somebody
from portal.honor.rules.terms import (
    Bound,
    Bounds,
    Severity,
    TermProblem,
    days_of_cycle,
    latest_end,
    months_on,
    published_bounds,
)
from portal.honor.rules.wording import Kind, Problem, folded, problems

__all__ = [
    "LEAST_JURORS",
    "Bound",
    "Bounds",
    "DataSource",
    "Fault",
    "Kind",
    "Missing",
    "Problem",
    "ProgrammeKind",
    "Severity",
    "TermProblem",
    "days_of_cycle",
    "faults",
    "folded",
    "is_creation",
    "is_document_number",
    "kept_until",
    "latest_end",
    "majority",
    "missing",
    "months_on",
    "names_somebody",
    "problems",
    "published_bounds",
    "share",
    "total",
]
