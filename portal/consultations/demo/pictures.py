"""Plans of what is asked about, drawn."""

from __future__ import annotations

from portal.demo_data.drawing import SIZE, Drawn, as_upload


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
