"""Photos of what was done and plans of what is asked about, drawn."""

from __future__ import annotations

import zlib

from portal.demo_data.drawing import Drawn, as_upload

SIZE = (800, 560)
SKIES = ("#bcd6e6", "#d9dde0", "#f0d9b5", "#c8dcc9")
WALLS = ("#d8c7a8", "#c9d4cd", "#d9c0b4", "#cfc8d8", "#bfb7a6")


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


def plan() -> Drawn:
    """Two houses with a shed between them, seen from above; what stands where is said in words beside it."""
    from PIL import Image, ImageDraw  # no web process draws

    image = Image.new("RGB", SIZE, "#dfe6d6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 470, 800, 560), fill="#b7bbbd")
    draw.rectangle((360, 0, 440, 470), fill="#c9ccc6")
    for left, top, right, bottom in ((60, 40, 330, 190), (470, 250, 740, 430)):
        draw.rectangle((left, top, right, bottom), fill="#cdb79a", outline="#6b5a45", width=4)
        draw.line((left, (top + bottom) // 2, right, (top + bottom) // 2), fill="#6b5a45", width=2)
    draw.rectangle((100, 270, 330, 400), fill="#9fb3c4", outline="#3f5568", width=4)
    for x in range(120, 330, 30):
        draw.line((x, 270, x, 400), fill="#3f5568", width=1)
    for x, y in ((500, 80), (580, 130), (660, 70), (700, 160), (30, 430), (350, 240)):
        draw.ellipse((x - 24, y - 24, x + 24, y + 24), fill="#6f9a63")
    draw.ellipse((452, 410, 472, 430), fill="#3c4a52")
    return as_upload(image)
