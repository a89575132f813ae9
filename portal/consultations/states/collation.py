"""On which side of a question an argument stands. The page puts the first two side by side."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l


class Leaning(StrEnum):
    FOR = "for"
    AGAINST = "against"
    OTHER = "other"


LEANINGS = {
    Leaning.FOR: _l("For it"),
    Leaning.AGAINST: _l("Against it"),
    Leaning.OTHER: _l("Something else"),
}
LEANING_TONES = {Leaning.FOR: "go", Leaning.AGAINST: "stop", Leaning.OTHER: "plain"}
