"""Drawn pictures of what points buy in the demo city: plain shapes on a quiet ground."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from portal.demo_data.drawing import Drawn, as_upload

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIZE = (480, 360)
FINER = 2  # drawn larger and made smaller: edges without steps
GREEN, DEEP, RED, GOLD, WOOD, INK, GREY, PALE = (
    "#4f9d86", "#0b6158", "#b4442f", "#e0b04a", "#a5774b", "#33423f", "#93a19d", "#fdfbf5",
)  # fmt: skip


class Sketch:
    """A pen that counts in the picture's own pixels."""

    def __init__(self, draw: ImageDraw) -> None:
        self.draw = draw

    def box(self, *at: int, fill: str, round_by: int = 0) -> None:
        self.draw.rounded_rectangle([n * FINER for n in at], round_by * FINER, fill)

    def oval(self, *at: int, fill: str) -> None:
        self.draw.ellipse([n * FINER for n in at], fill)

    def ring(self, *at: int, fill: str, width: int) -> None:
        self.draw.ellipse([n * FINER for n in at], outline=fill, width=width * FINER)

    def pie(self, *at: int, start: int, end: int, fill: str) -> None:
        self.draw.pieslice([n * FINER for n in at], start, end, fill)

    def arc(self, *at: int, start: int, end: int, fill: str, width: int) -> None:
        self.draw.arc([n * FINER for n in at], start, end, fill, width * FINER)

    def shape(self, *at: int, fill: str) -> None:
        self.draw.polygon([n * FINER for n in at], fill)

    def line(self, *at: int, fill: str, width: int) -> None:
        self.draw.line([n * FINER for n in at], fill, width * FINER, joint="curve")


def oil(pen: Sketch) -> None:
    pen.box(214, 62, 266, 92, fill=RED, round_by=6)
    pen.shape(220, 92, 260, 92, 300, 140, 180, 140, fill=GOLD)
    pen.box(180, 136, 300, 300, fill=GOLD, round_by=16)
    pen.box(196, 180, 284, 254, fill=PALE, round_by=8)
    pen.oval(222, 194, 258, 240, fill=GOLD)


def bags(pen: Sketch) -> None:
    for left, colour in ((112, GREY), (256, GREEN)):
        pen.oval(left, 150, left + 112, 300, fill=colour)
        pen.shape(left + 30, 170, left + 82, 170, left + 72, 118, left + 40, 118, fill=colour)
        pen.shape(left + 40, 118, left + 26, 88, left + 56, 104, left + 86, 88, left + 72, 118, fill=colour)
        pen.line(left + 38, 124, left + 74, 124, fill=PALE, width=7)


def umbrella(pen: Sketch) -> None:
    pen.line(240, 120, 240, 276, fill=INK, width=8)
    pen.arc(204, 248, 244, 296, start=0, end=180, fill=INK, width=8)
    pen.pie(110, 72, 370, 332, start=180, end=360, fill=RED)
    pen.pie(175, 72, 305, 332, start=180, end=360, fill=GOLD)
    for left in (110, 175, 240, 305):
        pen.pie(left, 186, left + 65, 220, start=180, end=360, fill="#e3efe9")


def noodles(pen: Sketch) -> None:
    for left in (196, 240, 284):
        pen.arc(left - 14, 66, left + 14, 104, start=90, end=270, fill=GREY, width=5)
        pen.arc(left - 14, 104, left + 14, 142, start=270, end=90, fill=GREY, width=5)
    pen.line(262, 200, 372, 96, fill=WOOD, width=8)
    pen.line(284, 202, 388, 112, fill=WOOD, width=8)
    pen.oval(118, 164, 362, 232, fill=DEEP)
    pen.oval(134, 174, 346, 222, fill=GOLD)
    for top in (182, 192, 202):
        pen.arc(160, top - 14, 320, top + 16, start=10, end=170, fill=PALE, width=5)
    pen.pie(118, 84, 362, 308, start=0, end=180, fill=DEEP)
    pen.box(196, 296, 284, 312, fill=DEEP, round_by=4)


def breakfast(pen: Sketch) -> None:
    pen.box(98, 252, 382, 274, fill=WOOD, round_by=8)
    pen.box(208, 96, 272, 254, fill=GREEN, round_by=8)
    pen.line(244, 98, 266, 56, fill=RED, width=6)
    for left in (118, 244):
        pen.pie(left, 150, left + 118, 352, start=180, end=360, fill=PALE)
        for step in (32, 59, 86):
            pen.line(left + 59, 154, left + step, 186, fill=GREY, width=4)


def haircut(pen: Sketch) -> None:
    pen.line(186, 76, 276, 238, fill=GREY, width=16)
    pen.line(294, 76, 204, 238, fill=GREY, width=16)
    pen.ring(146, 228, 218, 300, fill=DEEP, width=14)
    pen.ring(262, 228, 334, 300, fill=DEEP, width=14)
    pen.oval(232, 152, 248, 168, fill=INK)


