"""Answering opinions, one by one or several at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.answering import AnswerForm
from portal.consultations.queries import matters, opinions
from portal.consultations.queries.opinions import Wanted
from portal.consultations.services import answering as services
from portal.consultations.states import Channel, Stance
from portal.consultations.views import bp
from portal.consultations.views.reading import asked
from portal.core.i18n import _n
from portal.core.permissions import require

AT_ONCE = 50
FILTERS = ("stance", "option", "channel", "answered", "by")
ANSWERED = {"no": False, "yes": True}


@bp.route("/<code>/answers", methods=["GET", "POST"])
def answers(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.answer", consultation)
    form = AnswerForm.received(data={"unit": consultation.organiser.original[:80]})
    if form.sent:
        with form.refusals():
            chosen = opinions.numbered(consultation, form.opinions.data or ())
            services.answer(
                consultation,
                opinions=chosen,
                disposition=form.decided,
                reason=form.reason.data or "",
                unit=form.unit.data or "",
                title=form.title.data or "",
                actor=current_user,
            )
            count = len(chosen)
            flash(_n("%(num)d opinion is answered.", "%(num)d opinions are answered.", count), "done")
            kept: dict[str, Any] = {name: request.args[name] for name in FILTERS if name in request.args}
            return redirect(url_for(".answers", code=code, **kept))
    want = Wanted(
        stance=asked(Stance, "stance"),
        option=request.args.get("option", "")[:4],
        channel=asked(Channel, "channel"),
        answered=ANSWERED.get(request.args.get("answered", "no")),
        most_supported=request.args.get("by") == "support",
    )
    page = opinions.page_of(consultation, want, current_user, size=AT_ONCE)
    return render_template(
        "consultations/answers.html", consultation=consultation, form=form, page=page, want=want
    ), form.status
