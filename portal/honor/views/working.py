"""The officials' list and the file of one entry, which is opened with a reason that is written down."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import holds_anywhere, names_of
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import require
from portal.files.queries import get_file
from portal.honor import queries, services
from portal.honor.forms import AnswerForm, EvidenceForm, OpenFileForm, StatementForm
from portal.honor.models import BoardEntry
from portal.honor.permissions import OPENERS
from portal.honor.queries import figures, issues, jury, programmes
from portal.honor.queries.record import basis_title
from portal.honor.states import LIVES, EntryState
from portal.honor.views import bp
from portal.honor.views.steps import STEPS


@bp.get("/work")
def work() -> ResponseReturnValue:
    return render_template(
        "honor/work.html",
        tasks=queries.work_of(current_user),
        may_open=holds_anywhere(current_user, OPENERS),
        drafts=issues.drafts_for(current_user),
        makes_issues=bool(issues.boards_for_issues(current_user)),
    )


@bp.route("/<code>/file", methods=["GET", "POST"])
def file(code: str) -> ResponseReturnValue:
    entry = queries.get_on_file(code, viewer=current_user)
    form = OpenFileForm.received()
    if form.sent:
        with form.refusals():
            services.open_file(entry, purpose=form.purpose.data or "", actor=current_user)
            return redirect(url_for(".file", code=code))
    if not queries.looked_recently(entry.id, current_user.id):
        return render_template("honor/open_file.html", entry=entry, form=form), form.status
    return render_template("honor/file.html", **on_file(entry))


def on_file(entry: BoardEntry) -> dict[str, object]:
    """Everything the page of a file shows."""
    record, history = queries.record_of(entry), queries.history(entry)
    looks = queries.looks_at(entry)
    candidacy = programmes.candidacy_of(entry.id)
    people = [row.actor_id for row in history] + [check.checked_by for check in record.checks]
    people += [look.user_id for look in looks] + [entry.nominated_by, entry.holder_id]
    return {
        "entry": entry,
        "record": record,
        "history": history,
        "candidacy": candidacy,
        "counted": figures.live(candidacy) if candidacy else (),
        "marks": jury.marks_of(candidacy) if candidacy else (),
        "spot_checks": programmes.spot_checks(candidacy) if candidacy else (),
        "looks": looks,
        "names": names_of(people),
        "bases": [(basis, basis_title(basis)) for basis in record.bases],
        "steps": [
            step for step in LIVES[entry.polarity].steps(entry, current_user) if step.transition.name in STEPS
        ],
        "hears": entry.state is EntryState.NOTIFIED,
    }


def opened(code: str) -> BoardEntry:
    """An entry whose file stands open for the reader."""
    entry = queries.get_on_file(code, viewer=current_user)
    if not queries.looked_recently(entry.id, current_user.id):
        raise NotFound(_("Please open the file first and say why."))
    return entry


@bp.route("/<code>/evidence", methods=["GET", "POST"])
def evidence(code: str) -> ResponseReturnValue:
    entry = queries.get_nominated(code, viewer=current_user)
    require(current_user, "honor.add_evidence", entry)
    form = EvidenceForm.received()
    if form.sent:
        with form.refusals():
            services.add_evidence(
                entry,
                kind=form.kind.data,
                text=form.text.data or "",
                taken_on=form.taken_on.data,
                files=form.files.keep(current_user),
                actor=current_user,
            )
            flash(_("The evidence has been kept."), "done")
            return redirect(url_for(".mine" if entry.nominated_by == current_user.id else ".file", code=code))
    return render_template("honor/evidence.html", entry=entry, form=form), form.status


@bp.post("/<code>/evidence/<file_code>/<verdict>")
def clear(code: str, file_code: str, verdict: str) -> ResponseReturnValue:
    entry = opened(code)
    picture = get_file(file_code, viewer=current_user)
    services.clear_evidence(entry, file=picture, public=verdict == "show", actor=current_user)
    return redirect(url_for(".file", code=code))


@bp.route("/<code>/heard", methods=["GET", "POST"])
def heard(code: str) -> ResponseReturnValue:
    """A statement that came by word or letter, typed in by an official."""
    entry = opened(code)
    form = StatementForm.received()
    if form.sent:
        with form.refusals():
            text = form.points.data or ""
            services.give_statement(
                entry,
                text=text,
                points=text.splitlines(),
                received_on=form.received_on.data,
                actor=current_user,
            )
            flash(_("The statement has been written down."), "done")
            return redirect(url_for(".file", code=code))
    return render_template("honor/heard.html", entry=entry, form=form), form.status


@bp.route("/<code>/objections/<int:number>", methods=["GET", "POST"])
def answer(code: str, number: int) -> ResponseReturnValue:
    entry = opened(code)
    objection = queries.get_objection(entry, number)
    form = AnswerForm.received()
    if form.sent:
        with form.refusals():
            services.answer_objection(
                objection,
                granted=form.granted.data == "yes",
                answer=form.answer.data or "",
                actor=current_user,
            )
            flash(_("The objection has been answered."), "done")
            return redirect(url_for(".file", code=code))
    return render_template("honor/answer.html", entry=entry, objection=objection, form=form), form.status
