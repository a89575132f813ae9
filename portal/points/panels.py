"""My points on “My account”, and what waits on the control page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.core import clock
from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.core.permissions import can
from portal.points import notices
from portal.points.queries import balances, deductions, households, nicknames, partners, rulebook, shelf
from portal.points.states.deductions import CONTESTED, DeductionState

DEDUCTION_DUTIES = {
    DeductionState.FOUND: _l("Check the evidence and serve the notice"),
    DeductionState.SERVED: _l("Decide after the statement"),
    DeductionState.OBJECTED: _l("Answer an objection to a deduction"),
    DeductionState.REVIEWED: _l("Review a deduction"),
}


def mine(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    if not getattr(viewer, "is_authenticated", False):
        return None
    return {
        "purse": balances.purse(viewer.id),
        "vouchers": shelf.waiting_vouchers(viewer.id),
        "counter": can(viewer, "points.counter", None),
        "awards": can(viewer, "points.award", None),
        "control": can(viewer, "points.look_on", None),
        "households": can(viewer, "points.see_households", None),
    }


def control(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    if not can(viewer, "points.look_on", None):
        return None
    return {"drafts": rulebook.waiting_versions(), "disputed": shelf.disputed()}


def home(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """What can be had for points right now."""
    rewards = shelf.newest(3)
    return {"rewards": rewards} if rewards else None


def duties(viewer: Any) -> Iterator[Duty]:
    """Points to confirm, deductions, objections against a counter, rules to release, months to agree on."""
    if can(viewer, "points.award", None):
        proposed = rulebook.proposed_for(viewer)
        if proposed:
            yield Duty(
                what=_l("Confirm points that a colleague proposed"),
                path="/points/control/awards",
                count=proposed,
            )
        names = nicknames.waiting(viewer)
        if names:
            yield Duty(
                what=_l("Look at nicknames for public notices"), path="/points/control/nicknames", count=names
            )
    yield from about_deductions(viewer)
    if can(viewer, "points.see_households", None) and (waiting := households.waiting_count(viewer)):
        yield Duty(
            what=_l("Confirm households that a colleague has looked at"),
            path="/points/control/households",
            count=waiting,
        )
    if can(viewer, "points.look_on", None):
        yield from of_the_office(viewer)
    for partner, count in partners.to_agree(viewer):
        month = partners.month_before(clock.today().replace(day=1))
        yield Duty(
            what=_l("Look at last month's vouchers and confirm them"),
            title=partner.name,
            path=f"/points/partners/{partner.code}?month={month:%Y-%m}",
            count=count,
        )


def about_deductions(viewer: Any) -> Iterator[Duty]:
    for deduction in deductions.to_answer(viewer.id):
        yield Duty(
            what=_l("Read the notice about your points and say what you think of it"),
            title=deduction.version.title,
            path=f"/points/deductions/{deduction.code}",
            due=deduction.statement_until,
        )
    if can(viewer, "points.work_deductions", None):
        for deduction in deductions.for_me_to_do(viewer):
            yield Duty(
                what=DEDUCTION_DUTIES[deduction.state],
                title=deduction.version.title,
                path=f"/points/deductions/{deduction.code}",
                due=deduction.due_on() if deduction.state in CONTESTED else None,
            )


def of_the_office(viewer: Any) -> Iterator[Duty]:
    if can(viewer, "points.issue_quarter", None) and (quarter := notices.waiting_quarter()):
        yield Duty(
            what=_l("Issue the notice of the last quarter"),
            path=f"/points/deductions?quarter={quarter.isoformat()}",
        )
    drafts = [one for one in rulebook.waiting_versions() if can(viewer, "points.release_rule", one)]
    if drafts:
        yield Duty(what=_l("Release rules of the rule book"), path="/points/control", count=len(drafts))
    disputed = [one for one in shelf.disputed() if can(viewer, "points.judge", one)]
    if disputed:
        yield Duty(
            what=_l("Decide about objections of people who got nothing"),
            path="/points/control",
            count=len(disputed),
        )
    confirmed = [one for one, _month in partners.to_settle() if can(viewer, "points.settle", one)]
    if confirmed:
        yield Duty(
            what=_l("Settle the months that shops have confirmed"),
            path="/points/control",
            count=len(confirmed),
        )
