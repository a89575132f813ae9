"""Word files to clauses: what a reader of the printed page would see, automatic numbers included."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from portal.conventions.importing.numbering import Numbering
from portal.conventions.importing.result import Imported, Unreadable, UnreadableDocument
from portal.conventions.importing.text import parse_text

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 2000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCUMENT = "word/document.xml"
# deleted text, field codes, text boxes and the readings of phonetic guides are not on the line one reads
_SKIPPED = frozenset(qn(tag) for tag in ("w:del", "w:moveFrom", "w:txbxContent", "w:rt", "w:pPr", "w:rPr"))
_TEXT, _TAB = qn("w:t"), qn("w:tab")
_BREAKS = frozenset(qn(tag) for tag in ("w:br", "w:cr"))
_HYPHEN = qn("w:noBreakHyphen")


def parse_docx(data: bytes) -> Imported:
    """Take a .docx apart as `parse_text` does; `line` of a remark counts the lines of the document.

    Automatic numbers (第%1条, 一、, （一）) are written out, tables become one line for each row. Raises
    UnreadableDocument for other files, old .doc, protected or damaged ones, and for files that unpack to more
    than LARGEST_UNPACKED: the sizes are read before anything is unpacked.
    """
    _check_container(data)
    try:
        text = "\n".join(_lines(docx.Document(io.BytesIO(data))))
    except Exception as error:  # the library answers damage with a dozen unrelated kinds of exception
        raise UnreadableDocument(Unreadable.DAMAGED) from error
    return parse_text(text)


def _check_container(data: bytes) -> None:
    if not data:
        raise UnreadableDocument(Unreadable.EMPTY)
    if len(data) > LARGEST_FILE:
        raise UnreadableDocument(Unreadable.TOO_LARGE)
    if data.startswith(_OLE):
        raise UnreadableDocument(Unreadable.PROTECTED if _ENCRYPTED in data else Unreadable.OLD_WORD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        damaged = data.startswith(b"PK")
        raise UnreadableDocument(Unreadable.DAMAGED if damaged else Unreadable.NOT_WORD) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableDocument(Unreadable.TOO_LARGE)
    if _DOCUMENT not in {part.filename for part in parts}:
        raise UnreadableDocument(Unreadable.NOT_WORD)


def _lines(document: Document) -> Iterator[str]:
    numbering = Numbering.of(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (_row(block, index, numbering) for index in range(len(block.rows)))
        else:
            yield _line(block, numbering)


def _row(table: Table, index: int, numbering: Numbering) -> str:
    """One line for a row of a table; a merged cell is read once."""
    cells = {cell._tc: cell for cell in table.rows[index].cells}
    texts = (" ".join(_line(p, numbering) for p in cell.paragraphs).strip() for cell in cells.values())
    return "　".join(text for text in texts if text)


def _line(paragraph: Paragraph, numbering: Numbering) -> str:
    text = "".join(_visible(paragraph._p))
    return numbering.next_label(paragraph) + text if text.strip() else ""


def _visible(element: object) -> Iterator[str]:
    """The text of a paragraph in reading order; depth is bounded by the XML parser."""
    for child in element:  # type: ignore[attr-defined]
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == _HYPHEN:
            yield "-"
        elif child.tag not in _SKIPPED:
            yield from _visible(child)
