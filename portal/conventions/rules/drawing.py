"""A name written by hand on the screen: what may be kept of the picture that a browser sends."""

from __future__ import annotations

import base64
import binascii
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

NOTHING = "empty"
BEGIN = "data:image/png;base64,"
LONGEST = 400_000  # characters that are sent
WIDEST, HIGHEST = 2400, 1600
KEPT = (900, 360)
LEAST = 24  # pixels of ink in width or height: less is a slip of the finger
DARK = 128


class Unfit(ValueError):
    """The drawing is refused. `why`: empty, broken, too_large."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Drawing:
    """A drawing as it will be stored: black on white, nothing but its pixels."""

    content: bytes
    width: int
    height: int


def redrawn(sent: str) -> Drawing:
    """The strokes of `sent` (a PNG as a data address), cropped and written anew. Raises `Unfit`."""
    if sent in {"", NOTHING}:
        raise Unfit("empty")
    if not sent.startswith(BEGIN):
        raise Unfit("broken")
    if len(sent) > LONGEST:
        raise Unfit("too_large")
    try:
        content = base64.b64decode(sent[len(BEGIN) :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unfit("broken") from error
    ink = ink_of(content)
    box = ink.point(lambda level: 255 if level < DARK else 0).getbbox()
    if box is None or max(box[2] - box[0], box[3] - box[1]) < LEAST:
        raise Unfit("empty")
    strokes = ink.crop((max(0, box[0] - 8), max(0, box[1] - 8), box[2] + 8, box[3] + 8))
    strokes.thumbnail(KEPT)
    written = io.BytesIO()
    strokes.quantize(16).save(written, "PNG", optimize=True)
    return Drawing(written.getvalue(), strokes.width, strokes.height)


def ink_of(content: bytes) -> Picture:
    """The picture in grey on white paper."""
    from PIL import Image, UnidentifiedImageError  # loaded with the first drawing: 5 MB

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG",)) as picture:
                if picture.width > WIDEST or picture.height > HIGHEST:
                    raise Unfit("too_large")
                colours = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit("broken") from error
    paper = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(paper, colours).convert("L")
