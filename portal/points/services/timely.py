"""Whether a step about a deduction can be taken on this day, from where the matter stands."""

from __future__ import annotations

from datetime import date

from portal.core import clock
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import dates
from portal.points.models import Deduction
from portal.points.states.deductions import DEDUCTION_LIFE, DeductionState


def refuse_now(deduction: Deduction, name: str) -> None:
    """Says why a step is too early or too late, before anybody writes a word for it. Not guarded: it only looks."""
    if name == "state":
        _refuse_statement(deduction)
        return
    DEDUCTION_LIFE.refuse_elsewhere(deduction, name)
    if name == "post" and not (deduction.statement or _past(deduction.statement_until)):
        raise Refused(
            _(
                "The person may still make a statement until %(day)s.",
                day=dates.date(deduction.statement_until or clock.today()),
            )
        )
    if name == "object_to" and _past(deduction.objection_until):
        raise Refused(_("The time for an objection is over."))
    if name == "appeal" and _past(deduction.appeal_until):
        raise Refused(_("The time to ask for a review is over."))


def _refuse_statement(deduction: Deduction) -> None:
    if deduction.state is not DeductionState.SERVED or _past(deduction.statement_until):
        raise Refused(_("The time for a statement is over."))
    if deduction.statement:
        raise Refused(_("You have made your statement. It will be answered with the decision."))


def _past(last_day: date | None) -> bool:
    return last_day is not None and clock.today() > last_day
