"""The desk on which opinions are grouped, and each group with its answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.answering import ClusterAnswerForm
from portal.consultations.forms.collating import ClusterForm, GroupForm
from portal.consultations.models import Consultation
from portal.consultations.queries import collation, matters, opinions
from portal.consultations.services import collating
from portal.consultations.views import bp
from portal.core.forms import choices
from portal.core.i18n import _, _n
from portal.core.permissions import require


@bp.route("/<code>/groups", methods=["GET", "POST"])
def groups(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.group", consultation)
    clusters = collation.clusters_of(consultation.id)
    form = GroupForm.received()
    named = [(str(one.number), f"{one.number} · {one.theme} · {one.text}") for one in clusters]
    form.group.choices = choices([("", _("A new group")), *named])
    if form.sent:
        with form.refusals():
            count = put(consultation, form)
            flash(_n("%(num)d opinion is grouped.", "%(num)d opinions are grouped.", count), "done")
            return redirect(url_for(".groups", code=code, word=request.args.get("word") or None))
    word, near = request.args.get("word", "")[:20], request.args.get("near", type=int)
    return render_template(
        "consultations/groups.html",
        consultation=consultation,
        form=form,
        themes=collation.themes_of(consultation.id),
        loose=collation.loose(consultation, current_user, word=word, near=near),
        word=word,
        near=near,
    ), form.status


def put(consultation: Consultation, form: GroupForm) -> int:
    chosen = opinions.numbered(consultation, form.opinions.data or ())
    if form.group.data:
        cluster = collation.get_cluster(consultation, int(form.group.data))
        collating.put_into(cluster, opinions=chosen, actor=current_user)
    else:
        collating.open_cluster(
            consultation,
            theme=form.theme.data or "",
            leaning=form.side,
            text=form.text.data or "",
            opinions=chosen,
            actor=current_user,
        )
    return len(chosen)


@bp.route("/<code>/groups/<int:number>", methods=["GET", "POST"])
def group(code: str, number: int) -> ResponseReturnValue:
    """One group: its words, its opinions, who follows its answer."""
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.group", consultation)
    cluster = collation.get_cluster(consultation, number)
    form = ClusterForm.received(
        data={"theme": cluster.theme.original, "leaning": cluster.leaning, "text": cluster.text.original}
    )
    if form.sent:
        with form.refusals():
            collating.change_cluster(
                cluster,
                theme=form.theme.data or "",
                leaning=form.side,
                text=form.text.data or "",
                actor=current_user,
            )
            flash(_("The group is kept."), "done")
            return redirect(url_for(".group", code=code, number=number))
    return render_template(
        "consultations/group.html",
        consultation=consultation,
        cluster=cluster,
        inside=collation.inside(cluster, current_user),
        form=form,
    ), form.status


@bp.route("/<code>/groups/<int:number>/answer", methods=["GET", "POST"])
def answer_group(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.group", consultation)
    cluster = collation.get_cluster(consultation, number)
    given = cluster.answer
    form = ClusterAnswerForm.received(
        data={
            "disposition": given.disposition if given else None,
            "reason": given.reason.source if given else "",
            "unit": (given.unit if given else consultation.organiser).original[:80],
        }
    )
    if form.sent:
        with form.refusals():
            collating.answer_cluster(
                cluster,
                disposition=form.decided,
                reason=form.reason.data or "",
                unit=form.unit.data or "",
                actor=current_user,
            )
            flash(_("The group is answered; each author is told."), "done")
            return redirect(url_for(".groups", code=code))
    return render_template(
        "consultations/answer_group.html", consultation=consultation, cluster=cluster, form=form
    ), form.status


@bp.post("/<code>/groups/<int:number>/drop")
def drop_group(code: str, number: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    collating.drop_cluster(collation.get_cluster(consultation, number), actor=current_user)
    flash(_("The empty group is taken away."), "done")
    return redirect(url_for(".groups", code=code))


@bp.post("/<code>/opinions/<int:number>/group")
def regroup(code: str, number: int) -> ResponseReturnValue:
    """Out of its group, or back to the answer of its group."""
    consultation = matters.get_consultation(code, current_user)
    found = opinions.get_opinion(consultation, number)
    before = found.cluster.number if found.cluster else None
    if request.form.get("wanted") == "follow":
        collating.follow(found, actor=current_user)
        flash(_("The opinion has the answer of its group now."), "done")
    else:
        collating.take_out(found, actor=current_user)
        flash(_("The opinion stands alone again."), "done")
    return redirect(url_for(".group", code=code, number=before))
