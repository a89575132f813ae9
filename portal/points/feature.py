from __future__ import annotations

from portal.core.feature import Feature
from portal.points.queries.proof import verify

feature = Feature(name="points", verify=(verify,))
