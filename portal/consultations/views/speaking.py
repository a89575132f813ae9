"""Giving an opinion, changing it, seconding others', hiding what must not stand."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.speaking import ChangeForm, OpinionForm, RecordForm, ReplyForm
from portal.consultations.forms.stepping import ReasonForm
from portal.consultations.queries import matters, opinions, topics
from portal.consultations.services import replying
from portal.consultations.services import speaking as services
from portal.consultations.services.speaking import LONGEST
from portal.consultations.states import Stance
from portal.consultations.views import bp
from portal.consultations.views.reading import opinion_page
from portal.core.i18n import _
from portal.core.looking import looking
from portal.core.permissions import require


def to_opinion(code: str, number: int) -> ResponseReturnValue:
    return redirect(url_for(".opinion", code=code, number=number))


@bp.route("/<code>/opinion", methods=["GET", "POST"])
def give(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    form = OpinionForm.about(
        consultation,
        **{name: request.args.get(name, "")[:12] for name in ("option", "clause", "picture", "square")},
    )
    if form.is_submitted and not current_user.is_authenticated:
        # the same page again keeps what was typed on the device while the person signs in
        form.refused = _("Please sign in first; what you have written stays here.")
    elif form.sent:
        with form.refusals():
            given = services.give(
                consultation,
                stance=form.said,
                text=form.text.data or "",
                about=form.target(consultation),
                files=form.pictures.keep(current_user) if current_user.is_authenticated else (),
                actor=current_user,
            )
            flash(
                _("Thank you. Your opinion has No. %(number)s and will be answered.", number=given.number),
                "done",
            )
            return to_opinion(code, given.number)
    near = topics.near_opinions(consultation, form.text.data or "")
    return render_template(
        "consultations/give.html",
        consultation=consultation,
        form=form,
        near=near,
        pictures=opinions.pictures(consultation, current_user),
    ), form.status


@bp.post("/<code>/opinion/similar")
@looking
def similar_opinions(code: str) -> ResponseReturnValue:
    """Opinions that say nearly the same, while somebody types."""
    consultation = matters.get_consultation(code, current_user)
    text = request.form.get("text", "")[:LONGEST]
    near = topics.near_opinions(consultation, text)
    return render_template("consultations/_near_opinions.html", consultation=consultation, near=near)


@bp.post("/<code>/opinions/<int:number>/replies")
def reply(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    opinion = opinions.get_opinion(consultation, number)
    form = ReplyForm.received()
    if form.sent:
        with form.refusals():
            replying.reply(opinion, text=form.reply.data or "", actor=current_user)
            return redirect(url_for(".opinion", code=code, number=number, _anchor="replies"))
    return opinion_page(consultation, opinion, form), form.status


@bp.route("/<code>/record", methods=["GET", "POST"])
def record(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.record", consultation)
    form = RecordForm.about(consultation)
    if form.sent:
        with form.refusals():
            given = services.record(
                consultation,
                channel=form.came_by,
                stance=form.said,
                text=form.text.data or "",
                about=form.target(consultation),
                spoken_by=form.spoken_by.data or "",
                note=form.note.data or "",
                files=form.pictures.keep(current_user),
                actor=current_user,
            )
            flash(_("The opinion has been typed in as No. %(number)s.", number=given.number), "done")
            return redirect(url_for(".record", code=code))
    return render_template(
        "consultations/record.html",
        consultation=consultation,
        form=form,
        pictures=opinions.pictures(consultation, current_user),
    ), form.status


@bp.route("/<code>/opinions/<int:number>/edit", methods=["GET", "POST"])
def change(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    opinion = opinions.get_opinion(consultation, number)
    require(current_user, "consultations.change_opinion", opinion)
    form = ChangeForm.received(data={"stance": opinion.stance, "text": opinion.text.source})
    if form.sent:
        with form.refusals():
            services.change(
                opinion, stance=Stance(form.stance.data), text=form.text.data or "", actor=current_user
            )
            flash(_("Your opinion has been changed."), "done")
            return to_opinion(code, number)
    return render_template(
        "consultations/change.html", consultation=consultation, opinion=opinion, form=form
    ), form.status


@bp.post("/<code>/opinions/<int:number>/support")
def support(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    opinion = opinions.get_opinion(consultation, number)
    services.support(opinion, wanted=request.form.get("wanted") != "no", actor=current_user)
    if request.form.get("back") == "list":
        return redirect(url_for(".show", code=code, _anchor=f"opinion-{number}"))
    return to_opinion(code, number)


@bp.route("/<code>/opinions/<int:number>/hide", methods=["GET", "POST"])
def hide(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    opinion = opinions.get_opinion(consultation, number)
    require(current_user, "consultations.hide", opinion)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.hide(opinion, reason=form.reason.data or "", actor=current_user)
            flash(_("The opinion is hidden; its author has been told why."), "done")
            return to_opinion(code, number)
    return render_template(
        "consultations/hide.html", consultation=consultation, opinion=opinion, form=form
    ), form.status


@bp.post("/<code>/opinions/<int:number>/restore")
def restore(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    services.restore(opinions.get_opinion(consultation, number), actor=current_user)
    flash(_("The opinion is shown again."), "done")
    return to_opinion(code, number)
