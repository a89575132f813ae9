"""A panel drawn by lot: quotas, people who stand for it, the published list, the draw, who comes after whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.ballots.rules.panel import NoPanel, pool_of
from portal.consultations.models import Consultation
from portal.consultations.models.lot_panel import LotPanel, PanelCandidate, PanelQuota
from portal.consultations.rules.quotas import Wanted
from portal.consultations.services.listing import content_of, order_list
from portal.consultations.services.panel_seats import drawn_numbers, everybody, sit, tell
from portal.consultations.states.lot_panels import PANEL_LIFE, PanelState
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.services import guarded

LENGTH = 1000
MOST_SEATS = 100


def panel_of(consultation: Consultation) -> LotPanel | None:
    """Not guarded: changes nothing."""
    return db.session.scalar(select(LotPanel).where(LotPanel.consultation_id == consultation.id))


@guarded("consultations.set_panel")
def set_panel(
    consultation: Consultation,
    *,
    size: int,
    quotas: Sequence[Wanted],
    about: str,
    seed_source: str,
    seed_on: date,
    length: int = LENGTH,
    actor: User,
) -> LotPanel:
    """Say how large the panel is, what it must look like and which number, known to nobody yet, will draw it.

    While people stand for it only the numbers can be changed: what they said of themselves stays true.
    """
    panel = panel_of(consultation) or LotPanel(consultation=consultation, length=length)
    if panel.id is not None and panel.state is not PanelState.INVITING:
        raise Refused(_("The list is made already; open the pool again first."))
    if not 2 <= size <= MOST_SEATS:
        raise Refused(_("A panel has between 2 and %(most)s seats.", most=MOST_SEATS))
    if not quotas:
        raise Refused(_("Please give at least one trait with its quotas."))
    if seed_on <= clock.today():
        raise Refused(_("The seed has to be something that nobody can know when the list is published."))
    _refuse_impossible(size, quotas)
    asked = {(one.category, one.value) for one in quotas}
    if panel.id is not None and candidates_of(panel) and asked != _traits_of(panel):
        raise Refused(
            _("People stand for this panel already; only the numbers of its quotas can be changed.")
        )
    panel.size, panel.seed_on = size, seed_on
    panel.about, panel.seed_source = about.strip(), seed_source.strip()  # type: ignore[assignment]
    panel.quotas = []
    db.session.add(panel)
    db.session.flush()  # the old quotas go before the new ones take their places
    panel.quotas = [
        PanelQuota(position=n, category=one.category, value=one.value, least=one.least, most=one.most)
        for n, one in enumerate(quotas)
    ]
    db.session.flush()  # the audit line names it
    return panel


def _traits_of(panel: LotPanel) -> set[tuple[str, str]]:
    return {(one.category.original, one.value.original) for one in panel.quotas}


def _refuse_impossible(size: int, quotas: Sequence[Wanted]) -> None:
    for category in dict.fromkeys(one.category for one in quotas):
        held = [one for one in quotas if one.category == category]
        least, most = sum(one.least for one in held), sum(one.most for one in held)
        if not least <= size <= most:
            raise Refused(
                _(
                    "%(trait)s: the quotas allow %(least)s to %(most)s people, the panel has %(size)s.",
                    trait=category,
                    least=least,
                    most=most,
                    size=size,
                )
            )


def candidates_of(panel: LotPanel) -> int:
    """How many stand for it. Not guarded: changes nothing."""
    found = select(func.count(PanelCandidate.id)).where(PanelCandidate.panel_id == panel.id)
    return db.session.scalar(found) or 0


@guarded("consultations.join_panel")
def join(panel: LotPanel, *, traits: Sequence[str], named: bool, actor: User) -> PanelCandidate:
    """Stand for the panel. One person stands once."""
    mine = select(PanelCandidate.id).where(
        PanelCandidate.panel_id == panel.id, PanelCandidate.user_id == actor.id
    )
    if db.session.scalar(mine):
        raise Refused(_("You stand for this panel already."))
    return _stand(panel, PanelCandidate(user=actor, named=named), traits)


@guarded("consultations.enrol_for_panel")
def enrol(panel: LotPanel, *, name: str, traits: Sequence[str], named: bool, actor: User) -> PanelCandidate:
    """Type in somebody without an account, who has agreed on paper."""
    if not name.strip():
        raise Refused(_("Please write the name."))
    return _stand(panel, PanelCandidate(name=name.strip(), named=named), traits)


def _stand(panel: LotPanel, one: PanelCandidate, traits: Sequence[str]) -> PanelCandidate:
    categories = categories_of(panel)
    if len(traits) != len(categories) or any(
        trait not in {quota.value.hans for quota in held}
        for trait, held in zip(traits, categories.values(), strict=False)
    ):
        raise Refused(_("Please answer every question."))
    hold_row(panel)
    one.panel, one.number, one.traits = panel, panel.next_number, list(traits)
    panel.next_number += 1
    db.session.add(one)
    db.session.flush()  # the audit line names it
    return one


def categories_of(panel: LotPanel) -> dict[str, list[PanelQuota]]:
    """The traits with their values, in their order. Not guarded: changes nothing."""
    found: dict[str, list[PanelQuota]] = {}
    for quota in panel.quotas:
        found.setdefault(quota.category.hans, []).append(quota)
    return found


@guarded("consultations.close_pool")
def close_pool(panel: LotPanel, *, actor: User) -> None:
    """Nobody joins from now on; the worker makes the list. The seed must still lie ahead."""
    if panel.seed_on <= clock.today():
        raise Refused(_("The seed has to be something that nobody can know when the list is published."))
    if candidates_of(panel) < panel.size:
        raise Refused(_("Too few people stand for this panel: there are fewer than seats."))
    try:
        pool_of(content_of(panel))
    except NoPanel as error:
        raise Refused(
            _("The quotas cannot be met with those who stand: the table shows which are short.")
        ) from error
    PANEL_LIFE.move(panel, "close_pool", actor=actor)
    panel.listed_by = actor.id
    order_list(panel)


@guarded("consultations.close_pool")
def reopen_pool(panel: LotPanel, *, reason: str, actor: User) -> None:
    """Throw the published list away, for a reason that stays; its fingerprint stays with it."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    thrown = panel.published.list_hash[:16] if panel.published else ""
    PANEL_LIFE.move(panel, "reopen_pool", actor=actor, reason=f"{reason.strip()} ({thrown})")
    panel.published, panel.listed_at, panel.listed_by = None, None, None


@guarded("consultations.draw_panel")
def draw(panel: LotPanel, *, seed: str, actor: User) -> None:
    """Take the line of the list that the seed names. Everybody who stood is told."""
    if len(seed.strip()) < 4:
        raise Refused(
            _("Please give the seed: a number that nobody could know before, such as a lottery result.")
        )
    if clock.today() < panel.seed_on:
        raise Refused(_("The seed is not known yet: the list names its day."))
    PANEL_LIFE.move(panel, "draw_panel", actor=actor)
    panel.seed, panel.drawn_at = seed.strip(), clock.now()
    seated = drawn_numbers(panel)
    held = {one.number: one for one in everybody(panel)}
    for number in seated:
        sit(held[number])
    unlucky = [one.user_id for n, one in held.items() if n not in seated and one.user_id]
    tell(
        panel,
        unlucky,
        N_(
            "The panel on “%(title)s” is drawn. You do not sit in it now; if somebody leaves, you may be next."
        ),
        "not-drawn",
    )
