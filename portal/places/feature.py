from __future__ import annotations

from portal.core.feature import Feature
from portal.places import demo

feature = Feature(name="places", demo=demo.load)
