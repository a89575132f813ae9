"""A process that draws, and ends: knows neither the web nor the database, so it is soon there.

python -m portal.papers.press < {"pages": [html, ...], "zoom": 1, "certificate": "", "password": "", "timestamp_url": ""}
"""

from __future__ import annotations

import base64
import json
import sys

from portal.papers.pdf import CannotDraw, drawn
from portal.papers.sealing import CannotSeal, Certificate, sealed

CANNOT_DRAW, CANNOT_SEAL = 3, 4


def main() -> int:
    order = json.load(sys.stdin)
    certificate = (
        Certificate(order["certificate"], order["password"], order["timestamp_url"])
        if order.get("certificate")
        else None
    )
    try:
        made = [drawn(page, order["zoom"]) for page in order["pages"]]
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
