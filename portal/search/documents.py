"""What goes into an index and what comes out of it, whatever the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from portal.core.language import Bitext
from portal.search.highlight import excerpt, mark
from portal.search.tokens import Question, plain, tokens

LONGEST_BODY = 80_000
LONGEST_TITLE = 1_000
BARRIER = " ¶ "


@dataclass(frozen=True, kw_only=True)
class Doc:
    """Something public that people can look for. `place_path` is like "/1/4/17/", `path` has no language."""

    kind: str
    object_id: int
    title: Bitext
    body: Bitext
    path: str
    at: datetime
    place_path: str = "/"
    state: str = ""
    gone_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that answers, to be shown in the reader's script."""

    kind: str
    object_id: int
    path: str
    place_path: str
    state: str
    at: datetime
    title: Bitext
    body: Bitext
    question: Question

    @property
    def marked_title(self) -> Markup:
        return mark(str(self.title), self.question)

    @property
    def excerpt(self) -> Markup:
        return excerpt(str(self.body), self.question)


@dataclass(frozen=True, kw_only=True)
class Results:
    """`total` counts no further than the window: then `more` says that there is more.

    `kinds` counts the answers of every kind; `kinds_more` says that it, too, stopped at the window.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False
    kinds: dict[str, int]
    kinds_more: bool = False
    next: int | None = None


@dataclass(frozen=True)
class Suggestion:
    title: Bitext
    path: str


def row_values(doc: Doc) -> dict[str, Any]:
    """The columns of `search_doc`."""
    return {
        **vars(doc),
        "title_plain": both_plain(doc.title)[:LONGEST_TITLE],
        "body_plain": both_plain(doc.body)[:LONGEST_BODY],
    }


def both_plain(text: Bitext) -> str:
    """One text when the scripts fold together, else also the lines where the twin says it otherwise."""
    lines = [plain(line) for line in (*text.hans.splitlines(), *text.hant.splitlines())]
    return BARRIER.join(dict.fromkeys(filter(None, lines)))


def shapes(plain_text: str) -> set[str]:
    """Pairs and words; single characters only when there is nothing else."""
    found = set(tokens(plain_text))
    return {token for token in found if len(token) > 1} or found


def likeness(wanted: set[str], has: set[str]) -> float:
    return 2 * len(wanted & has) / (len(wanted) + len(has))
