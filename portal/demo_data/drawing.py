"""Drawn pictures as uploads: the demo city shows no real street and no real face."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIZE = (800, 560)
SKIES = ("#bcd6e6", "#d9dde0", "#f0d9b5", "#c8dcc9")
WALLS = ("#d8c7a8", "#c9d4cd", "#d9c0b4", "#cfc8d8", "#bfb7a6")


@dataclass
class Drawn:
    """What a browser would have sent."""

    filename: str | None
    stream: IO[bytes]


def as_upload(image: Image) -> Drawn:
    content = BytesIO()
    image.save(content, "PNG")
    content.seek(0)
    return Drawn("照片.png", content)


def street(about: str) -> Drawn:
    """The same words give the same street; two photos of one street differ."""
    from PIL import Image, ImageDraw  # no web process draws

    pick = zlib.crc32(about.encode())
    image = Image.new("RGB", SIZE, SKIES[pick % 4])
    draw = ImageDraw.Draw(image)
    for n in range(6):
        left, top = n * 140 - pick % 60, 120 + (pick >> n) % 5 * 22
        draw.rectangle((left, top, left + 132, 380), fill=WALLS[(pick >> n) % 5])
        for row in range(top + 24, 330, 56):
            for column in (left + 20, left + 78):
                draw.rectangle((column, row, column + 34, row + 32), fill="#6d8494")
    draw.rectangle((0, 372, 800, 396), fill="#b9b6ab")
    draw.polygon(((0, 396), (800, 396), (800, 560), (0, 560)), fill="#6f7275")
    for n in range(-1, 8):
        left = n * 120 + pick % 70
        draw.polygon(((left, 470), (left + 60, 470), (left + 52, 482), (left - 8, 482)), fill="#e8e6df")
    draw.line(((0, 418), (800, 418)), fill="#e0b400", width=9)
    trunk = 90 + pick % 600
    draw.rectangle((trunk, 280, trunk + 16, 392), fill="#5b4636")
    draw.ellipse((trunk - 58, 180, trunk + 74, 306), fill="#4f7d4a")
    return as_upload(image)
