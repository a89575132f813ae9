"""Papers of a consultation, and the text under consultation with its later versions."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.stepping import RecordPaperForm, RevisionForm
from portal.consultations.queries import matters, results
from portal.consultations.services import papers
from portal.consultations.views import bp
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.permissions import require


@bp.route("/<code>/papers", methods=["GET", "POST"])
def post_paper(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.post_record", consultation)
    sessions = {meeting.code: meeting for meeting in results.meetings_of(consultation.id)}
    form = RecordPaperForm.received()
    form.meeting.choices = choices([("", _("No session")), *((k, str(m.title)) for k, m in sessions.items())])
    if form.sent:
        with form.refusals():
            papers.post_record(
                consultation,
                kind=form.what,
                title=form.title.data or "",
                text=form.text.data or "",
                meeting=sessions.get(form.meeting.data or ""),
                files=form.files.keep(current_user),
                actor=current_user,
            )
            flash(_("The paper is there."), "done")
            return redirect(url_for(".show", code=code, _anchor="documents"))
    return render_template("consultations/post_paper.html", consultation=consultation, form=form), form.status


@bp.route("/<code>/text", methods=["GET", "POST"])
def revise(code: str) -> ResponseReturnValue:
    """A later version of the text, after people have spoken about the frozen one."""
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.revise_text", consultation)
    if not consultation.texts:
        abort(404)
    form = RevisionForm.received(data={"text": consultation.texts[-1].text.original})
    if form.sent:
        with form.refusals():
            version = papers.revise_text(
                consultation, text=form.text.data or "", reason=form.reason.data or "", actor=current_user
            )
            flash(_("The new version is there; what has changed is marked."), "done")
            return redirect(url_for(".changes", code=code, number=version.number))
    return render_template("consultations/revise.html", consultation=consultation, form=form), form.status


@bp.get("/<code>/text/<int:number>")
def changes(code: str, number: int) -> ResponseReturnValue:
    """One version of the text, with what has changed since the one people spoke about."""
    consultation = matters.get_consultation(code, current_user)
    version = results.get_version(consultation, number)
    return render_template(
        "consultations/changes.html",
        consultation=consultation,
        version=version,
        changes=results.changes_between(consultation.texts[0], version),
    )