def car(pen: Sketch) -> None:
    pen.shape(156, 186, 196, 126, 300, 126, 344, 186, fill=GREEN)
    pen.shape(176, 184, 204, 140, 244, 140, 244, 184, fill=PALE)
    pen.shape(254, 184, 254, 140, 294, 140, 324, 184, fill=PALE)
    pen.box(104, 182, 378, 250, fill=GREEN, round_by=20)
    for left in (140, 284):
        pen.oval(left, 216, left + 62, 278, fill=INK)
        pen.oval(left + 18, 234, left + 44, 260, fill=GREY)


def washed(pen: Sketch) -> None:
    car(pen)
    for left, top, size in ((126, 108, 30), (166, 74, 22), (318, 84, 34), (362, 130, 22), (240, 62, 26)):
        pen.oval(left, top, left + size, top + size, fill=PALE)


def tyre(pen: Sketch) -> None:
    pen.oval(134, 74, 346, 286, fill=INK)
    pen.oval(180, 120, 300, 240, fill=GREY)
    pen.oval(226, 166, 254, 194, fill=INK)
    pen.box(310, 76, 386, 128, fill=GREEN, round_by=8)
    pen.box(340, 84, 356, 120, fill=PALE)
    pen.box(326, 94, 370, 110, fill=PALE)


def appliance(pen: Sketch) -> None:
    pen.box(104, 100, 376, 200, fill=PALE, round_by=16)
    pen.box(124, 168, 356, 184, fill=GREY, round_by=6)
    pen.oval(336, 116, 352, 132, fill=GREEN)
    for left in (168, 232, 296):
        pen.arc(left - 14, 212, left + 14, 248, start=90, end=270, fill=GREEN, width=6)
        pen.arc(left - 14, 248, left + 14, 284, start=270, end=90, fill=GREEN, width=6)


def children(pen: Sketch) -> None:
    for left, top, colour, letter in ((150, 196, RED, 0), (240, 196, GREEN, 1), (195, 106, GOLD, 2)):
        pen.box(left, top, left + 84, top + 84, fill=colour, round_by=8)
        pen.box(left + 14, top + 14, left + 70, top + 70, fill=PALE, round_by=6)
        if letter == 0:
            pen.oval(left + 24, top + 24, left + 60, top + 60, fill=colour)
        elif letter == 1:
            pen.shape(left + 42, top + 22, left + 64, top + 60, left + 20, top + 60, fill=colour)
        else:
            pen.box(left + 26, top + 26, left + 58, top + 58, fill=colour)


def health(pen: Sketch) -> None:
    pen.shape(240, 300, 136, 196, 240, 150, 344, 196, fill=RED)
    pen.oval(116, 92, 248, 216, fill=RED)
    pen.oval(232, 92, 364, 216, fill=RED)
    pen.line(128, 190, 206, 190, 226, 146, 252, 234, 272, 190, 352, 190, fill=PALE, width=9)


def law(pen: Sketch) -> None:
    pen.box(232, 84, 248, 280, fill=WOOD)
    pen.box(176, 276, 304, 296, fill=WOOD, round_by=6)
    pen.line(134, 112, 346, 112, fill=WOOD, width=12)
    for middle in (144, 336):
        pen.line(middle, 112, middle - 44, 200, fill=GREY, width=4)
        pen.line(middle, 112, middle + 44, 200, fill=GREY, width=4)
        pen.pie(middle - 52, 150, middle + 52, 250, start=0, end=180, fill=GOLD)


def certificate(pen: Sketch) -> None:
    pen.box(134, 74, 346, 286, fill=PALE, round_by=8)
    for top, right in ((112, 316), (140, 316), (168, 280)):
        pen.box(164, top, right, top + 10, fill=GREY, round_by=4)
    pen.shape(276, 246, 292, 310, 308, 296, 324, 310, 340, 246, fill=RED)
    pen.oval(270, 192, 346, 268, fill=GOLD)
    pen.oval(286, 208, 330, 252, fill=PALE)


def plate(pen: Sketch) -> None:
    pen.box(94, 108, 386, 256, fill=GOLD, round_by=14)
    pen.box(108, 122, 372, 242, fill=RED, round_by=10)
    for left in (132, 190, 248, 306):
        pen.box(left, 160, left + 42, 202, fill=GOLD, round_by=6)
    for left in (118, 352):
        pen.oval(left, 132, left + 10, 142, fill=GOLD)


def bucket(pen: Sketch) -> None:
    pen.arc(156, 60, 324, 240, start=180, end=360, fill=GREY, width=8)
    pen.shape(146, 148, 334, 148, 308, 296, 172, 296, fill=GREEN)
    pen.oval(146, 128, 334, 170, fill=DEEP)
    for left in (186, 216, 246, 276):
        pen.box(left, 200, left + 14, 258, fill=PALE, round_by=7)


