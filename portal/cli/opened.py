"""The portal as one command needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from portal.app import create_app
from portal.core.config import Config
from portal.core.db import db


@contextmanager
def opened(config: Config | None = None) -> Iterator[Flask]:
    """The portal without its web server. Its connections to the database end with the block."""
    app = create_app(config)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
