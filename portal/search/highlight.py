"""Shows where a text answers a question, in the text that the reader sees.

Offsets of the folded text are offsets of the original, so highlighting is cutting.
"""

from __future__ import annotations

import re
from itertools import pairwise

from markupsafe import Markup, escape

from portal.search.fold import fold
from portal.search.tokens import HAN, Phrase, Question, is_han

GAP = rf"[^\w{HAN}]|_"
NOT_AFTER_LATIN = rf"(?:(?<=[\W_{HAN}])|^)"
NOT_BEFORE_LATIN = rf"(?=[\W_{HAN}]|$)"
WIDTH = 96
LEAD = 24
STOPS = "。！？；\n"


def pattern(question: Question) -> re.Pattern[str] | None:
    """One expression for all phrases of a question, to be used on folded text."""
    phrases = {phrase.plain: phrase for unit in question.units for phrase in unit}
    if not phrases:
        return None
    longest_first = sorted(phrases.values(), key=lambda phrase: -len(phrase.plain))
    return re.compile("|".join(map(expression, longest_first)))


def expression(phrase: Phrase) -> str:
    """Runs are letters only, so nothing in them means anything to `re`."""
    runs = phrase.runs
    found = runs[0] if is_han(runs[0]) else NOT_AFTER_LATIN + runs[0]
    for before, run in pairwise(runs):
        found += f"(?:{GAP})" + ("*" if is_han(before) != is_han(run) else "+") + run
    return found if is_han(runs[-1]) else found + NOT_BEFORE_LATIN


def mark(text: str, question: Question) -> Markup:
    """The whole text with <mark> around what was asked for."""
    wanted = pattern(question)
    return marked(text, fold(text), wanted, 0, len(text))


def excerpt(text: str, question: Question, *, width: int = WIDTH) -> Markup:
    """About `width` characters around the first answer, or the beginning when only the title answers."""
    wanted = pattern(question)
    folded = fold(text)
    first = wanted.search(folded) if wanted else None
    start = start_before(folded, first.start()) if first else 0
    end = min(len(text), max(start + width, first.end() if first else 0))
    cut = marked(text, folded, wanted, start, end)
    return Markup("{}{}{}").format("…" if start else "", cut, "…" if end < len(text) else "")


def start_before(folded: str, answer: int) -> int:
    """The beginning of the sentence when it is near, else a few characters before the answer."""
    if answer <= LEAD:
        return 0
    nearest = answer - LEAD
    stop = max(folded.rfind(sign, nearest, answer) for sign in STOPS)
    return stop + 1 if stop >= 0 else nearest


def marked(text: str, folded: str, wanted: re.Pattern[str] | None, start: int, end: int) -> Markup:
    parts: list[Markup] = []
    at = start
    for answer in wanted.finditer(folded, start, len(folded)) if wanted else ():
        if answer.start() >= end:
            break
        parts.append(escape(text[at : answer.start()]))
        parts.append(Markup("<mark>{}</mark>").format(text[answer.start() : min(answer.end(), end)]))
        at = min(answer.end(), end)
    parts.append(escape(text[at:end]))
    return Markup().join(parts)
