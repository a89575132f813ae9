from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.core.forms import choices


def words(labels: Mapping[Any, Any]) -> list[Any]:
    return choices((str(value), label) for value, label in labels.items())
