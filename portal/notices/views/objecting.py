"""The one form in which anybody objects to what a notice or a board says, with its one brake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import limits
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.limits import Limit
from portal.notices.forms import ObjectionForm
from portal.notices.views import ROBOTS

OBJECTIONS = Limit(most=5, seconds=3600)


@dataclass(frozen=True, kw_only=True)
class Objectable:
    """What somebody objects to. `make(text=, contact=, actor=)` refuses, or returns the day by which the answer comes."""

    heading: str
    title: Any
    lead: str
    trail: tuple[tuple[Any, str], ...]
    back: str
    make: Callable[..., date]


def objection_page(what: Objectable) -> ResponseReturnValue:
    """Also without an account; the same person or address a few times an hour, whatever it is about."""
    form = ObjectionForm.received()
    if form.sent:
        with form.refusals():
            key = f"objection:{current_user.id if current_user.is_authenticated else request.remote_addr}"
            limits.check(key, OBJECTIONS)
            limits.count(key)
            due = what.make(text=form.text.data or "", contact=form.contact.data or "", actor=current_user)
            flash(
                _("Your objection has been received. The answer comes by %(day)s.", day=dates.date(due)),
                "done",
            )
            return redirect(what.back)
    answer = make_response(render_template("notices/object.html", what=what, form=form), form.status)
    answer.headers["X-Robots-Tag"] = ROBOTS
    return answer
