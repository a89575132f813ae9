"""Photos for the demo city: drawn shop fronts, so that no real street or face is shown."""

from __future__ import annotations

import zlib

from portal.demo_data.drawing import Drawn, as_upload

WALLS = ("#d8c7a8", "#c9d4cd", "#d9c0b4", "#cfc8d8")
AWNINGS = ("#9b3d2e", "#2f6f62", "#a8742a", "#3f5f8a")
SIZE = (640, 420)


def picture(about: str) -> Drawn:
    """A shop front whose colours depend on the words, as an upload."""
    from PIL import Image, ImageDraw  # no web process draws

    pick = zlib.crc32(about.encode())
    image = Image.new("RGB", SIZE, "#c3d9e6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 70, 580, 330), fill=WALLS[pick % 4])
    draw.rectangle((0, 330, 640, 420), fill="#8d8d86")
    draw.rectangle((0, 330, 640, 345), fill="#b9b6ab")
    for n in range(8):
        left = 60 + n * 65
        draw.rectangle((left, 120, left + 65, 165), fill=AWNINGS[pick // 4 % 4] if n % 2 else "#f0ead8")
    draw.rectangle((100, 80, 540, 112), fill="#41392d")
    draw.rectangle((110, 185, 300, 330), fill="#eef4f4")
    draw.rectangle((330, 185, 420, 330), fill="#6b4a30")
    draw.rectangle((450, 210, 550, 300), fill="#eef4f4")
    draw.ellipse((470 - pick % 90, 305, 510 - pick % 90, 345), fill="#3f7f3f")
    return as_upload(image)
