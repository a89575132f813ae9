from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances.models import Alliance
from portal.alliances.queries import get_alliance
from portal.conventions import queries, services
from portal.conventions.forms import ClauseForm, DraftForm, FrameForm, seen, with_twin
from portal.conventions.models import Convention
from portal.conventions.queries.linting import findings_of
from portal.conventions.services import EditConflict, NewClause
from portal.conventions.states import Form, Kind
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import clause_rows
from portal.core.i18n import _
from portal.core.permissions import require
from portal.places.models import Place
from portal.places.queries import get_place


def owner_asked() -> Alliance | Place:
    """Whose convention it is to be: ?alliance=code or ?place=slug."""
    code = request.args.get("alliance", "")
    return get_alliance(code) if code else get_place(request.args.get("place", ""))


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    owner = owner_asked()
    require(current_user, "conventions.draft", owner)
    form = DraftForm.received()
    if form.sent:
        with form.refusals():
            convention = services.draft(
                owner,
                kind=Kind(form.kind.data),
                form=Form(form.form.data),
                title=form.title.data or "",
                summary=form.summary.data or "",
                preamble=form.preamble.data or "",
                actor=current_user,
            )
            flash(_("The draft is begun. Now write its clauses."), "done")
            return redirect(url_for(".edit", code=convention.code))
    return render_template("conventions/new.html", form=form, owner=owner, query=request.args), form.status


def draft_of(code: str) -> Convention:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.edit", convention)
    return convention


@bp.get("/<code>/edit")
def edit(code: str) -> ResponseReturnValue:
    convention = draft_of(code)
    version = queries.current_version(convention)
    rows = clause_rows(convention, version)
    found = findings_of(convention.id, [clause for _label, clause in rows])
    return render_template(
        "conventions/edit.html",
        convention=convention,
        version=version,
        rows=rows,
        found=found,
        blocking=sum(any(checked.blocks for checked in each) for each in found.values()),
    )


@bp.route("/<code>/frame", methods=["GET", "POST"])
def frame(code: str) -> ResponseReturnValue:
    convention = draft_of(code)
    version = queries.current_version(convention)
    form = FrameForm.of(convention, version)
    theirs = None
    if form.sent:
        try:
            services.change_frame(
                convention,
                title=with_twin(form.title.data or "", form.title_twin.data or "", version.title),
                summary=form.summary.data or "",
                preamble=with_twin(form.preamble.data or "", form.preamble_twin.data or "", version.preamble),
                form=Form(form.form.data),
                revision=seen(form),
                actor=current_user,
            )
            return redirect(url_for(".edit", code=code))
        except EditConflict as conflict:
            form.refused, theirs = str(conflict), version
            form.revision.data = str(version.revision)
    return render_template(
        "conventions/frame.html", form=form, convention=convention, theirs=theirs
    ), form.status


@bp.route("/<code>/clauses/new", methods=["GET", "POST"])
def new_clause(code: str) -> ResponseReturnValue:
    convention = draft_of(code)
    form = ClauseForm.of()
    if form.sent:
        with form.refusals():
            clause = services.add_clause(
                convention,
                new=NewClause(**form.values()),
                after=request.args.get("after", ""),
                actor=current_user,
            )
            return redirect(url_for(".edit", code=code) + f"#clause-{clause.key}")
    return render_template(
        "conventions/clause.html", form=form, convention=convention, clause=None, theirs=None, found=()
    ), form.status


@bp.route("/<code>/clauses/<key>", methods=["GET", "POST"])
def clause(code: str, key: str) -> ResponseReturnValue:
    convention = draft_of(code)
    found = queries.get_clause(queries.current_version(convention), key)
    form = ClauseForm.of(found)
    theirs = None
    if form.sent:
        try:
            services.change_clause(
                convention,
                key=key,
                new=NewClause(**form.values(found)),
                revision=seen(form),
                actor=current_user,
            )
            return redirect(url_for(".edit", code=code) + f"#clause-{key}")
        except EditConflict as conflict:
            form.refused, theirs = str(conflict), found
            form.revision.data = str(found.revision)
    return render_template(
        "conventions/clause.html",
        form=form,
        convention=convention,
        clause=found,
        theirs=theirs,
        found=findings_of(convention.id, [found]).get(key, ()),
    ), form.status


@bp.post("/<code>/clauses/<key>/move")
def move(code: str, key: str) -> ResponseReturnValue:
    convention = draft_of(code)
    services.move_clause(convention, key=key, up=request.form.get("to") == "up", actor=current_user)
    return redirect(url_for(".edit", code=code) + f"#clause-{key}")


@bp.post("/<code>/clauses/<key>/delete")
def delete(code: str, key: str) -> ResponseReturnValue:
    services.delete_clause(draft_of(code), key=key, actor=current_user)
    flash(_("The clause has been deleted and the others numbered anew."), "done")
    return redirect(url_for(".edit", code=code))


@bp.post("/<code>/submit")
def submit(code: str) -> ResponseReturnValue:
    services.submit(draft_of(code), actor=current_user)
    flash(_("The reviewers have been told."), "done")
    return redirect(url_for(".show", code=code))
