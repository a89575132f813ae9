"""Pieces that features put on each other's pages without knowing each other."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from portal.core.feature import Panel


def panels(where: str, viewer: Any, thing: Any = None) -> list[Markup]:
    """The panels of one page, rendered, in their order; those with nothing to show are left out."""
    known: list[Panel] = current_app.extensions["portal.panels"]
    return [
        Markup(render_template(panel.template, thing=thing, **context))  # noqa: S704 - our own template
        for panel in known
        if panel.where == where and (context := panel.context(viewer, thing)) is not None
    ]
