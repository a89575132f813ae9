"""Faults to plant into server processes (`tests.forked`)."""

from __future__ import annotations

from dataclasses import replace

from portal.core import workflow
from portal.honor.services import relief
from portal.honor.states import BLACK_LIFE


def nobody_waits():
    """Who changes a thing neither waits for the one before nor minds that it has been done (SQLite lets all wait)."""
    for module in (workflow, relief):
        module.hold_row = lambda row, *columns: None
    for name, step in BLACK_LIFE.transitions.items():
        BLACK_LIFE.transitions[name] = replace(step, before=(*step.before, step.after))
