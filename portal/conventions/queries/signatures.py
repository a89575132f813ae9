from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import joinedload

from portal.accounts.models import Role
from portal.accounts.queries import holds
from portal.alliances.queries import areas, leads, voter_ids
from portal.ballots import queries as ballots
from portal.ballots.models import Ballot, Roll
from portal.ballots.rules import AdoptionRule
from portal.ballots.rules import Electorate as Electorates
from portal.ballots.services import Electorate, Units
from portal.conventions.models import Convention, Signature, Version
from portal.conventions.permissions import belongs_here, leads_here
from portal.conventions.queries.parties import residents
from portal.conventions.rules.ways import way_of
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, newest_first
from portal.places.models import Place


def signature_of(version: Version, user: Any) -> Signature | None:
    if not getattr(user, "id", None):
        return None
    found = select(Signature).where(Signature.version_id == version.id, Signature.user_id == user.id)
    return db.session.scalar(found.order_by(Signature.id.desc()).limit(1))


def latest_signature_of(convention: Convention, user: Any) -> Signature | None:
    """The person's newest signature under any version: "you signed version 2"."""
    if not getattr(user, "id", None):
        return None
    found = select(Signature).where(Signature.convention_id == convention.id, Signature.user_id == user.id)
    return db.session.scalar(
        found.options(joinedload(Signature.version)).order_by(Signature.id.desc()).limit(1)
    )


def get_own_signature(convention: Convention, code: str, user: Any) -> Signature:
    """One's own signature by its code; without one the newest."""
    found = (
        select(Signature)
        .where(
            Signature.convention_id == convention.id,
            Signature.user_id == getattr(user, "id", None),
            Signature.code == code if code else true(),
        )
        .options(joinedload(Signature.version))
    )
    signature = db.session.scalar(found.order_by(Signature.id.desc()).limit(1))
    if signature is None:
        raise NotFound(_("You have not signed this convention."))
    return signature


def own_signatures(convention: Convention, user: Any) -> Sequence[Signature]:
    """All that this person has signed of this convention, newest first."""
    found = select(Signature).where(Signature.convention_id == convention.id, Signature.user_id == user.id)
    return db.session.scalars(
        found.options(joinedload(Signature.version)).order_by(Signature.id.desc()).limit(50)
    ).all()


def may_see_evidence(viewer: Any, signature_id: int) -> bool:
    """Drawings and scans: the signatory, the officers and the auditors of the place."""
    signature = db.session.get(Signature, signature_id)
    if signature is None or not getattr(viewer, "id", None):
        return False
    convention = signature.convention
    return (
        viewer.id == signature.user_id
        or leads_here(viewer, convention)
        or holds(viewer, (Role.COMMUNITY_WORKER, Role.AUDITOR), convention.place.path)
    )


def get_signature(code: str) -> Signature:
    found = select(Signature).where(Signature.code == code).options(joinedload(Signature.version))
    signature = db.session.scalar(found)
    if signature is None:
        raise NotFound(_("This signature was not found."))
    return signature


def signatories_page(version: Version, *, size: int = 50) -> Page[Signature]:
    found = select(Signature).where(Signature.version_id == version.id, Signature.withdrawn_at.is_(None))
    return newest_first(found.options(joinedload(Signature.user)), Signature.id, size=size)


def signed_since(version: Version) -> int:
    """Counted from the rows, for `portal verify` and tests; pages use the convention's counter."""
    found = select(func.count(Signature.id)).where(
        Signature.version_id == version.id, Signature.withdrawn_at.is_(None)
    )
    return db.session.scalar(found) or 0


def residents_of(place: Place) -> Sequence[int]:
    return db.session.scalars(residents(place).order_by("id")).all()


def roll_of(convention: Convention) -> Roll | None:
    """The roll written down for this convention's votes, if it has lines."""
    roll = ballots.roll_about("convention", convention.id)
    return roll if roll is not None and roll.heads else None


def keeps_the_roll(viewer: Any, convention_id: int) -> bool:
    """The officers keep the roll where the members of their alliance vote; elsewhere officials do."""
    convention = db.session.get(Convention, convention_id)
    if convention is None or convention.alliance_id is None or not leads(viewer, convention.alliance_id):
        return False
    return ballots.adoption_rule(convention.rule_key).electorate is Electorates.MEMBERS


def rule_called(convention: Convention) -> AdoptionRule | None:
    """The rule as it was when the meeting was called; none where no meeting has been."""
    called = convention.called_rule if convention.notice_sent_at else None
    return AdoptionRule.from_json(called) if called else None


def rule_of(convention: Convention) -> AdoptionRule:
    """The rule its vote is held under, as it was when the vote was called; before that the rule of today."""
    ballot = db.session.get(Ballot, convention.ballot_id) if convention.ballot_id else None
    kept = ballot.adoption_rule if ballot else None
    return kept or ballots.adoption_rule(convention.rule_key)


def electorate(convention: Convention, rule: AdoptionRule) -> Electorate:
    """Who votes: those on the roll that was written down; without one the alliance's members (with their floor
    area where the rule weighs it), or the residents."""
    roll = roll_of(convention)
    if roll is not None:
        return Units(kind=roll.kind, lines=ballots.units_of_roll(roll))
    if convention.alliance_id is None:
        return residents_of(convention.place)
    return areas(convention.alliance_id) if rule.area else voter_ids(convention.alliance_id)


def needed(convention: Convention) -> int:
    """How many are asked to sign: the members, or those who live here and are confirmed."""
    if convention.alliance is not None:
        return convention.alliance.member_count
    return len(residents_of(convention.place))


def is_bound(convention: Convention, user: Any) -> bool:
    """Whether the text in force binds this person: by their name under exactly it, or because they belong here."""
    if not convention.holds:
        return False
    if not way_of(convention.kind).signs:
        return belongs_here(user, convention)
    found = (
        select(Signature.id)
        .join(Version, Version.id == Signature.version_id)
        .where(
            Signature.convention_id == convention.id,
            Signature.user_id == user.id,
            Signature.withdrawn_at.is_(None),
            Version.number == convention.in_force_no,
        )
    )
    return db.session.scalar(found.limit(1)) is not None
