"""What machines ask: is the process alive, can it work, what may be indexed, what is new."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal import __version__
from portal.catalog import queries as catalog
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import speaking
from portal.core.jobs import TRIES, Job, last_beat
from portal.core.pages import absolute
from portal.core.web import LOCALES
from portal.search.queries import count_of_documents

bp = Blueprint("machines", __name__)

SILENT_AFTER = timedelta(seconds=90)
ROOM = 50 * 1024 * 1024  # bytes that must be free to accept writes


def database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "down"
    return "ok"


def worker() -> str:
    beat = last_beat()
    if beat is None:
        return "never seen"
    return "ok" if clock.now() - beat < SILENT_AFTER else "silent"


def index() -> str:
    """Whether search has what the catalogue has."""
    return "ok" if count_of_documents() or not catalog.counts() else "empty"


def state() -> dict[str, Any]:
    if (base := database()) != "ok":
        return {"status": "down", "version": __version__, "database": base, "index": "?", "worker": "?"}
    failed = db.session.scalar(select(func.count(Job.id)).where(Job.done_at.is_(None), Job.tries >= TRIES))
    parts = {"database": base, "index": index(), "worker": worker()}
    status = "ok" if set(parts.values()) == {"ok"} else "degraded"
    return {"status": status, "version": __version__, **parts, "failed_jobs": failed}


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; what it says about its parts is for people. 503 only without a database."""
    found = state()
    return found, 503 if found["database"] != "ok" else 200


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Ready to be given readers and writers: database, room on the disk, index."""
    found = state()
    free = shutil.disk_usage(current_app.extensions["portal.config"].instance_dir).free
    ready = found["database"] == "ok" and found["index"] == "ok" and free > ROOM
    return {**found, "disk": "ok" if free > ROOM else "full", "ready": ready}, 200 if ready else 503


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    lines = [
        "User-agent: *",
        "Disallow: /*/control/",
        "Disallow: /*/search",
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """Every indexable page in every language, with its twins."""
    body = render_template(
        "site/sitemap.xml", rows=catalog.indexable()[:15_000], prefixes=list(LOCALES.values())
    )
    return Response(body, mimetype="application/xml")


@bp.get("/feed/<prefix>.atom")
def feed(prefix: str) -> ResponseReturnValue:
    """What is new, in one language."""
    locales = {known: locale for locale, known in LOCALES.items()}
    if prefix not in locales:
        return Response("", 404)
    with speaking(locales[prefix]):  # type: ignore[arg-type]  # the keys are our three locales
        rows = catalog.indexable()[:50]
        body = render_template("site/feed.xml", rows=rows, prefix=prefix, address=absolute(request.path))
    return Response(body, mimetype="application/atom+xml")
