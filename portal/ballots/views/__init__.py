"""Pages of votes, their rolls and what comes by hand."""

from portal.ballots.views import hand, rolls, votes
from portal.ballots.views.blueprint import bp

__all__ = ["bp", "hand", "rolls", "votes"]
