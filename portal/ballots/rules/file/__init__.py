"""The ballot file: everything needed to count a vote again, and nothing about who voted. Format: docs/ballots.md."""

from portal.ballots.rules.file.content import BallotFileDamaged, Recount, ballot_file, recount
from portal.ballots.rules.file.marks import Method, counted, marks_of, row_of, words_of

__all__ = [
    "BallotFileDamaged",
    "Method",
    "Recount",
    "ballot_file",
    "counted",
    "marks_of",
    "recount",
    "row_of",
    "words_of",
]
