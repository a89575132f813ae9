from __future__ import annotations

from portal.alliances.permissions import PERMISSIONS
from portal.core.feature import Feature

feature = Feature(name="alliances", permissions=PERMISSIONS)
