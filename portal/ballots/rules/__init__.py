"""The arithmetic of votes: adoption rules, the formal tally, simple counts, recounting from a file."""

from portal.ballots.rules.adoption import (
    AdoptionRule,
    Electorate,
    PassBasis,
    QuorumBasis,
    preset,
    presets,
)
from portal.ballots.rules.file import BallotFileDamaged, Method, Recount, ballot_file, recount
from portal.ballots.rules.methods import Terms, Voice
from portal.ballots.rules.receipts import new_token, normal_receipt, receipt_code
from portal.ballots.rules.roll import HEADINGS, Column, Problem, Reading, Trouble, Unit, numbers_in, roll_hash
from portal.ballots.rules.tally import Bar, Choice, Dimension, FormalBallot, Outcome, Reason, Weights, tally

__all__ = [
    "HEADINGS",
    "AdoptionRule",
    "BallotFileDamaged",
    "Bar",
    "Choice",
    "Column",
    "Dimension",
    "Electorate",
    "FormalBallot",
    "Method",
    "Outcome",
    "PassBasis",
    "Problem",
    "QuorumBasis",
    "Reading",
    "Reason",
    "Recount",
    "Terms",
    "Trouble",
    "Unit",
    "Voice",
    "Weights",
    "ballot_file",
    "new_token",
    "normal_receipt",
    "numbers_in",
    "preset",
    "presets",
    "receipt_code",
    "recount",
    "roll_hash",
    "tally",
]
