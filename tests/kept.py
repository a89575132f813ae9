"""One portal for many tests: what one has done to it is gone before the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy

from flask import Flask

from portal.core.db import db


@contextmanager
def as_it_was(app: Flask) -> Iterator[Flask]:
    """With connections of its own, and no settings known yet; afterwards what was set and kept meanwhile is gone.

    The database and the files are for the caller to exchange.
    """
    settings = dict(app.config)
    known = {
        name: copy(value) if isinstance(value, dict | list) else value
        for name, value in app.extensions.items()
    }
    app.extensions["portal.shelf"].forget()
    with app.app_context():
        db.session.remove()
        db.session.configure(bind=None)
    try:
        yield app
    finally:
        close(app)
        app.config.clear()
        app.config.update(settings)
        app.extensions.clear()
        app.extensions.update(known)


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
