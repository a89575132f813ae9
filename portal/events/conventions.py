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
