from __future__ import annotations

from portal.catalog.receivers import LISTENERS
from portal.core.feature import Feature

feature = Feature(name="catalog", listeners=LISTENERS)
