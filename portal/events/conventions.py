from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ConventionCommented(Event):
    """A person has given an opinion on a convention that is open for comment."""

    convention_id: int
    comment_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ConventionAdopted(Event):
    """The vote on a convention has passed."""

    convention_id: int


@dataclass(frozen=True, kw_only=True)
class ConventionSigned(Event):
    """A person has put their name under the exact text of a convention."""

    convention_id: int
    signature_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class ConventionInForce(Event):
    """A convention holds from now on."""

    convention_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(Event):
    """Somebody has proposed to change one clause of a convention, to add, strike out or move one."""

    convention_id: int
    amendment_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentDecided(Event):
    """The drafting group has decided on an amendment; `outcome` is accepted, merged or rejected."""

    convention_id: int
    amendment_id: int
    user_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class TextChanged(Event):
    """The drafters have changed the clauses of a working text."""

    convention_id: int
