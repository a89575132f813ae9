from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.conventions import queries, services
from portal.conventions.forms import AnswerForm, CommentForm
from portal.conventions.models import Comment, Convention
from portal.conventions.states import Disposition, Stance
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import clause_rows
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.masking import mask_personal_data
from portal.core.permissions import require


def covered(comment: Comment) -> Bitext:
    """The comment as others read it: numbers that identify people are masked."""
    text = comment.text
    return Bitext.both(mask_personal_data(text.hans), mask_personal_data(text.hant), text.script)


def labels_of(convention: Convention) -> dict[str, tuple[Bitext, Bitext]]:
    version = queries.gathered_version(convention)
    return {clause.key: (label, clause.heading) for label, clause in clause_rows(convention, version)}


@bp.route("/<code>/comments", methods=["GET", "POST"])
def comments(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    labels = labels_of(convention)
    options = [(key, f"{label} {heading}".strip()) for key, (label, heading) in labels.items()]
    form = CommentForm.about([("", _("The whole text")), *options])
    if request.method == "GET" and request.args.get("clause") in labels:
        form.clause.data = request.args["clause"]
    if form.is_submitted:
        require(current_user, "conventions.comment", convention)
    if form.sent:
        with form.refusals():
            said = services.comment(
                convention,
                text=form.pictures.added_to(form.text.data or "", form.picture_words.data, current_user),
                stance=Stance(form.stance.data),
                clause_key=form.clause.data or "",
                actor=current_user,
            )
            flash(_("Thank you. Your comment has no. %(number)s.", number=said.number), "done")
            return redirect(url_for(".comments", code=code) + f"#comment-{said.number}")
    chosen = request.args.get("about", "")
    page = queries.comments_page(convention, clause_key=chosen if chosen in labels else "")
    return render_template(
        "conventions/comments.html",
        convention=convention,
        form=form,
        page=page,
        covered=covered,
        labels=labels,
        about=chosen if chosen in labels else "",
        names=names_of(c.user_id for c in page.rows),
    ), form.status


@bp.route("/<code>/comments/<int(max=99999):number>/answer", methods=["GET", "POST"])
def answer(code: str, number: int) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.answer", convention)
    said = queries.get_comment(convention, number)
    form = AnswerForm.received(data={"disposition": said.disposition, "reply": said.reply.source})
    if form.sent:
        with form.refusals():
            services.answer(
                convention,
                number=number,
                disposition=Disposition(form.disposition.data),
                reply=form.reply.data or "",
                actor=current_user,
            )
            return redirect(url_for(".comments", code=code) + f"#comment-{number}")
    return render_template(
        "conventions/answer.html", convention=convention, comment=said, covered=covered, form=form
    ), form.status
