"""Proposing to change a text, reading what others propose, and deciding on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.alliances.queries import is_member
from portal.conventions import queries, services
from portal.conventions.forms import amendments as forms
from portal.conventions.models import Amendment, Clause, Convention, Version
from portal.conventions.queries.linting import Checked, findings_of, outcome_of
from portal.conventions.rules.documents import changes
from portal.conventions.rules.wording import spans
from portal.conventions.services import NewClause
from portal.conventions.states.amendments import ACTION_LABELS, AMENDING, OPEN, Action
from portal.conventions.views.blueprint import bp
from portal.core.cache import page_until_anything_changes
from portal.core.errors import NotFound, Refused
from portal.core.forms import Form
from portal.core.i18n import _
from portal.core.permissions import require, why_not
from portal.discussions.queries import posts_from

SHOWN_POSTS = 20


def labelled_clauses(convention: Convention, version: Version) -> dict[str, tuple[Any, Clause]]:
    """Label and clause by key, in order."""
    return {c.key: (queries.labelled(convention.form, c.number), c) for c in queries.clauses_of(version)}


def named(label: Any, clause: Any) -> str:
    return f"{label} {clause.heading}".strip()


@bp.get("/<code>/amendments")
def amendments(code: str) -> ResponseReturnValue:
    return page_until_anything_changes(lambda: list_of(code))


def list_of(code: str) -> str:
    convention = queries.get_convention(code, current_user)
    base = queries.newest_fixed(convention)
    heads = queries.clause_heads(base) if base else ()
    clauses = {head.key: (queries.labelled(convention.form, head.number), head) for head in heads}
    key, which = request.args.get("clause", ""), request.args.get("which", "")
    page = queries.amendments_page(
        convention,
        clause_key=key if key in clauses else "",
        undecided={"open": True, "decided": False}.get(which),
    )
    return render_template(
        "conventions/amendments.html",
        convention=convention,
        page=page,
        clauses=clauses,
        about=key if key in clauses else "",
        which=which if which in {"open", "decided"} else "",
        no=why_not(current_user, "conventions.amend", convention),
        has_text=base is not None,
    )


@bp.route("/<code>/amendments/new", methods=["GET", "POST"])
def amend(code: str) -> ResponseReturnValue:
    """?action=change|add|delete|move&clause=key; for a new clause ?after=key."""
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.amend", convention)
    base = queries.newest_fixed(convention)
    if base is None:
        raise NotFound(_("There is no fixed text yet that could be amended."))
    action, key = action_asked(), request.args.get("clause", "")
    clauses = labelled_clauses(convention, base)
    if action is not Action.ADD and key not in clauses:
        raise NotFound(_("This clause was not found. Perhaps somebody has deleted it."))
    clause = None if action is Action.ADD else clauses[key][1]
    form = form_for(action, base, clause, places(clauses, but=key))
    rows: Sequence[Checked] = ()
    if form.sent:
        new = form.new(clause, chapter_behind(clauses, form)) if "text" in form else None
        rows = said_of(convention, new)
        with form.refusals():
            look_first(form, rows)
            amendment = services.propose(
                convention,
                action=action,
                key=clause.key if clause else "",
                after=form.after.data or "" if "after" in form else "",
                new=new,
                reason=form.reason.data,
                base_hash=form.base.data or "",
                actor=current_user,
            )
            flash(_("Thank you. Your amendment has no. %(number)s.", number=amendment.number), "done")
            return redirect(url_for(".amendment", code=code, number=amendment.number))
    return render_template(
        "conventions/amend.html",
        convention=convention,
        form=form,
        action=action,
        title=ACTION_LABELS[action],
        clause=clause,
        label=clauses[key][0] if clause else "",
        base=base,
        found=rows,
        name_of=queries.name_of,
    ), form.status


def said_of(convention: Convention, new: NewClause | None, key: str = "") -> Sequence[Checked]:
    """What the lint says of words that have just been sent."""
    said = [services.worded(new, key)] if new else []
    return findings_of(convention.id, said).get(key, ())


def look_first(form: Any, rows: Sequence[Checked]) -> None:
    """Once: nobody proposes unawares what cannot be accepted. Sent again as it is, it goes on."""
    stops = [checked for checked in rows if checked.blocks]
    if not stops:
        return
    mark, seen = " ".join(checked.finding.code + checked.finding.quote for checked in stops), form.looked.data
    form.looked.data = mark
    if seen != mark:
        raise Refused(
            _(
                "These words could not be accepted: %(reason)s. Change them now, or propose them as they are and say below why they are allowed.",
                reason=stops[0].title,
            )
        )


def action_asked() -> Action:
    wanted = request.args.get("action", "change")
    return Action(wanted) if wanted in {str(action) for action in Action} else Action.CHANGE


def places(clauses: dict[str, tuple[Any, Clause]], but: str = "") -> list[tuple[str, Any]]:
    """Behind which clause something can stand."""
    behind = [
        (key, _("Behind %(clause)s", clause=named(label, clause)))
        for key, (label, clause) in clauses.items()
        if key != but
    ]
    return [("", _("On top")), *behind]


def chapter_behind(clauses: dict[str, tuple[Any, Clause]], form: Any) -> Any:
    """A new clause belongs to the chapter of the one it comes behind."""
    key = form.after.data if "after" in form else ""
    return clauses[key][1].chapter if key in clauses else ""


def form_for(action: Action, base: Version, clause: Clause | None, where: forms.Places) -> Any:
    data: dict[str, Any] = {"base": base.text_hash}
    if action is Action.CHANGE and clause is not None:
        return forms.ChangeForm.received(data={**data, **forms.data_of(clause)})
    if action is Action.ADD:
        data |= {"after": request.args.get("after", ""), "script": forms.reading().value}
        return forms.AddForm.received(data=data).offer(where)
    if action is Action.MOVE:
        return forms.MoveForm.received(data=data).offer(where)
    return forms.DeleteForm.received(data=data)


def found(code: str, number: int) -> Amendment:
    return queries.get_amendment(queries.get_convention(code, current_user), number)


NUMBERED = "/<code>/amendments/<int(max=99999):number>"


@bp.get(NUMBERED)
def amendment(code: str, number: int) -> ResponseReturnValue:
    return page_until_anything_changes(lambda: page_of_one(found(code, number)))


def page_of_one(amendment: Amendment, refused: str = "", remark: Form | None = None) -> str:
    convention = amendment.convention
    version = queries.current_version(convention)
    trial = queries.Desk(convention, version, [amendment]).trial(amendment)
    wanted = {c.key: c for c in changes(trial.base, trial.theirs)}
    outcome = {c.key: c for c in changes(trial.ours, trial.merged.document)}
    key = amendment.clause_key
    posts = posts_of(amendment)
    rows = notes_on(trial, version) if amendment.state in OPEN else ()
    return render_template(
        "conventions/amendment.html",
        convention=convention,
        amendment=amendment,
        trial=trial,
        wanted=wanted.get(key),
        outcome=outcome.get(key),
        behind=behind(trial.base, amendment.after_key, convention),
        moved_on=trial.ours.get(key) != trial.base.get(key),
        is_open=amendment.state in OPEN,
        history=AMENDING.history(amendment),
        steps=AMENDING.transitions,
        names=names_of(i for i in (amendment.author_id, amendment.decided_by) if i),
        supported=queries.supports(amendment, current_user),
        result=queries.version_numbered(amendment.result_version_id),
        posts=posts,
        found=rows,
        stops=next((checked for checked in rows if checked.blocks), None),
        remark=remark or forms.RemarkForm(None),
        refused=refused,
        labelled=queries.labelled,
        spans=spans,
        name_of=queries.name_of,
    )


def notes_on(trial: queries.Trial, version: Version) -> Sequence[Checked]:
    """What the lint says of the words it would bring."""
    amendment = trial.amendment
    said = outcome_of(trial, queries.find_clause(version, amendment.clause_key))
    return findings_of(amendment.convention_id, [said] if said else []).get(amendment.clause_key, ())


def behind(base: Any, key: str, convention: Convention) -> Any:
    """The label of the clause it is to stand behind; None for the top."""
    keys = list(base)
    return queries.labelled(convention.form, keys.index(key) + 1) if key in keys else None


def posts_of(amendment: Amendment) -> Any:
    """The conversation about it, for those who may read the forum it stands in."""
    topic = amendment.topic
    if topic is None or topic.hidden_at is not None:
        return []
    if topic.board.members_only and not is_member(current_user, topic.board.subject_id):
        return []
    return posts_from(topic.id, max(1, topic.post_count - SHOWN_POSTS + 1))


@bp.post(f"{NUMBERED}/support")
def support_amendment(code: str, number: int) -> ResponseReturnValue:
    one = found(code, number)
    services.support(one, wanted=request.form.get("wanted") != "no", actor=current_user)
    return redirect(url_for(".amendment", code=code, number=number) + "#support")


@bp.post(f"{NUMBERED}/remarks")
def discuss_amendment(code: str, number: int) -> ResponseReturnValue:
    one = found(code, number)
    require(current_user, "conventions.discuss_amendment", one)
    form = forms.RemarkForm.received()
    if form.sent:
        with form.refusals():
            services.discuss(one, text=form.text.data or "", actor=current_user)
            return redirect(url_for(".amendment", code=code, number=number) + "#discussion")
    return page_of_one(one, remark=form), form.status


@bp.post(f"{NUMBERED}/withdraw")
def withdraw_amendment(code: str, number: int) -> ResponseReturnValue:
    services.withdraw_amendment(found(code, number), actor=current_user)
    flash(_("Your amendment has been withdrawn."), "done")
    return redirect(url_for(".amendment", code=code, number=number))
