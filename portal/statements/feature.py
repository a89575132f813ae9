from __future__ import annotations

from portal.core.feature import Feature
from portal.statements.cli import opinion_map

feature = Feature(name="statements", commands=(opinion_map,))
