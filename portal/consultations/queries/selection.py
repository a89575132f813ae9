"""A panel by lot as people see it: the pool in numbers, the chances, who sits, who came after whom."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.ballots.rules.panel import number_of
from portal.consultations.models import Consultation, LotPanel, PanelCandidate, PanelQuota
from portal.consultations.services.panel_seats import drawn_numbers
from portal.consultations.states.lot_panels import CandidateState, PanelState
from portal.core import clock
from portal.core.audit import Damage
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.permissions import can


@dataclass(frozen=True)
class Share:
    """One value of a trait: how many are wanted, how many stand, how many sit."""

    quota: PanelQuota
    standing: int
    seated: int

    @property
    def is_met(self) -> bool:
        return self.quota.least <= self.seated <= self.quota.most


@dataclass(frozen=True)
class Member:
    """Somebody who sits, by number; a name only where they agreed to it."""

    number: int
    name: Bitext | str
    instead_of: int | None


@dataclass(frozen=True)
class PanelView:
    """The page of a panel."""

    panel: LotPanel
    people: Sequence[PanelCandidate]
    mine: PanelCandidate | None

    @property
    def categories(self) -> dict[str, list[Share]]:
        standing = Counter(self._values(self.people))
        seated = Counter(self._values(self.seated))
        found: dict[str, list[Share]] = {}
        for quota in self.panel.quotas:
            key = (quota.category.hans, quota.value.hans)
            found.setdefault(str(quota.category), []).append(Share(quota, standing[key], seated[key]))
        return found

    def _values(self, people: Sequence[PanelCandidate]) -> Iterator[tuple[str, str]]:
        names = list(dict.fromkeys(quota.category.hans for quota in self.panel.quotas))
        return (pair for one in people for pair in zip(names, one.traits, strict=True))

    @property
    def seated(self) -> list[PanelCandidate]:
        return [one for one in self.people if one.state is CandidateState.SEATED]

    @property
    def members(self) -> list[Member]:
        return [Member(one.number, shown_name(one), one.instead_of) for one in self.seated]

    @property
    def left(self) -> list[PanelCandidate]:
        gone = [one for one in self.people if one.left_at is not None]
        return sorted(gone, key=lambda one: (one.left_at, one.number))

    def came_after(self, number: int) -> int | None:
        return next((one.number for one in self.people if one.instead_of == number), None)

    @property
    def empty_seats(self) -> int:
        return self.panel.size - len(self.seated) if self.panel.state is PanelState.DRAWN else 0

    @property
    def drawn_line(self) -> list[int]:
        return sorted(drawn_numbers(self.panel))

    @property
    def line_number(self) -> int | None:
        return line_number(self.panel)

    @property
    def smallest(self) -> Fraction | None:
        return min(map(Fraction, self._chances), default=None)

    @property
    def largest(self) -> Fraction | None:
        return max(map(Fraction, self._chances), default=None)

    @property
    def _chances(self) -> Sequence[str]:
        return list(self.panel.published.chances.values()) if self.panel.published else []

    @property
    def my_chance(self) -> Fraction | None:
        if self.mine is None or self.panel.published is None:
            return None
        return self.panel.published.chance_of(self.mine.number)


def shown_name(one: PanelCandidate) -> Bitext | str:
    """Empty without consent."""
    if not one.named:
        return ""
    return one.user.name if one.user is not None else one.name


def line_number(panel: LotPanel) -> int | None:
    if panel.published is None or not panel.seed:
        return None
    return number_of(panel.published.list_hash, panel.published.panels.count("\n") + 1, panel.seed)


def get_panel(consultation: Consultation) -> LotPanel:
    found = select(LotPanel).where(LotPanel.consultation_id == consultation.id)
    panel = db.session.scalar(found.options(selectinload(LotPanel.quotas), joinedload(LotPanel.published)))
    if panel is None:
        raise NotFound(_("There is no panel by lot on this consultation."))
    return panel


def panel_view(consultation: Consultation, viewer: Any) -> PanelView:
    """Two queries, however many stand for it."""
    panel = get_panel(consultation)
    found = select(PanelCandidate).where(PanelCandidate.panel_id == panel.id)
    people = db.session.scalars(
        found.options(joinedload(PanelCandidate.user)).order_by(PanelCandidate.number)
    ).all()
    reader = getattr(viewer, "id", None)
    mine = next((one for one in people if reader is not None and one.user_id == reader), None)
    return PanelView(panel, people, mine)


def get_candidate(panel: LotPanel, number: int) -> PanelCandidate:
    found = select(PanelCandidate).where(PanelCandidate.panel_id == panel.id, PanelCandidate.number == number)
    one = db.session.scalar(found)
    if one is None:
        raise NotFound(_("This person was not found."))
    return one


def to_draw() -> list[LotPanel]:
    """Panels whose list is published and whose seed is known since today or longer. One query."""
    due = select(LotPanel).where(LotPanel.state == PanelState.LISTED, LotPanel.seed_on <= clock.today())
    found = db.session.scalars(due.options(joinedload(LotPanel.consultation)).order_by(LotPanel.seed_on))
    return list(found.all())


def here(viewer: Any, thing: Any) -> dict[str, Any] | None:
    """The way to the panel on the page of its consultation, or to setting one up."""
    panel = db.session.scalar(select(LotPanel).where(LotPanel.consultation_id == thing.id))
    sets = getattr(viewer, "is_authenticated", False) and can(viewer, "consultations.set_panel", thing)
    if panel is None and not (sets and thing.rule.sessions):
        return None
    return {"panel": panel, "consultation": thing}


def damaged() -> Iterator[Damage]:
    """Panels whose list is another than the published one, or in which others sit than were drawn."""
    drawn = select(LotPanel).where(LotPanel.state.in_((PanelState.LISTED, PanelState.DRAWN)))
    for panel in db.session.scalars(drawn.options(joinedload(LotPanel.published)).order_by(LotPanel.id)):
        published = panel.published
        if published is None or hashlib.sha256(published.panels.encode()).hexdigest() != published.list_hash:
            yield Damage("consultation_panel", panel.id, "the list was changed after it was published")
            continue
        first = select(PanelCandidate.number).where(
            PanelCandidate.panel_id == panel.id,
            PanelCandidate.seated_at.is_not(None),
            PanelCandidate.instead_of.is_(None),
        )
        if sorted(db.session.scalars(first)) != sorted(drawn_numbers(panel)):
            yield Damage("consultation_panel", panel.id, "others sit in it than the seed has drawn")
