"""Drawing PDFs beside a web process: what draws needs much memory, and a page that makes it stumble stops nobody.

`portal.papers.press` is the other end. The worker draws by itself.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Sequence

from flask import current_app

from portal.core.errors import Refused, Unavailable
from portal.core.i18n import _
from portal.core.web import PACKAGE
from portal.papers.pdf import Drawn
from portal.papers.press import CANNOT_DRAW, CANNOT_SEAL
from portal.papers.sealing import certificate_of

LONGEST = 120  # seconds


def draw_apart(pages: Sequence[str], zoom: float = 1) -> list[Drawn]:
    """The PDFs of these pages, sealed where the city has a certificate. Refused where nothing can draw.

    `zoom` makes sheet and text larger together: the next size of paper for the root of two.
    """
    certificate = certificate_of(current_app.extensions["portal.config"])
    order = {"pages": list(pages), "zoom": zoom, **(certificate.words if certificate else {})}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.papers.press"],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=LONGEST,
            check=False,
            env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(_("The PDF files could not be made in time. Please try again.")) from error
    if done.returncode == CANNOT_DRAW:
        raise Refused(
            _(
                "PDF files cannot be made on this server yet (Pango or a Chinese font is missing). "
                "You can print this page instead."
            )
        )
    if done.returncode == CANNOT_SEAL:
        raise Unavailable(
            _("The time stamp for the electronic seal could not be obtained. Please try again later.")
        )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return [Drawn(base64.b64decode(one["content"]), one["pages"]) for one in json.loads(done.stdout)]
