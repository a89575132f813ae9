"""The portal as the benchmarks serve it: with or without kept pages."""

from __future__ import annotations

import os

from portal.app import create_app
from portal.cli.wsgi import settle
from portal.core.web import Portal


def application() -> Portal:
    app = create_app(FRAGMENTS=os.environ.get("BENCH_FRAGMENTS", "1") == "1")
    settle()
    return app
