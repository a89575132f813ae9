"""For whom people sign: a shop, a seat, a household, or themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Level, Standing, User
from portal.accounts.rules import names
from portal.alliances.models import Membership, MembershipState
from portal.conventions.models import ChainEntry, Convention, Signature, Version, no_text
from portal.core.db import db
from portal.core.language import Bitext
from portal.places.models import Place


@dataclass(frozen=True)
class Party:
    """One side of a convention: whom the person signs for. Each signs a version once.

    `key` names it for ever: a shop that changes hands is another membership, so another party.
    """

    key: str
    user_id: int
    capacity: Bitext
    name: Bitext = field(default_factory=no_text)
    section: Bitext = field(default_factory=no_text)


def member_party(
    membership: Membership, person: Bitext | None = None, section: Bitext | None = None
) -> Party:
    return Party(
        f"member:{membership.id}",
        membership.user_id,
        membership.shop,
        person or no_text(),
        section or no_text(),
    )


def person_party(user_id: int, name: Bitext | None = None, section: Bitext | None = None) -> Party:
    return Party(f"person:{user_id}", user_id, no_text(), name or no_text(), section or no_text())


def household_party(user_id: int, household: str, convention: Convention) -> Party:
    """A household as somebody writes it; the same words with other spaces or in the other script are the same."""
    folded = hashlib.sha256(f"{convention.code} {names.fold(household)}".encode()).hexdigest()
    return Party(f"household:{folded[:40]}", user_id, Bitext.of(household))


def of_members(convention: Convention) -> Select[Membership, Bitext]:
    return (
        select(Membership, User.name)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.alliance_id == convention.alliance_id,
            Membership.state == MembershipState.ACTIVE,
        )
        .order_by(Membership.id)
    )


def residents(place: Place) -> Select[Any]:
    """The numbers of the grown people who are confirmed and live here."""
    return (
        select(User.id)
        .join(Place, Place.id == User.place_id)
        .where(
            Place.path.startswith(place.path, autoescape=True),
            User.level >= Level.L2,
            User.standing == Standing.ACTIVE,
            User.is_minor.is_(False),
        )
    )


def parties_of(convention: Convention, user: Any) -> list[Party]:
    """Whom this person may sign for: each shop or seat in the alliance; without one, the person."""
    if not getattr(user, "id", None):
        return []
    if convention.alliance_id is None:
        return [person_party(user.id, user.name)]
    mine = db.session.execute(of_members(convention).where(Membership.user_id == user.id))
    return [member_party(membership, name) for membership, name in mine]


def entitled(convention: Convention) -> list[Party]:
    """Everybody who is asked to sign, in one query."""
    if convention.alliance_id is not None:
        return [
            member_party(membership, name) for membership, name in db.session.execute(of_members(convention))
        ]
    from_here = (
        select(User.id, User.name, Place.name)
        .join(Place, Place.id == User.place_id)
        .where(User.id.in_(residents(convention.place)))
        .order_by(Place.id, User.id)
    )
    return [person_party(user_id, name, home) for user_id, name, home in db.session.execute(from_here)]


def signed_parties(version: Version, parties: Sequence[Party]) -> dict[str, Signature]:
    """Of these parties, those who have signed the version, by key; also what was withdrawn since."""
    found = select(Signature).where(
        Signature.version_id == version.id, Signature.party.in_([party.key for party in parties])
    )
    return {signature.party: signature for signature in db.session.scalars(found)}


def signatures_of(version: Version, user: Any) -> Sequence[Signature]:
    """All that this person has put under the version, first first."""
    if not getattr(user, "id", None):
        return []
    found = select(Signature).where(Signature.version_id == version.id, Signature.user_id == user.id)
    return db.session.scalars(found.order_by(Signature.id)).all()


def not_signed(convention: Convention, version: Version) -> list[Party]:
    """Who is asked and has not signed, in two queries. Who withdrew is asked no more."""
    done = set(db.session.scalars(select(Signature.party).where(Signature.version_id == version.id)))
    return [party for party in entitled(convention) if party.key not in done]


def signed_before(version: Version, user: Any) -> Signature | None:
    """The person's newest signature under an older version that still stands: "you signed version 2"."""
    if not getattr(user, "id", None):
        return None
    found = (
        select(Signature)
        .join(Version, Version.id == Signature.version_id)
        .where(
            Signature.convention_id == version.convention_id,
            Signature.user_id == user.id,
            Signature.withdrawn_at.is_(None),
            Version.number < version.number,
        )
        .options(contains_eager(Signature.version))
        .order_by(Version.number.desc(), Signature.id.desc())
    )
    return db.session.scalar(found.limit(1))


def entry_of(signature: Signature) -> ChainEntry | None:
    """Its place in the chain."""
    found = select(ChainEntry).where(ChainEntry.signature_id == signature.id)
    return db.session.scalar(found.order_by(ChainEntry.number).limit(1))
