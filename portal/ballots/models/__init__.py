"""Votes, what was cast, the rolls they are held on, and what is typed in by hand."""

from portal.ballots.models.hand import HandBallot, Proxy, UrnCount
from portal.ballots.models.rolls import Roll, RollCorrection, RollLine
from portal.ballots.models.votes import (
    Ballot,
    BallotKey,
    Option,
    RuleChange,
    RuleRow,
    Vote,
    Voter,
    no_name,
    no_text,
)

__all__ = [
    "Ballot",
    "BallotKey",
    "HandBallot",
    "Option",
    "Proxy",
    "Roll",
    "RollCorrection",
    "RollLine",
    "RuleChange",
    "RuleRow",
    "UrnCount",
    "Vote",
    "Voter",
    "no_name",
    "no_text",
]
