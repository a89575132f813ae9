"""The methods of the ballot file: how each writes a ballot down, and who counts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from portal.ballots.rules.file.plain import Plain, numbers, text, texts, whole
from portal.ballots.rules.methods import (
    Marks,
    Pile,
    Terms,
    Voice,
    count_budget,
    count_consent,
    count_one,
    count_ranked,
    count_scores,
    count_ticks,
    count_transfers,
    piled,
    seed_of,
)


class Method(StrEnum):
    DECISION = "decision"
    SINGLE = "single"
    APPROVAL = "approval"
    SCORE = "score"
    RANKED = "ranked"
    CONSENT = "consent"
    BUDGET = "budget"
    SEATS = "seats"


COUNTS: Mapping[Method, Callable[[Sequence[Pile], Terms], dict[str, object]]] = {
    Method.SINGLE: count_one,
    Method.APPROVAL: count_ticks,
    Method.SCORE: count_scores,
    Method.RANKED: count_ranked,
    Method.BUDGET: count_budget,
    Method.SEATS: count_transfers,
}
NUMBERED = {Method.SCORE: "scores", Method.RANKED: "ranks", Method.SEATS: "ranks"}


def counted(method: Method, piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """The result of piles of ballots under a method that counts marks."""
    return COUNTS[method](piled(piles), terms)


def words_of(method: Method, row: Plain) -> list[str]:
    """A row of the file as a vote is stored: ["a", "c"], or ["a=1", "c=2"] where the marks are numbers."""
    if method in NUMBERED:
        return [f"{option}={mark}" for option, mark in _marks(method, row)]
    return [option for option, _mark in _marks(method, row)]


def marks_of(words: Sequence[str]) -> Marks:
    """The marks of a stored vote."""
    cut = [word.partition("=") for word in words]
    return tuple((option, int(number) if number else 1) for option, _sign, number in cut)


def row_of(method: Method, words: Sequence[str], reason: str = "") -> dict[str, object]:
    """A stored vote as a row of the file, without its receipt."""
    if method is Method.CONSENT:
        return {"choice": words[0], "reason": reason}
    if method in NUMBERED:
        return {NUMBERED[method]: dict(marks_of(words))}
    return {"choices": list(words)}


def _marks(method: Method, row: Plain) -> Marks:
    if method in NUMBERED:
        return tuple(sorted(numbers(row[NUMBERED[method]]).items()))
    return tuple((option, 1) for option in texts(row["choices"]))


def terms_json(method: Method, terms: Terms) -> dict[str, object]:
    """What the method asks, as the file states it."""
    if method is Method.CONSENT:
        return {}
    content: dict[str, object] = {"options": list(terms.options), "max_choices": terms.max_choices}
    if method is Method.SEATS:
        content |= {"seats": terms.seats}
    if method is Method.BUDGET:
        content |= {
            "budget": terms.budget,
            "costs": dict(terms.costs),
            "step": terms.step,
            "fill": terms.fill,
        }
    if method is Method.RANKED:
        content |= {"status_quo": terms.status_quo}
    return content


def terms_of(content: Plain, receipts: Sequence[str]) -> Terms:
    """The terms a file states; the lots come from its receipts."""
    most, quo = content.get("max_choices"), content.get("status_quo")
    options = tuple(texts(content["options"]))
    if quo is not None and quo not in options:
        raise ValueError("the status quo is none of the options")
    return Terms(
        options=options,
        max_choices=None if most is None else whole(most),
        seats=whole(content.get("seats", 1)),
        budget=whole(content.get("budget", 0)),
        costs=numbers(content.get("costs", {})),
        step=whole(content.get("step", 1)),
        fill=content.get("fill") is True,
        status_quo=None if quo is None else str(quo),
        seed=seed_of(receipts),
    )


def choices(content: Plain, rows: Sequence[Plain], method: Method) -> Plain:
    """The result of the rows. `method` may be another one than the file's, if it reads the same marks."""
    if method is Method.CONSENT:
        return count_consent((Voice(text(row, "choice")), str(row.get("reason") or "")) for row in rows)
    terms = terms_of(content, [text(row, "receipt") for row in rows])
    written = Method(text(content, "method"))
    piles = [(_marks(written, row), whole(row.get("weight", 1))) for row in rows]
    return counted(method, piles, terms)
