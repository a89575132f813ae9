"""Drawn pictures as uploads: the demo city shows no real street and no real face."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


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
