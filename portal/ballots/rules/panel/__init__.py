"""Drawing a panel by lot: quotas are always met, and whoever has the smallest chance has as large a one as can be."""

from portal.ballots.rules.panel.lottery import Lottery, lottery, number_of
from portal.ballots.rules.panel.pool import NoPanel, Pool, pool_of
from portal.ballots.rules.panel.replacing import replacements

__all__ = ["Lottery", "NoPanel", "Pool", "lottery", "number_of", "pool_of", "replacements"]
