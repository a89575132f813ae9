"""The city's front page and what it says about itself."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.catalog import queries as catalog
from portal.core.cache import page_until_anything_changes
from portal.core.panels import panels
from portal.core.settings import setting_text
from portal.places import queries as places
from portal.places.models import PlaceKind

bp = Blueprint("site", __name__)

OPEN = ("convention", "consultation")
NEWS = ("convention", "consultation", "praise", "honor_issue", "alliance", "topic")


@bp.get("/")
def home() -> ResponseReturnValue:
    return page_until_anything_changes(home_html)


def home_html() -> str:
    return render_template(
        "site/home.html",
        open_now=catalog.open_now(kinds=OPEN, limit=6),
        news=catalog.newest(kinds=NEWS, limit=8),
        streets=places.places_of_kind(PlaceKind.STREET),
        panels=panels("home", current_user),
        welcome=setting_text("city.welcome"),
        kind_names=current_app.extensions["portal.kind_names"],
    )


@bp.get("/about")
def about() -> ResponseReturnValue:
    return render_template("site/about.html", about=setting_text("city.about"))
