"""What a browser sends when somebody writes a name on the screen, and papers with a scan."""

from __future__ import annotations

import base64
import io
import secrets

from PIL import Image, ImageDraw

from portal.files import storage
from portal.files.models import FileKind, StoredFile
from tests.factories import saved


def a_drawing(size=(900, 360), strokes=((100, 100, 500, 250), (500, 100, 200, 260)), **save):
    """A PNG as a data address; without strokes an empty field."""
    picture = Image.new("RGB", size, "white")
    for stroke in strokes:
        ImageDraw.Draw(picture).line(stroke, fill="black", width=7)
    written = io.BytesIO()
    picture.save(written, "PNG", **save)
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


def by_hand(exact, **more):
    """The form of who signs on the screen."""
    return {"text_hash": exact, "read": "y", "method": "drawn", "drawing": a_drawing(), **more}


def a_scan(owner, content=b"%PDF-1.4 scan"):
    return saved(
        StoredFile(
            code=secrets.token_urlsafe(12),
            sha256=storage.put(content),
            kind=FileKind.PDF,
            media_type="application/pdf",
            name="scan.pdf",
            size=len(content),
            owner_id=owner.id,
        )
    )
