"""Who may draft, comment, vote, publish and sign, and the sentence when not."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.permissions import adult, at_least
from portal.accounts.queries import holds
from portal.alliances.models import Alliance, Office
from portal.alliances.queries import LEADING, is_member, leads
from portal.conventions.models import Convention, Signature
from portal.conventions.states import State
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in
from portal.places.models import Place

OFFICERS = (*LEADING, Office.SUPERVISOR)
STAFF = (Role.EDITOR, Role.COMMUNITY_WORKER)
REVIEWERS = (Role.REVIEWER, Role.LEGAL_REVIEWER, Role.COMMUNITY_WORKER)
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


def in_state(because: Any, *states: State) -> Rule:
    return Rule(lambda _actor, thing: thing.state in states, because)


@rule(_l("Only members of the alliance, or people who live here, can do this."))
def concerned(actor: Any, thing: Any) -> bool:
    return belongs_here(actor, thing) or leads_here(actor, thing)


@rule(_l("Only members of the alliance can begin a convention; where there is none, the community's staff."))
def may_begin(actor: Any, owner: Any) -> bool:
    return leads_here(actor, owner) or (isinstance(owner, Alliance) and belongs_here(actor, owner))


@rule(_l("Only those who draft this convention can do this: its author and the alliance's officers."))
def drafter(actor: Any, convention: Convention) -> bool:
    return bool(actor.id == convention.drafted_by) or leads_here(actor, convention)


@rule(_l("Only a reviewer of the street or community can do this."))
def reviewer(actor: Any, convention: Convention) -> bool:
    return holds(actor, REVIEWERS, convention.place.path)


@rule(_l("Only the alliance's officers or the community's staff can do this."))
def publisher(actor: Any, convention: Convention) -> bool:
    return leads_here(actor, convention) or holds(
        actor, (Role.COMMUNITY_WORKER, Role.ISSUER), convention.place.path
    )


@rule(_l("The comment period is not running."))
def comment_running(_actor: Any, convention: Convention) -> bool:
    return convention.is_open_for_comment(clock.now())


@rule(_l("The comment period has to be over first."))
def comment_over(_actor: Any, convention: Convention) -> bool:
    until = convention.comment_until
    return until is not None and until <= clock.now()


@rule(_l("This convention is not open for signing now."))
def signing_open(_actor: Any, convention: Convention) -> bool:
    return convention.is_open_for_signing(clock.now())


@rule(_l("Only the person who signed can do this."))
def signatory(actor: Any, signature: Signature) -> bool:
    return bool(actor.id == signature.user_id)


drafting = in_state(
    _l("The text is fixed now; it can only be changed while it is being drafted."), State.DRAFTING
)
answering = in_state(
    _l("Comments are answered while the text is out for comment or back in drafting."),
    State.COMMENT,
    State.DRAFTING,
)

PERMISSIONS: dict[str, Rule] = {
    "conventions.draft": signed_in & at_least(Level.L2) & may_begin,
    "conventions.edit": signed_in & drafting & drafter,
    "conventions.override_lint": signed_in & drafting & reviewer & another_person_than("drafted_by"),
    "conventions.submit": signed_in & drafting & drafter,
    "conventions.open_comment": signed_in & drafting & reviewer & another_person_than("drafted_by"),
    "conventions.comment": signed_in & comment_running,
    "conventions.answer": signed_in & answering & drafter,
    "conventions.open_vote": signed_in & comment_over & publisher,
    "conventions.revise": signed_in & (drafter | reviewer),
    "conventions.publish": signed_in & publisher & another_person_than("drafted_by", "reviewed_by"),
    "conventions.open_signing": signed_in & publisher,
    "conventions.put_in_force": signed_in & publisher,
    "conventions.repeal": signed_in & publisher,
    "conventions.sign": signed_in & signing_open & at_least(Level.L2) & adult & concerned,
    "conventions.withdraw": signed_in & signatory,
}
