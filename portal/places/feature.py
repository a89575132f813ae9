from __future__ import annotations

from portal.core.feature import Feature
from portal.places.views import bp

feature = Feature(name="places", blueprint=bp, demo="portal.places.demo")
