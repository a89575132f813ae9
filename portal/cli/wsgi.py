"""What the web server loads, once in each of its processes."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from portal.app import create_app
from portal.cli.lifeline import end_with_parent
from portal.core.config import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def settle() -> None:
    """What is loaded now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def application() -> WSGIApplication:
    end_with_parent(os.getppid())  # the web server's first process, which may be killed too
    config = Config.from_environ()
    app = create_app(config)
    settle()
    hops = config.proxies
    return ProxyFix(app, x_for=hops, x_proto=hops) if hops else app
