"""Who still has to sign, and how far each street section is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select

from portal.alliances.models import Membership
from portal.alliances.states import BELONGING
from portal.conventions.models import Convention, Signature, SigningCampaign, Version
from portal.conventions.queries.parties import Party, entitled
from portal.conventions.states import State
from portal.core import clock
from portal.core.db import db
from portal.core.language import Bitext


@dataclass(frozen=True)
class Rate:
    """How many of a section have signed."""

    section: Bitext
    signed: int
    asked: int


def open_to_names(alliance_id: int) -> Convention | None:
    """The convention of an alliance that was opened for signing last, while names can still come under it."""
    found = select(Convention).where(
        Convention.alliance_id == alliance_id,
        Convention.signing_from.is_not(None),
        Convention.state != State.REPEALED,
        or_(Convention.state == State.SIGNING, Convention.in_force_no.is_not(None)),
    )
    return db.session.scalar(found.order_by(Convention.signing_from.desc(), Convention.id.desc()).limit(1))


def newest_campaign(convention: Convention) -> SigningCampaign | None:
    found = select(SigningCampaign).where(SigningCampaign.convention_id == convention.id)
    return db.session.scalar(found.order_by(SigningCampaign.id.desc()).limit(1))


def running_campaign(convention: Convention) -> SigningCampaign | None:
    campaign = newest_campaign(convention)
    return campaign if campaign and campaign.is_running(clock.now()) else None


def progress(convention: Convention, version: Version) -> tuple[list[Party], list[Rate]]:
    """(who has not signed, the rate of each section), in two queries however many there are."""
    signed = select(Signature.party, Signature.withdrawn_at).where(Signature.version_id == version.id)
    gone = {party: withdrawn for party, withdrawn in db.session.execute(signed)}
    everybody = entitled(convention)
    asked = Counter(str(party.section) for party in everybody)
    done = Counter(str(p.section) for p in everybody if p.key in gone and gone[p.key] is None)
    names = {str(party.section): party.section for party in everybody}
    rates = [Rate(section, done[name], asked[name]) for name, section in names.items()]
    return [party for party in everybody if party.key not in gone], rates


def signed_of_holding(user_id: int) -> tuple[int, int]:
    """Of the conventions that hold in the alliances of a person: how many there are, and under how many texts of now
    their name stands."""
    mine = select(Membership.alliance_id).where(
        Membership.user_id == user_id, Membership.state.in_(BELONGING), Membership.ended_on.is_(None)
    )
    name = (
        select(Signature.id)
        .join(Version, Version.id == Signature.version_id)
        .where(
            Signature.convention_id == Convention.id,
            Signature.user_id == user_id,
            Signature.withdrawn_at.is_(None),
            Version.number == Convention.in_force_no,
        )
    )
    found = select(func.count(Convention.id), func.count(case((name.exists(), 1)))).where(
        Convention.alliance_id.in_(mine),
        Convention.in_force_key.is_not(None),
        Convention.state != State.REPEALED,
    )
    holding, signed = db.session.execute(found).one()
    return holding, signed


def earlier_signers(convention: Convention, version: Version) -> dict[int, list[int]]:
    """Whose names stand under an older version and not under this one: people by the newest they signed."""
    standing = (
        select(Signature.user_id, Version.number)
        .join(Version, Version.id == Signature.version_id)
        .where(Signature.convention_id == convention.id, Signature.withdrawn_at.is_(None))
    )
    newest: dict[int, int] = {}
    for user_id, number in db.session.execute(standing):
        newest[user_id] = max(number, newest.get(user_id, 0))
    groups: dict[int, list[int]] = {}
    for user_id, number in sorted(newest.items()):
        if number < version.number:
            groups.setdefault(number, []).append(user_id)
    return groups


def with_a_term(last_day: date) -> Sequence[Convention]:
    """What holds and ends by this day."""
    found = select(Convention).where(
        Convention.in_force_no.is_not(None),
        Convention.state != State.REPEALED,
        Convention.expires_on.is_not(None),
        Convention.expires_on <= last_day,
    )
    return db.session.scalars(found.order_by(Convention.id)).all()
