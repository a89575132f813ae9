"""The methods of decision, one file each: pure arithmetic in whole numbers and fractions."""

from portal.ballots.rules.methods.consent import Voice, count_consent
from portal.ballots.rules.methods.piles import Marks, Pile, Terms, levels, piled, seed_of
from portal.ballots.rules.methods.schulze import count_ranked
from portal.ballots.rules.methods.score import HIGHEST, LOWEST, count_scores
from portal.ballots.rules.methods.shares import count_budget
from portal.ballots.rules.methods.ticks import count_one, count_ticks
from portal.ballots.rules.methods.transfer import count_transfers

__all__ = [
    "HIGHEST",
    "LOWEST",
    "Marks",
    "Pile",
    "Terms",
    "Voice",
    "count_budget",
    "count_consent",
    "count_one",
    "count_ranked",
    "count_scores",
    "count_ticks",
    "count_transfers",
    "levels",
    "piled",
    "seed_of",
]
