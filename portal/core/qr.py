"""QR codes as inline SVG: no picture file, no style attribute, sharp on paper."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def svg(address: str, *, scale: int = 4, title: str = "") -> Markup:
    """An `<svg class="qr">` of `address`, error correction M (a smudged door plate still scans)."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out,
        kind="svg",
        scale=scale,
        border=2,
        xmldecl=False,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
        title=title or None,
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - segno's own markup, the address is drawn, not written