def knife(pen: Sketch) -> None:
    pen.shape(96, 170, 296, 130, 296, 196, 130, 196, fill=GREY)
    pen.box(292, 140, 386, 176, fill=WOOD, round_by=10)
    for left in (314, 346):
        pen.oval(left, 152, left + 12, 164, fill=PALE)
    pen.box(136, 226, 344, 270, fill=INK, round_by=8)
    pen.box(136, 226, 344, 242, fill=GREEN, round_by=8)


def phone(pen: Sketch) -> None:
    pen.box(174, 60, 306, 304, fill=INK, round_by=20)
    pen.box(186, 84, 294, 270, fill=PALE, round_by=6)
    for row in (100, 152, 204):
        for left, colour in ((200, GREEN), (248, GOLD if row != 152 else RED)):
            pen.box(left, row, left + 34, row + 34, fill=colour, round_by=8)
    pen.oval(230, 278, 250, 298, fill=GREY)


def wheelchair(pen: Sketch) -> None:
    pen.line(176, 78, 206, 78, 218, 206, 312, 206, 338, 286, 362, 286, fill=INK, width=11)
    pen.line(214, 150, 296, 150, 296, 206, fill=INK, width=9)
    pen.box(206, 184, 300, 208, fill=GREEN, round_by=8)
    pen.ring(150, 170, 278, 298, fill=DEEP, width=12)
    pen.oval(204, 224, 224, 244, fill=DEEP)
    pen.ring(302, 258, 342, 298, fill=DEEP, width=9)


def bulb(pen: Sketch) -> None:
    pen.oval(170, 62, 310, 202, fill=GOLD)
    pen.shape(190, 170, 290, 170, 270, 228, 210, 228, fill=GOLD)
    for top in (232, 252, 272):
        pen.box(208, top, 272, top + 14, fill=GREY, round_by=6)
    pen.line(216, 150, 232, 176, 248, 150, 264, 176, fill=PALE, width=6)
    for start, end in (((118, 132), (146, 132)), ((334, 132), (362, 132))):
        pen.line(*start, *end, fill=GOLD, width=8)


def raincoat(pen: Sketch) -> None:
    pen.shape(
        196, 132, 284, 132, 344, 220, 312, 242, 292, 214, 304, 300, 176, 300, 188, 214, 168,
        242, 136, 220, fill=GOLD,
    )  # fmt: skip
    pen.pie(184, 56, 296, 196, start=180, end=360, fill=GOLD)
    pen.oval(202, 84, 278, 160, fill=PALE)
    pen.line(240, 164, 240, 298, fill=WOOD, width=4)
    for top in (188, 224, 260):
        pen.oval(246, top, 258, top + 12, fill=WOOD)


def fan(pen: Sketch) -> None:
    pen.box(233, 210, 247, 304, fill=WOOD, round_by=5)
    pen.oval(152, 58, 328, 236, fill=GREEN)
    for right in (196, 240, 284):
        pen.line(240, 226, right, 84, fill=PALE, width=4)


def rice(pen: Sketch) -> None:
    pen.box(166, 96, 314, 302, fill=PALE, round_by=18)
    pen.box(166, 96, 314, 128, fill=GOLD, round_by=12)
    pen.oval(206, 172, 274, 252, fill=GREEN)


def couplets(pen: Sketch) -> None:
    for left in (84, 358):
        pen.box(left, 64, left + 38, 296, fill=RED, round_by=4)
    pen.shape(240, 84, 336, 180, 240, 276, 144, 180, fill=RED)
    pen.ring(206, 146, 274, 214, fill=GOLD, width=8)


THINGS: dict[str, Callable[[Sketch], None]] = {
    "G01": oil, "G02": bags, "G03": umbrella, "G04": bucket, "G05": knife, "G06": bulb, "G07": raincoat,
    "G21": fan, "G22": rice, "G23": couplets,
    "V01": noodles, "V02": haircut, "V03": washed, "V04": breakfast, "V05": tyre,
    "S01": appliance, "S02": children, "S03": health, "S04": law, "S05": phone, "S06": wheelchair,
    "C01": certificate, "H01": plate,
}  # fmt: skip
GROUNDS = {"G": "#e3efe9", "V": "#f6ead2", "S": "#e4ebf1", "C": "#efe8dc", "H": "#f3e2dc"}


def thing(code: str) -> Drawn:
    """The picture of the reward with this code; KeyError for one that nobody has drawn."""
    from PIL import Image, ImageDraw  # no web process draws

    image = Image.new("RGB", (SIZE[0] * FINER, SIZE[1] * FINER), GROUNDS[code[0]])
    THINGS[code](Sketch(ImageDraw.Draw(image)))
    return as_upload(image.resize(SIZE))
