"""What an upload really is, judged by its content, never by its name or by what the browser says.

Images are decoded and written anew: no EXIF (place, device), no hidden payload, bounded in pixels.
Office files are opened as archives: bounded when unpacked, no macros, the type by what lies inside.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.files.models import FileKind

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEGABYTE = 1024 * 1024
LARGEST = {FileKind.IMAGE: 12 * MEGABYTE, FileKind.PDF: 20 * MEGABYTE, FileKind.DOCUMENT: 10 * MEGABYTE}
PIXELS = 40_000_000
LONGEST_SIDE = 2400
UNPACKED = 100 * MEGABYTE
MEMBERS = 2000
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
OFFICE = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/presentation.xml": (
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}


class Unfit(ValueError):
    """The upload is refused. `why`: empty, too_large, unknown, broken, too_many_pixels, macros, bomb."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Judged:
    """Content that may be kept, as it will be stored."""

    kind: FileKind
    media_type: str
    ending: str
    content: bytes
    width: int | None = None
    height: int | None = None


def judge(content: bytes) -> Judged:
    """Decide what `content` is and make it safe. Raises `Unfit`."""
    if not content:
        raise Unfit("empty")
    if content.startswith(b"%PDF-"):
        judged = Judged(FileKind.PDF, "application/pdf", "pdf", content)
    elif content.startswith(b"PK\x03\x04"):
        judged = office(content)
    else:
        judged = image(content)
    return judged


def fits(kind: FileKind, content: bytes) -> None:
    if len(content) > LARGEST[kind]:
        raise Unfit("too_large")


def office(content: bytes) -> Judged:
    fits(FileKind.DOCUMENT, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unfit("broken") from error
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise Unfit("bomb")
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unfit("macros")
    for inside, (ending, media_type) in OFFICE.items():
        if inside in names and "[Content_Types].xml" in names:
            return Judged(FileKind.DOCUMENT, media_type, ending, content)
    raise Unfit("unknown")


def image(content: bytes) -> Judged:
    from PIL import Image, UnidentifiedImageError  # loaded with the first picture: 5 MB

    fits(FileKind.IMAGE, content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=tuple(IMAGES))
            if picture.width * picture.height > PIXELS:
                raise Unfit("too_many_pixels")
            return written_anew(picture)
    except UnidentifiedImageError as error:
        raise Unfit("unknown") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit("too_many_pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit("broken") from error


def written_anew(picture: Picture) -> Judged:
    """Only the pixels survive, turned the right way up; see-through pictures stay PNG, others become JPEG."""
    from PIL import ImageOps  # as above

    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    see_through = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    out = io.BytesIO()
    if see_through:
        clean = upright.convert("RGBA")
        clean.info.clear()
        clean.save(out, "PNG", optimize=True)
        return Judged(FileKind.IMAGE, "image/png", "png", out.getvalue(), *clean.size)
    clean = upright.convert("RGB")
    clean.info.clear()
    clean.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return Judged(FileKind.IMAGE, "image/jpeg", "jpg", out.getvalue(), *clean.size)
