"""Drawing a panel by lot: quotas are always met, and whoever has the smallest chance has as large a one as can be."""

from portal.ballots.rules.panel.lottery import Lottery, lottery
from portal.ballots.rules.panel.pool import NoPanel, Pool, pool_of

__all__ = ["Lottery", "NoPanel", "Pool", "lottery", "pool_of"]
