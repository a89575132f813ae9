"""Drawing PDFs beside a web process: what draws needs much memory, and a page that makes it stumble stops nobody.

    python -m portal.papers.apart < {"pages": [html, ...], "certificate": "", "password": "", "timestamp_url": ""}

`draw_apart` is the other end. The worker draws by itself.
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
from portal.papers.pdf import CannotDraw, Drawn, drawn
from portal.papers.sealing import CannotSeal, Certificate, certificate_of, sealed

LONGEST = 120  # seconds
CANNOT_DRAW, CANNOT_SEAL = 3, 4


def draw_apart(pages: Sequence[str]) -> list[Drawn]:
    """The PDFs of these pages, sealed where the city has a certificate. Refused where nothing can draw."""
    certificate = certificate_of(current_app.extensions["portal.config"])
    order = {"pages": list(pages), **(certificate.words if certificate else {})}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.papers.apart"],
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


def main() -> int:
    order = json.load(sys.stdin)
    certificate = (
        Certificate(order["certificate"], order["password"], order["timestamp_url"])
        if order.get("certificate")
        else None
    )
    try:
        made = [drawn(page) for page in order["pages"]]
        answer = [
            {"content": base64.b64encode(sealed(one.content, certificate)).decode(), "pages": one.pages}
            for one in made
        ]
    except CannotDraw:
        return CANNOT_DRAW
    except CannotSeal:
        return CANNOT_SEAL
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
