"""The arithmetic of a convention: how clauses are numbered, and the exact text that is signed."""

from portal.conventions.rules.canonical import ClauseText, TextPair, canonical, hash_of, text_hash
from portal.conventions.rules.numerals import clause_number, from_chinese, to_chinese

__all__ = [
    "ClauseText",
    "TextPair",
    "canonical",
    "clause_number",
    "from_chinese",
    "hash_of",
    "text_hash",
    "to_chinese",
]
