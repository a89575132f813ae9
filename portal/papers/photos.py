"""Photographs on paper: a paper fetches nothing, so they stand in the page itself."""

from __future__ import annotations

import base64
from io import BytesIO

from portal.papers.pdf import PHOTO

WIDEST = 1600  # pixels: sharp enough at the width of a wall's sheet


def photo_inside(content: bytes) -> str:
    """The pixels alone, made smaller where there are too many, as an address that holds all of them."""
    from PIL import Image  # loaded with the first photograph: 5 MB

    out = BytesIO()
    with Image.open(BytesIO(content)) as picture:
        small = picture.convert("RGB")
        small.thumbnail((WIDEST, WIDEST))
        small.save(out, "JPEG", quality=82)
    return PHOTO + base64.b64encode(out.getvalue()).decode()
