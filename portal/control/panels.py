"""What the whole portal puts on pages of others."""

from __future__ import annotations

from typing import Any

from portal.core.feature import Panel
from portal.core.permissions import can


def way_to_control(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    return {} if can(viewer, "control.enter", None) else None


PANELS = (Panel(where="mine", order=90, template="control/_way.html", context=way_to_control),)
