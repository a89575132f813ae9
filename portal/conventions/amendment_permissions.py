"""Who may propose an amendment, be for it, talk about it and decide on it. When and who is data: AMENDING_RULES."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level
from portal.accounts.permissions import at_least
from portal.conventions.models import Amendment, Convention
from portal.conventions.permissions import Concerned, drafter, reviewer
from portal.conventions.states.amendments import AMENDING_RULES, OPEN
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in


def text_of(thing: Any) -> Convention:
    found: Convention = thing.convention if isinstance(thing, Amendment) else thing
    return found


@rule(_l("The text cannot be amended now: it is not under discussion."))
def amendable(_actor: Any, thing: Any) -> bool:
    convention = text_of(thing)
    return convention.state in AMENDING_RULES[convention.kind].states


class Entitled(Concerned):
    """Those concerned; everybody, where the kind asks no more."""

    def is_concerned(self, actor: Any, thing: Any) -> bool:
        convention = text_of(thing)
        return not AMENDING_RULES[convention.kind].concerned_only or super().is_concerned(actor, convention)

    def why_not(self, actor: Any, thing: Any) -> str | None:
        return super().why_not(actor, text_of(thing))


entitled = Entitled()


@rule(_l("This amendment has been decided already."))
def undecided(_actor: Any, amendment: Amendment) -> bool:
    return amendment.state in OPEN


@rule(_l("One's own amendment needs the support of others."))
def of_another(actor: Any, amendment: Amendment) -> bool:
    return bool(actor.id != amendment.author_id)


@rule(_l("Only its author can take an amendment back."))
def author(actor: Any, amendment: Amendment) -> bool:
    return bool(actor.id == amendment.author_id)


drafting_group = Rule(
    lambda actor, amendment: drafter(actor, amendment.convention),
    _l("Only the drafting group decides on amendments: who drafted the text and the alliance's officers."),
)

reviewer_here = Rule(lambda actor, amendment: reviewer(actor, amendment.convention), reviewer.because)

PERMISSIONS: dict[str, Rule] = {
    "conventions.amend": signed_in & amendable & at_least(Level.L2) & entitled,
    "conventions.support_amendment": signed_in
    & undecided
    & amendable
    & of_another
    & at_least(Level.L2)
    & entitled,
    "conventions.discuss_amendment": signed_in & undecided & amendable,
    "conventions.decide_amendment": signed_in
    & undecided
    & amendable
    & drafting_group
    & another_person_than("author_id"),
    "conventions.override_amendment_lint": signed_in
    & undecided
    & amendable
    & reviewer_here
    & another_person_than("author_id"),
    "conventions.withdraw_amendment": signed_in & undecided & author,
}
