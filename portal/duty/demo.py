"""Rotas and walks of the demo city."""

from __future__ import annotations

from typing import Any


def load(city: Any) -> None:
    pass
