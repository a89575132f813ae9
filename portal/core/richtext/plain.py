"""What citizens type in a plain box becomes HTML: paragraphs, line breaks, links, pictures of our own.

A picture is a line of its own: its address, then in words what it shows.
"""

import re
from html import escape

from portal.core.language.clean import clean_text
from portal.core.richtext.allowed import is_image, is_link

PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
ADDRESS = re.compile(r"(?<![A-Za-z0-9])https?://[A-Za-z0-9\-._~:/?#\[\]@!$&()*+,;=%]+", re.IGNORECASE)
PICTURE = re.compile(r"(/(?:files|media)/\S+)(?:\s+(.*))?")
TRAILING = ".,;:!?*_~@[&("
BRACKETS = {")": "(", "]": "["}


def plain_to_html(text: str) -> str:
    """The text as HTML that needs no cleaning: everything typed is shown as typed. Refuses with UnreadableText."""
    text = clean_text(text)
    if not text:
        return ""
    paragraphs = PARAGRAPHS.split(text)
    return "\n".join(f"<p>{_paragraph(paragraph)}</p>" for paragraph in paragraphs)


def _paragraph(paragraph: str) -> str:
    return "<br>".join(_line(line) for line in paragraph.split("\n"))


def _line(line: str) -> str:
    picture = PICTURE.fullmatch(line.strip())
    if picture and is_image(picture[1]):
        return f'<img src="{escape(picture[1])}" alt="{escape(picture[2] or "")}">'
    parts: list[str] = []
    start = 0
    for found in ADDRESS.finditer(line):
        address = _without_trailing(found[0])
        if not is_link(address):
            continue
        parts += (escape(line[start : found.start()], quote=False), _link(address))
        start = found.start() + len(address)
    parts.append(escape(line[start:], quote=False))
    return "".join(parts)


def _without_trailing(address: str) -> str:
    """An address without the stops and brackets of the sentence around it."""
    while address:
        last = address[-1]
        opening = BRACKETS.get(last)
        unpaired = opening and address.count(last) > address.count(opening)
        if last not in TRAILING and not unpaired:
            break
        address = address[:-1]
    return address


def _link(address: str) -> str:
    shown = escape(address, quote=False)
    return f'<a href="{escape(address)}" rel="nofollow ugc noopener">{shown}</a>'
