"""What is written for a board is read before it is kept: no person, no number, nobody's private matters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, literal, select

from portal.accounts.models import Standing, User
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.honor.rules import Kind, folded, is_document_number, problems
from portal.places.models import Place

WHY = {
    Kind.NUMBER: N_("Numbers and addresses that identify a person do not belong on a board: %(words)s"),
    Kind.NAME: N_("People are not named on this board. Please write without: %(words)s"),
    Kind.RELIGION: N_("Belief is nobody's business here. Please write without: %(words)s"),
    Kind.HEALTH: N_("Health is nobody's business here. Please write without: %(words)s"),
    Kind.INCOME: N_("Money matters of people do not belong on a board. Please write without: %(words)s"),
    Kind.PETITION: N_("Nobody is shown for having complained. Please write without: %(words)s"),
    Kind.FAMILY: N_("Family matters do not belong on a board. Please write without: %(words)s"),
    Kind.BELIEF: N_("Political views do not belong on a board. Please write without: %(words)s"),
    Kind.MINORS: N_("Minors stand on no board, not even without a name. Please write without: %(words)s"),
}


def names_in(text: str) -> list[str]:
    """Known people whose whole name stands in the text. Not guarded: only asks.

    Names of places are looked past: 向东汇街道提出 does not speak of anybody called 向东.
    """
    rest = folded(text)
    places = {folded(name.hans) for name in db.session.scalars(select(Place.name))}
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place, "\n")
    whole = literal(rest)
    inside = whole.like("%" + func.replace(User.name_folded, "%", "") + "%")
    found = select(User.name_folded).where(inside, User.standing != Standing.ERASED).order_by(User.id)
    return list(db.session.scalars(found.limit(20)))


def read_before(*texts: Any, praise: bool = False, matters: bool = True) -> None:
    """Refuse with the words that may not stand there. Not guarded: part of every service that takes text.

    In praise a grown-up person may be named; they have agreed before anything is public. With `matters=False`
    the text may speak of health, belief and the like, but of nobody's.
    """
    text = "\n".join(str(t) for t in texts if t)
    found = problems(text, () if praise else names_in(text), matters=matters)
    if found:
        words = "、".join(found[0].words)
        raise Refused(_(WHY[found[0].kind], words=words))


def read_number(number: str) -> None:
    """Papers are numbered as papers are. Not guarded: only asks."""
    if not is_document_number(number):
        raise Refused(_("Please write the document number in full, such as 临河综执告〔2025〕31号."))
