"""Planning the weeks: proposed in turn, edited, published, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, or_, select

from portal.accounts.models import User
from portal.alliances.models import Alliance, AllianceSection, Membership
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.duty import queries, rules
from portal.duty.models import Rota, Swap, Turn, Week
from portal.duty.services.telling import day_words, tell_of_rota
from portal.duty.states import ROTA, RotaState
from portal.events.duty import RotaPublished

MOST_WEEKS = 53


@guarded("duty.plan")
def propose(
    alliance: Alliance,
    *,
    first_on: date,
    weeks: int,
    each: int = 1,
    by_section: bool = False,
    actor: User,
) -> Rota:
    """A proposal in which everybody has a turn before anybody has two; the longest free come first.

    `by_section`: each week is given to a whole section.
    """
    members = queries.in_turn(alliance)
    sections = queries.sections_in_turn(alliance) if by_section else []
    monday = rules.monday_of(first_on)
    if not members:
        raise Refused(_("This alliance has no members who could be on duty."))
    if by_section and not sections:
        raise Refused(_("This alliance has no section with members in it."))
    if not 1 <= weeks <= MOST_WEEKS or each < 1:
        raise Refused(_("A rota has one to %(most)s weeks.", most=MOST_WEEKS))
    if monday < rules.monday_of(clock.today()):
        raise Refused(_("These weeks are over already. Please choose a later day."))
    rota = Rota(alliance=alliance, first_on=monday, weeks=weeks, made_by=actor.id)
    db.session.add(rota)
    groups = rules.round_robin([member.id for member in members], weeks, 0 if sections else each)
    for number, group in enumerate(groups, 1):
        week = Week(
            rota=rota,
            number=number,
            starts_on=monday + rules.A_WEEK * (number - 1),
            section=sections[(number - 1) % len(sections)] if sections else None,
        )
        db.session.add(week)
        db.session.add_all(Turn(week=week, membership_id=member_id) for member_id in group)
    db.session.flush()  # its address is shown next
    return rota


@guarded("duty.edit_rota")
def set_week(
    week: Week,
    *,
    members: Sequence[Membership],
    section: AllianceSection | None = None,
    note: Bitext | str = "",
    actor: User,
) -> None:
    """Who is on duty in this week instead: members by name, a whole section, or both. In a published rota those
    who come and go are told.
    """
    rota = week.rota
    hold_row(rota)
    if rota.state is RotaState.WITHDRAWN:
        raise Refused(_("This rota has been withdrawn."))
    if week.ends_on < clock.today():
        raise Refused(_("This week is over; what was stays as it was."))
    if not members and section is None:
        raise Refused(_("Please choose at least one for this week."))
    bodies = {member.alliance_id for member in members} | ({section.alliance_id} if section else set())
    if bodies != {rota.alliance_id}:
        raise Refused(_("Only members of this alliance can be on duty."))
    were = queries.people_in([week])
    before = {turn.membership_id for turn in queries.on_duty(week)}
    after = {member.id for member in members}
    gone = before - after
    _forget_swaps(week, gone)
    leaving = delete(Turn).where(Turn.week_id == week.id, Turn.membership_id.in_(gone))
    db.session.execute(leaving.execution_options(synchronize_session="fetch"))
    db.session.add_all(Turn(week_id=week.id, membership_id=i) for i in after - before)
    week.section = section
    week.note = Bitext.of(note) if isinstance(note, str) else note
    _changed(rota)
    if rota.state is RotaState.PUBLISHED:
        db.session.flush()  # who is on duty is read anew
        touched = were ^ queries.people_in([week])
        tell_of_rota(
            rota,
            N_("The rota of “%(alliance)s” has changed for the week from %(day)s."),
            f"week:{week.number}:{rota.sequence}",
            touched - {actor.id},
            day=day_words(week.starts_on),
        )


def _forget_swaps(week: Week, gone: set[int]) -> None:
    """Questions about a turn that is taken away go with it; that they were asked stands in the audit."""
    turns = select(Turn.id).where(Turn.week_id == week.id, Turn.membership_id.in_(gone))
    about = or_(Swap.turn_id.in_(turns), Swap.other_id.in_(turns))
    db.session.execute(delete(Swap).where(about).execution_options(synchronize_session="fetch"))


@guarded("duty.publish_rota")
def publish(rota: Rota, *, actor: User) -> None:
    """Hang it up: everybody on it is told. Each week of an alliance stands in one published rota only."""
    hold_row(rota.alliance, "state")  # two who publish at once come one after the other
    hold_row(rota, "state")
    if other := queries.overlapping(rota):
        raise Refused(
            _(
                "Some of these weeks stand in the rota from %(day)s already. Please withdraw it first.",
                day=day_words(other.first_on),
            )
        )
    ROTA.move(rota, "publish", actor=actor)
    rota.published_at = clock.now()
    _changed(rota)
    people = queries.people_in(queries.weeks_of(rota))
    tell_of_rota(
        rota,
        N_("The duty rota of “%(alliance)s” from %(day)s is there. Look when it is your turn."),
        "published",
        people - {actor.id},
        day=day_words(rota.first_on),
    )
    announce(RotaPublished(rota_id=rota.id, alliance_id=rota.alliance_id))


@guarded("duty.withdraw_rota")
def withdraw(rota: Rota, *, actor: User) -> None:
    """Nobody is on duty by it any more; of a published one everybody is told."""
    hold_row(rota, "state")
    published = rota.state is RotaState.PUBLISHED
    ROTA.move(rota, "withdraw", actor=actor)
    _changed(rota)
    if published:
        people = queries.people_in(queries.weeks_of(rota))
        tell_of_rota(
            rota,
            N_("The duty rota of “%(alliance)s” from %(day)s has been withdrawn."),
            "withdrawn",
            people - {actor.id},
            day=day_words(rota.first_on),
        )


def _changed(rota: Rota) -> None:
    rota.sequence, rota.changed_at = rota.sequence + 1, clock.now()
