"""Whose week it is: shops and members by name, or a whole section of the alliance with its leader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.alliances.models import Alliance, AllianceSection, Membership, OfficeTerm
from portal.alliances.queries import sections_of
from portal.alliances.queries.belonging import holding_now
from portal.alliances.states import MembershipState, Office
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _
from portal.duty import rules
from portal.duty.models import Rota, Turn, Week
from portal.duty.states import RotaState

LEADS = (OfficeTerm.office == Office.GROUP_LEAD, OfficeTerm.section_id.is_not(None))


def own_weeks(viewer: Any) -> ColumnElement[bool]:
    """The weeks in which the viewer is on duty: by name, as a member of the section, or as its leader."""
    if not getattr(viewer, "id", None):
        return false()
    mine = (Membership.user_id == viewer.id, Membership.state == MembershipState.ACTIVE)
    by_name = select(Turn.week_id).join(Membership, Membership.id == Turn.membership_id).where(*mine)
    section = select(Membership.section_id).where(*mine, Membership.section_id.is_not(None))
    led = select(OfficeTerm.section_id).where(OfficeTerm.user_id == viewer.id, holding_now(), *LEADS)
    return or_(Week.id.in_(by_name), Week.section_id.in_(section), Week.section_id.in_(led))


def on_duty(viewer: Any) -> Select[int]:
    """The alliances for which the viewer, who is signed in, is on duty this week."""
    return (
        select(Rota.alliance_id)
        .join(Week, Week.rota_id == Rota.id)
        .where(
            Rota.state == RotaState.PUBLISHED,
            Week.starts_on == rules.monday_of(clock.today()),
            own_weeks(viewer),
        )
    )


def duty_of(viewer: Any) -> frozenset[int]:
    """Their numbers."""
    return frozenset(db.session.scalars(on_duty(viewer))) if getattr(viewer, "id", None) else frozenset()


def weeks_ahead(viewer: Any, limit: int = 5) -> Sequence[Week]:
    """The viewer's own weeks that are running or still to come."""
    found = (
        select(Week)
        .join(Week.rota)
        .where(
            Rota.state == RotaState.PUBLISHED,
            Week.starts_on >= rules.monday_of(clock.today()),
            own_weeks(viewer),
        )
        .options(joinedload(Week.rota).joinedload(Rota.alliance), joinedload(Week.section))
    )
    return db.session.scalars(found.order_by(Week.starts_on).limit(limit)).all()


def own_weeks_in(rota: Rota, viewer: Any) -> frozenset[int]:
    found = select(Week.id).where(Week.rota_id == rota.id, own_weeks(viewer))
    return frozenset(db.session.scalars(found))


def people_in(weeks: Sequence[Week]) -> set[int]:
    """Everybody who is on duty in one of these weeks."""
    sections = {week.section_id for week in weeks if week.section_id is not None}
    by_name = (
        select(Membership.user_id)
        .join(Turn, Turn.membership_id == Membership.id)
        .where(Turn.week_id.in_([week.id for week in weeks]))
    )
    people = set(db.session.scalars(by_name))
    if sections:
        people |= set(db.session.scalars(select(OfficeTerm.user_id).where(*_leading(sections))))
        people |= {member.user_id for member in in_sections(sections)}
    return people


def in_sections(section_ids: set[int]) -> Sequence[Membership]:
    """The active members of these sections, today."""
    found = select(Membership).where(
        Membership.section_id.in_(section_ids), Membership.state == MembershipState.ACTIVE
    )
    return db.session.scalars(found.order_by(Membership.id)).all()


def _leading(section_ids: set[int]) -> tuple[ColumnElement[bool], ...]:
    return (OfficeTerm.section_id.in_(section_ids), holding_now(), *LEADS)


def group_names(weeks: Sequence[Week]) -> dict[int, str]:
    """For each week that is given to a section: its name, with the leader, whose name is public."""
    sections = {week.section_id for week in weeks if week.section_id is not None}
    if not sections:
        return {}
    found = (
        select(OfficeTerm.section_id, User.name)
        .join(User, User.id == OfficeTerm.user_id)
        .where(*_leading(sections))
        .order_by(OfficeTerm.id)
    )
    leaders = {section: name for section, name in db.session.execute(found)}
    return {
        week.id: str(
            _("%(section)s, led by %(person)s", section=week.section.name, person=leaders[week.section_id])
            if week.section_id in leaders
            else week.section.name
        )
        for week in weeks
        if week.section is not None
    }


def sections_in_turn(alliance: Alliance) -> list[AllianceSection]:
    """Sections with somebody in them; the one that has been free for longest comes first."""
    last = (
        select(Week.section_id, func.max(Week.starts_on))
        .join(Rota, Rota.id == Week.rota_id)
        .where(Rota.alliance_id == alliance.id, Rota.state == RotaState.PUBLISHED)
        .group_by(Week.section_id)
    )
    days = {section: day for section, day in db.session.execute(last)}
    sections = sections_of(alliance.id)
    peopled = {member.section_id for member in in_sections({section.id for section in sections})}
    there = [section for section in sections if section.id in peopled]
    return sorted(there, key=lambda section: (days.get(section.id) or date.min, section.id))


def weeks_of_section(section_id: int) -> Sequence[Week]:
    return db.session.scalars(select(Week).where(Week.section_id == section_id).order_by(Week.id)).all()
