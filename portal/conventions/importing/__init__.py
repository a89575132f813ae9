"""From real input to clauses: pasted text or a Word file becomes a draft that a person corrects.

Pure: reads text or bytes and returns values. Nothing is saved, nothing is guessed in silence: what looks
wrong comes back as a remark with its line.
"""

from portal.conventions.importing.result import (
    Form,
    Imported,
    ImportedChapter,
    ImportedClause,
    Remark,
    RemarkKind,
    Unreadable,
    UnreadableDocument,
)
from portal.conventions.importing.text import parse_text


def parse_docx(data: bytes) -> Imported:
    """See `word.parse_docx`. The Word library is loaded when the first file comes: a web process is 6 MB lighter."""
    from portal.conventions.importing import word

    return word.parse_docx(data)


__all__ = [
    "Form",
    "Imported",
    "ImportedChapter",
    "ImportedClause",
    "Remark",
    "RemarkKind",
    "Unreadable",
    "UnreadableDocument",
    "parse_docx",
    "parse_text",
]
