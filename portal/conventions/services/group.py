"""拟定草案: a named group drafts; delegates and legal counsel are heard on the draft."""

from __future__ import annotations

from collections import Counter
from datetime import date

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Convention, GroupMember, HearingRemark, no_text
from portal.conventions.rules.ways import way_of
from portal.conventions.services.moving import freeze, hold, moved, tell, working_version
from portal.conventions.states import CAPACITY_LABELS, LIFE, Capacity, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.types import written

MOST_IN_GROUP = 30


@guarded("conventions.name_group")
def add_to_group(
    convention: Convention, *, name: str, capacity: Capacity, actor: User, person: User | None = None
) -> GroupMember:
    """Name somebody of the drafting group; with an account they can work on the text."""
    group = queries.group_of(convention)
    if len(group) >= MOST_IN_GROUP:
        raise Refused(_("A drafting group has at most %(most)s members.", most=MOST_IN_GROUP))
    if person is not None and any(m.user_id == person.id and m.capacity is capacity for m in group):
        raise Refused(_("This person is in the group already."))
    if person is None and not name.strip():
        raise Refused(_("Please give a name."))
    member = GroupMember(
        convention_id=convention.id,
        user_id=person.id if person else None,
        name=person.name if person else Bitext.name(name.strip()),
        capacity=capacity,
        added_by=actor.id,
    )
    db.session.add(member)
    db.session.flush()  # the next one asks who is in the group
    if person is not None and person.id != actor.id:
        tell(
            convention,
            N_("You are in the drafting group of “%(title)s”."),
            f"group:{person.id}",
            "/group",
            (person.id,),
        )
    return member


@guarded("conventions.name_group")
def take_from_group(convention: Convention, *, member_id: int, actor: User) -> None:
    member = queries.get_group_member(convention, member_id)
    db.session.delete(member)


def lacking(convention: Convention) -> dict[Capacity, int]:
    """Whom the group still lacks by the rule of its kind. Not guarded: asks only."""
    group = Counter(member.capacity for member in queries.group_of(convention))
    return way_of(convention.kind).missing_from(group)


@guarded("conventions.begin_drafting")
def begin_drafting(convention: Convention, *, actor: User, reason: str = "") -> None:
    """The named group takes the text over. Whom it lacks by the rule must be explained, and stays visible."""
    hold(convention)
    way, missing = way_of(convention.kind), lacking(convention)
    if way.group and missing and not reason.strip():
        who = _(", ").join(str(CAPACITY_LABELS[capacity]) for capacity in missing)
        raise Refused(_("The drafting group lacks: %(who)s. Name them, or give the reason why not.", who=who))
    LIFE.move(convention, "begin_drafting", actor=actor, reason=reason)
    convention.group_reason = Bitext.of(reason.strip()) if missing else no_text()
    working_version(convention, actor=actor)
    moved(convention, actor=actor)


@guarded("conventions.open_hearing")
def open_hearing(convention: Convention, *, actor: User) -> None:
    """Those who are heard speak about exactly this text, so it is fixed."""
    version = hold(convention)
    LIFE.move(convention, "open_hearing", actor=actor)
    freeze(version)
    moved(convention, actor=actor)


@guarded("conventions.record_hearing")
def record_hearing(
    convention: Convention,
    *,
    name: str,
    capacity: Capacity,
    text: str,
    actor: User,
    heard_on: date | None = None,
    clause_key: str = "",
    answer: str = "",
) -> HearingRemark:
    """What one person who was heard said, and what the group makes of it."""
    if not name.strip() or not text.strip():
        raise Refused(_("Please say who was heard and what they said."))
    day = heard_on or clock.today()
    if day > clock.today():
        raise Refused(_("The hearing cannot lie in the future."))
    version = hold(convention)
    if clause_key:
        queries.get_clause(version, clause_key)
    remark = HearingRemark(
        convention=convention,
        version=version,
        heard_on=day,
        name=Bitext.name(name.strip()),
        capacity=capacity,
        clause_key=clause_key,
        text=text,
        answer=written(answer),
        written_by=actor.id,
    )
    db.session.add(remark)
    return remark


def unheard(convention: Convention) -> list[Capacity]:
    """Who must have been heard by the rule of the kind and was not. Not guarded: asks only."""
    way = way_of(convention.kind)
    if State.INTERNAL_HEARING not in way.stops:
        return []
    heard = {remark.capacity for remark in queries.hearing_of(convention)}
    return [capacity for capacity in way.heard if capacity not in heard]
