"""Votes of others, in the formats real elections are published in."""

from portal.ballots.rules.formats.blt import read_blt
from portal.ballots.rules.formats.foreign import ForeignVote, NotReadable
from portal.ballots.rules.formats.pabulib import read_pabulib

__all__ = ["ForeignVote", "NotReadable", "read_blt", "read_pabulib"]
