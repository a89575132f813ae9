"""Drawing PDFs: in the worker, from our own HTML and style sheet, fetching nothing from anywhere."""

from __future__ import annotations

import gc
import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

SHEET = Path(__file__).resolve().parents[1] / "static" / "css" / "paper.css"

INSIDE = "data:image/png;base64,"  # a drawing that stands in the page itself
PHOTO = "data:image/jpeg;base64,"


class CannotDraw(Exception):
    """WeasyPrint or what it needs of the system (Pango, a CJK font) is not installed."""


class NothingElse(Exception):
    """A paper holds everything it needs; whatever else it asks for is refused."""


def printer() -> Any:
    """WeasyPrint, loaded only where something is drawn: it needs libraries that a small machine may lack."""
    try:
        with redirect_stdout(StringIO()):  # it prints a long complaint each time, beside raising
            found = importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise CannotDraw(str(error)) from error
    # else it names, for each paper, every rule of the sheet that only browsers know
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return found


def refuse(url: str, *_args: Any, **_options: Any) -> NoReturn:
    raise NothingElse(url)


def fetcher() -> Any:
    """A fetcher that refuses every address but pictures inside the page, in the shape this WeasyPrint wants."""
    urls = importlib.import_module("weasyprint.urls")
    base = getattr(urls, "URLFetcher", None)
    if base is None:
        return refuse

    def fetch(self: Any, url: str, *args: Any, **options: Any) -> Any:
        return base.fetch(self, url, *args, **options) if url.startswith((INSIDE, PHOTO)) else refuse(url)

    return type("Refusing", (base,), {"fetch": fetch})()


@cache
def style_of_papers() -> Any:
    """Read once by each process that draws."""
    return printer().CSS(string=SHEET.read_text(encoding="utf-8"), url_fetcher=fetcher())


@dataclass(frozen=True)
class Drawn:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


def draw(html: str) -> bytes:
    return drawn(html).content


def drawn(html: str, zoom: float = 1) -> Drawn:
    """The PDF of a page that extends `layouts/paper.html` with an empty block `sheets`; `zoom` makes sheet and text larger."""
    with nothing_left():
        return _drawn(html, zoom)


@contextmanager
def nothing_left() -> Iterator[None]:
    """A document that was drawn holds itself, 70 MB of it. As nothing grows old meanwhile, one look at what is new finds it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if collecting:
            gc.enable()


def _drawn(html: str, zoom: float) -> Drawn:
    weasyprint = printer()
    style = style_of_papers()
    page = weasyprint.HTML(string=html, base_url="paper:", url_fetcher=fetcher())
    # hints: that a numbered list begins with 3 stands in its mark-up, not in a style sheet
    document = page.render(stylesheets=[style], presentational_hints=True)
    return Drawn(document.write_pdf(zoom=zoom), len(document.pages))
