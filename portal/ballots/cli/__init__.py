"""What people who check votes type: count again, draw a panel."""

from portal.ballots.cli.counting import foreign_vote, recount
from portal.ballots.cli.drawing import draw

__all__ = ["draw", "foreign_vote", "recount"]
