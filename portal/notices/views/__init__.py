"""The register of notices for everybody, and the organisations that issue them."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("notices", __name__, url_prefix="/notices")

ROBOTS = "noindex, noarchive"

from portal.notices.views import objections, register, senders  # noqa: E402, F401 - their routes join
