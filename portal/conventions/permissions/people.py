"""Who somebody is to a convention: one of those it concerns, its drafters, its officers, the street."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.accounts.models import Role
from portal.accounts.queries import holds
from portal.alliances.models import Alliance, Office
from portal.alliances.queries import LEADING, is_member, leads, listed_in, resting_until
from portal.conventions.models import Convention, GroupMember, Observation, Remark, Signature
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.core.permissions import Rule, rule
from portal.places.models import Place

TABLED = (Remark, Observation, Signature)

OFFICERS = (*LEADING, Office.SUPERVISOR)
STAFF = (Role.EDITOR, Role.COMMUNITY_WORKER)
REVIEWERS = (Role.REVIEWER, Role.LEGAL_REVIEWER, Role.COMMUNITY_WORKER)
STREET = (Role.REVIEWER, Role.LEGAL_REVIEWER)
READERS = (*REVIEWERS, Role.EDITOR, Role.ISSUER, Role.AUDITOR)


def alliance_of(thing: Any) -> int | None:
    return thing.id if isinstance(thing, Alliance) else getattr(thing, "alliance_id", None)


def place_path(thing: Any) -> str:
    return str(thing.path if isinstance(thing, Place) else thing.place.path)


def leads_here(actor: Any, thing: Any) -> bool:
    """An officer of the alliance; where there is no alliance, the place's own staff."""
    alliance_id = alliance_of(thing)
    if alliance_id is not None:
        return leads(actor, alliance_id, OFFICERS)
    return holds(actor, STAFF, place_path(thing))


def belongs_here(actor: Any, thing: Any) -> bool:
    """A member of the alliance; where there is none, somebody who lives in the place."""
    alliance_id = alliance_of(thing)
    if alliance_id is not None:
        return is_member(actor, alliance_id)
    home = db.session.get(Place, actor.place_id) if getattr(actor, "place_id", None) else None
    return home is not None and home.path.startswith(place_path(thing))


def reads_here(actor: Any, thing: Any) -> bool:
    """Who belongs or leads here, and who is suspended: what binds them they may always read."""
    alliance_id = alliance_of(thing)
    listed = alliance_id is not None and alliance_id in listed_in(actor)
    return listed or belongs_here(actor, thing) or leads_here(actor, thing)


class Concerned(Rule):
    """Members, or people who live here. Whose membership is suspended is told until when, and what stays."""

    rests = _l(
        "Your membership is suspended until %(day)s. Until then you can read everything, and what you have signed stays signed; signing, proposing and appraising have to wait."
    )

    def __init__(self) -> None:
        super().__init__(
            self.is_concerned, _l("Only members of the alliance, or people who live here, can do this.")
        )

    def is_concerned(self, actor: Any, thing: Any) -> bool:
        thing = of(thing)
        return belongs_here(actor, thing) or leads_here(actor, thing)

    def why_not(self, actor: Any, thing: Any) -> str | None:
        if self(actor, thing):
            return None
        convention = of(thing)
        if convention.alliance is None:
            return str(
                _(
                    "Only people who live in “%(place)s” can do this. If you do, have the community's staff confirm it.",
                    place=convention.place.name,
                )
            )
        if until := resting_until(actor, convention.alliance.id):
            return str(self.rests) % {"day": dates.date(until)}
        return str(
            _(
                "Only members of “%(alliance)s” can do this. You can ask to join on its page.",
                alliance=convention.alliance.name,
            )
        )

    def sentences(self) -> list[str]:
        return [str(self.because), str(self.rests)]


concerned = Concerned()


@rule(_l("Only members of the alliance can begin a convention; where there is none, the community's staff."))
def may_begin(actor: Any, owner: Any) -> bool:
    return leads_here(actor, owner) or (isinstance(owner, Alliance) and belongs_here(actor, owner))


def of(thing: Any) -> Convention:
    """The convention a record belongs to, or the convention itself."""
    found: Convention = thing.convention if isinstance(thing, TABLED) else thing
    return found


def in_group(actor: Any, convention: Convention) -> bool:
    found = select(GroupMember.id).where(
        GroupMember.convention_id == convention.id, GroupMember.user_id == actor.id
    )
    return db.session.scalar(found.limit(1)) is not None


@rule(
    _l("Only those who draft this convention can do this: its author, the drafting group and the officers.")
)
def drafter(actor: Any, thing: Any) -> bool:
    convention = of(thing)
    return (
        bool(actor.id == convention.drafted_by)
        or leads_here(actor, convention)
        or in_group(actor, convention)
    )


@rule(_l("Only a reviewer of the street or community can do this."))
def reviewer(actor: Any, convention: Convention) -> bool:
    return holds(actor, REVIEWERS, convention.place.path)


@rule(_l("Only a reviewer of the street can do this."))
def street(actor: Any, thing: Any) -> bool:
    return holds(actor, STREET, of(thing).place.path)


@rule(_l("Only the alliance's officers or the community's staff can do this."))
def publisher(actor: Any, convention: Convention) -> bool:
    return leads_here(actor, convention) or holds(
        actor, (Role.COMMUNITY_WORKER, Role.ISSUER), convention.place.path
    )
