"""Figures that one feature counts and another sets beside somebody's judgement: who signed, what was earned.

A feature names its sources in its manifest (`figures={"points.earned": FigureSource(...)}`); neither knows the other.
A figure helps a person to judge. It never takes the place of what the person says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

Said = Callable[[], str]


@dataclass(frozen=True, kw_only=True)
class Whom:
    """About whom a figure is asked: one person, who has agreed, or one alliance."""

    user_id: int | None = None
    alliance_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FigureSource:
    """`draw(whom, first, last)` gives what says the figure of these days in the language being spoken, or None where
    there is nothing to count.
    """

    label: Any
    draw: Callable[[Whom, date, date], Said | None]


def figure_sources() -> Mapping[str, FigureSource]:
    known: dict[str, FigureSource] = current_app.extensions["portal.figures"]
    return known
