from __future__ import annotations

from portal.core.permissions import Rule

PERMISSIONS: dict[str, Rule] = {}
