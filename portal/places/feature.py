from __future__ import annotations

from portal.core.feature import Feature

feature = Feature(name="places")
