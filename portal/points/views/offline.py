"""The counter's list of what was handed out without a network."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.permissions import require
from portal.points.forms.counter import OfflineForm
from portal.points.queries import offline as queries
from portal.points.rules.offline import Noted, noted_lines
from portal.points.services import offline, pins, redemption
from portal.points.states.vouchers import OUTCOME_LABELS, Outcome
from portal.points.views import bp


@bp.route("/counter/list", methods=["GET", "POST"])
def offline_form() -> ResponseReturnValue:
    require(current_user, "points.hand_in_list", None)
    form = OfflineForm.received()
    asked = pins.needs_pin(current_user)
    if form.sent:
        with form.refusals():
            lines = noted_lines(form.data["numbers"])
            if asked:
                redemption.count_guess(current_user)
            count_unknown(lines)
            sent = offline.hand_in(lines, pin=form.data["password"] or "", actor=current_user)
            return redirect(url_for(".offline_list", code=sent.code))
    return (
        render_template(
            "points/offline.html", form=form, asked=asked, sent=queries.lists_sent(current_user.id)
        ),
        form.status,
    )


def count_unknown(lines: list[Noted]) -> None:
    """A list is no way around the brake on guessing: each number that nobody holds is one guess."""
    numbers = {line.number for line in lines if line.number}
    for _number in sorted(numbers - set(queries.vouchers_by_number(numbers))):
        redemption.count_guess(current_user)


@bp.get("/counter/list/<code>")
def offline_list(code: str) -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    sent = queries.get_list(code, current_user)
    redeemed = sum(line.outcome is Outcome.REDEEMED for line in sent.lines)
    return render_template(
        "points/offline_list.html", sent=sent, redeemed=redeemed, words=OUTCOME_LABELS, outcomes=Outcome
    )
