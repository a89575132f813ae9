"""Names under the conventions of the demo city: with the password, written on the screen, or entered from paper."""

from __future__ import annotations

import base64
import io
import random
import zlib
from typing import TYPE_CHECKING, Any

from portal.conventions import queries, services
from portal.conventions.forms import CONSENT
from portal.demo_data.drawing import Drawn
from portal.files.services import upload

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw as Pen

    from portal.conventions.demo.story import Story

FIELD, SHEET = (900, 360), (900, 1270)
INK = "#15171c"
DIRECTIONS = ((1.0, -0.1), (0.05, 1.0), (-0.6, 0.8), (0.65, 0.75), (0.9, 0.12))


def sign(story: Story, one: dict[str, Any]) -> None:
    """`how` is drawn or paper; left out, the password was asked for."""
    person, how = story.city.people[one["by"]], one.get("how", "password")
    if how != "paper":
        drawing = drawn_name(str(person.name)) if how == "drawn" else ""
        services.sign(
            story.convention, text_hash=story.exact(), consent=str(CONSENT), drawing=drawing, actor=person
        )
        return
    officer = story.person("published_by", "conventions.sign_on_paper")
    scan = upload(officer, sent=scanned(str(person.name), one["witnesses"]), actor=officer)
    services.sign_on_paper(
        story.convention,
        text_hash=story.exact(),
        party=queries.parties_of(story.convention, person)[0],
        witnesses=one["witnesses"],
        scan=[scan],
        consent=CONSENT,
        actor=officer,
    )


def drawn_name(name: str) -> str:
    """What a finger leaves on the screen, as the browser sends it: a scrawl that nobody could copy a name from."""
    from PIL import Image, ImageDraw  # no web process draws

    picture = Image.new("RGB", FIELD, "white")
    scrawl(ImageDraw.Draw(picture), name, at=(60, 50), size=230, width=8)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode()


def scanned(name: str, witnesses: list[str]) -> Drawn:
    """A page of grey lines with three scrawls under it."""
    from PIL import Image, ImageDraw  # no web process draws

    page = Image.new("RGB", SHEET, "#f4f1ea")
    pen = ImageDraw.Draw(page)
    pen.rectangle((300, 90, 600, 118), fill="#55524c")
    for n in range(16):
        pen.rectangle((110, 190 + n * 42, 790 - (n * 97) % 260, 202 + n * 42), fill="#b9b4aa")
    for n, who in enumerate((name, *witnesses)):
        pen.line((480, 990 + n * 95, 800, 990 + n * 95), fill="#8d887d", width=2)
        scrawl(pen, who, at=(490, 920 + n * 95), size=76, width=4)
    content = io.BytesIO()
    page.save(content, "PNG")
    content.seek(0)
    return Drawn("纸质签名页.png", content)


def scrawl(pen: Pen, name: str, *, at: tuple[int, int], size: int, width: int) -> None:
    """A few strokes for each character, joined as people do who write fast; the same for the same name."""
    pick = random.Random(zlib.crc32(name.encode()))  # noqa: S311 - a drawing, no secret
    left, top = at
    for n in range(len(name)):
        x, y = left + n * size * 1.05, top + pick.uniform(0, size * 0.3)
        for right, down in pick.choices(DIRECTIONS, k=6):
            x0, y0 = x + pick.uniform(0, 0.5) * size, y + pick.uniform(0, 0.5) * size
            bow, long = pick.uniform(-0.12, 0.12) * size, pick.uniform(0.3, 0.55) * size
            points = [
                (
                    x0 + right * long * t / 8 + bow * (1 - ((t - 4) / 4) ** 2),
                    y0 + down * long * t / 8 + bow * (1 - ((t - 4) / 4) ** 2),
                )
                for t in range(9)
            ]
            pen.line(points, fill=INK, width=width, joint="curve")
