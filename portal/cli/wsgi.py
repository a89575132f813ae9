"""What the web server loads, once in each of its processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from portal.app import create_app
from portal.core.config import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def application() -> WSGIApplication:
    config = Config.from_environ()
    app = create_app(config)
    hops = config.proxies
    return ProxyFix(app, x_for=hops, x_proto=hops) if hops else app
