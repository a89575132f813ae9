"""The arithmetic of votes: adoption rules, the formal tally, simple counts, recounting from a file."""

from portal.ballots.rules.adoption import (
    AdoptionRule,
    Electorate,
    PassBasis,
    QuorumBasis,
    preset,
    presets,
)
from portal.ballots.rules.counting import Count, Selection, count_approval, count_single
from portal.ballots.rules.file import BallotFileDamaged, Method, Recount, ballot_file, recount
from portal.ballots.rules.receipts import new_token, normal_receipt, receipt_code
from portal.ballots.rules.tally import Bar, Choice, Dimension, FormalBallot, Outcome, Reason, Weights, tally

__all__ = [
    "AdoptionRule",
    "BallotFileDamaged",
    "Bar",
    "Choice",
    "Count",
    "Dimension",
    "Electorate",
    "FormalBallot",
    "Method",
    "Outcome",
    "PassBasis",
    "QuorumBasis",
    "Reason",
    "Recount",
    "Selection",
    "Weights",
    "ballot_file",
    "count_approval",
    "count_single",
    "new_token",
    "normal_receipt",
    "preset",
    "presets",
    "receipt_code",
    "recount",
    "tally",
]
