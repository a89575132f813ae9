"""For whom people sign: a shop, a seat, a household, or themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Level, Standing, User
from portal.accounts.rules import names
from portal.alliances.models import AllianceSection, MemberSeat, Membership
from portal.alliances.queries import belonging
from portal.alliances.queries.belonging import seated_now
from portal.alliances.states import BELONGING
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
    membership: Membership, user_id: int, person: Bitext, section: Bitext | None = None
) -> Party:
    return Party(f"member:{membership.id}", user_id, membership.shop, person, section or no_text())


def person_party(user_id: int, name: Bitext | None = None, section: Bitext | None = None) -> Party:
    return Party(f"person:{user_id}", user_id, no_text(), name or no_text(), section or no_text())


def household_party(user_id: int, household: str, convention: Convention) -> Party:
    """A household as somebody writes it; the same words with other spaces or in the other script are the same."""
    folded = hashlib.sha256(f"{convention.code} {names.fold(household)}".encode()).hexdigest()
    return Party(f"household:{folded[:40]}", user_id, Bitext.of(household))


def of_alliance(alliance_id: int) -> list[Party]:
    """Each member of an alliance with who signs for it: its signing seat, else the person who answers for it."""
    seat = (
        select(MemberSeat.membership_id, MemberSeat.user_id)
        .where(MemberSeat.may_sign, seated_now())
        .subquery()
    )
    found = (
        select(Membership, User.id, User.name, AllianceSection.name)
        .outerjoin(seat, seat.c.membership_id == Membership.id)
        .join(User, User.id == func.coalesce(seat.c.user_id, Membership.user_id))
        .outerjoin(AllianceSection, AllianceSection.id == Membership.section_id)
        .where(Membership.alliance_id == alliance_id, Membership.state.in_(BELONGING))
        .order_by(Membership.section_id, Membership.id)
    )
    by_key: dict[int, Party] = {}
    for membership, user_id, name, section in db.session.execute(found):
        by_key.setdefault(membership.id, member_party(membership, user_id, name, section))
    return list(by_key.values())


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
    """Whom this person may sign for: each member of the alliance it answers for or holds the signing seat of;
    where there is no alliance, the person."""
    if not getattr(user, "id", None):
        return []
    if convention.alliance_id is None:
        return [person_party(user.id, user.name)]
    mine = belonging.parties_of(user.id, convention.alliance_id)
    return [member_party(membership, user.id, user.name) for membership in mine]


def entitled(convention: Convention) -> list[Party]:
    """Everybody who is asked to sign, in one query."""
    if convention.alliance_id is not None:
        return of_alliance(convention.alliance_id)
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
