"""Who may do what: a table of named rules, combined with & | ~.

A rule is a question about an actor and a thing; its sentence is shown in place of the button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app

from portal.core.errors import Forbidden
from portal.core.i18n import _l

Test = Callable[[Any, Any], bool]


class Rule:
    """`because` is said when the test fails."""

    def __init__(self, test: Test, because: Any) -> None:
        self.test = test
        self.because = because

    def __call__(self, actor: Any, thing: Any) -> bool:
        return bool(self.test(actor, thing))

    def why_not(self, actor: Any, thing: Any) -> str | None:
        return None if self(actor, thing) else str(self.because)

    def sentences(self) -> list[str]:
        """For the generated page of permissions."""
        return [str(self.because)]

    def __and__(self, other: Rule) -> Rule:
        return All(self, other)

    def __or__(self, other: Rule) -> Rule:
        return Either(self, other)

    def __invert__(self) -> Rule:
        return Rule(lambda actor, thing: not self(actor, thing), self.because)


class All(Rule):
    """Every part must hold; the first that fails says why."""

    def __init__(self, *parts: Rule) -> None:
        self.parts = parts
        super().__init__(lambda actor, thing: all(part(actor, thing) for part in parts), "")

    def __and__(self, other: Rule) -> Rule:
        return All(*self.parts, other)

    def why_not(self, actor: Any, thing: Any) -> str | None:
        for part in self.parts:
            if no := part.why_not(actor, thing):
                return no
        return None

    def sentences(self) -> list[str]:
        return [sentence for part in self.parts for sentence in part.sentences()]


class Either(Rule):
    """One part is enough; the first part's sentence is said when none holds."""

    def __init__(self, *parts: Rule) -> None:
        self.parts = parts
        super().__init__(lambda actor, thing: any(part(actor, thing) for part in parts), "")

    def why_not(self, actor: Any, thing: Any) -> str | None:
        return None if self(actor, thing) else self.parts[0].why_not(actor, thing)

    def sentences(self) -> list[str]:
        return [" / ".join(" + ".join(part.sentences()) for part in self.parts)]


def rule(because: Any) -> Callable[[Test], Rule]:
    return lambda test: Rule(test, because)


@rule(_l("Please sign in first."))
def signed_in(actor: Any, thing: Any) -> bool:
    return actor is not None and bool(actor.is_authenticated)


def another_person_than(*attributes: str) -> Rule:
    """Separation of duties: the actor is none of the people named in these columns of the thing."""

    def test(actor: Any, thing: Any) -> bool:
        return actor.id not in {getattr(thing, name) for name in attributes}

    return Rule(test, _l("Another person has to do this: you took part in an earlier step."))


Permissions = Mapping[str, Rule]


def table() -> dict[str, Rule]:
    rules: dict[str, Rule] = current_app.extensions["portal.permissions"]
    return rules


def why_not(actor: Any, permission: str, thing: Any) -> str | None:
    """None when allowed, else the sentence to show."""
    return table()[permission].why_not(actor, thing)


def can(actor: Any, permission: str, thing: Any) -> bool:
    return table()[permission](actor, thing)


def require(actor: Any, permission: str, thing: Any) -> None:
    if reason := why_not(actor, permission, thing):
        raise Forbidden(reason)
