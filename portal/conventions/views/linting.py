from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import ClauseForm
from portal.conventions.forms.amendments import WordsForm
from portal.conventions.forms.linting import OverrideForm
from portal.conventions.models import Clause, Convention
from portal.conventions.queries import linting
from portal.conventions.rules.lint import Code
from portal.conventions.views.amendments import NUMBERED, found
from portal.conventions.views.blueprint import bp
from portal.conventions.views.drafting import draft_of
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.permissions import require


@bp.post("/<code>/lint")
def look_over(code: str) -> ResponseReturnValue:
    """What the lint says of a clause that is still being typed; nothing is kept."""
    draft_of(code)
    return looked_over(ClauseForm.received())


@bp.post("/<code>/amendments/lint")
def look_over_amendment(code: str) -> ResponseReturnValue:
    """The same for words that somebody wants to propose."""
    require(current_user, "conventions.amend", queries.get_convention(code, current_user))
    return looked_over(WordsForm.received())


@bp.post(f"{NUMBERED}/lint")
def look_over_merge(code: str, number: int) -> ResponseReturnValue:
    """The same for other words that the drafting group finds."""
    require(current_user, "conventions.decide_amendment", found(code, number))
    return looked_over(WordsForm.received())


def looked_over(form: ClauseForm | WordsForm) -> str:
    text = form.text.data or ""
    said = linting.Worded(
        key="",
        text=Bitext.of(text),  # its twin is made anew when it is kept
        modality=form.modality.data or "",
        subject=Bitext.of(form.subject.data or ""),
        sources=[row for row in form.sources.data if row["text"] and row["text"].strip()],
    )
    rows = [linting.Checked(each) for each in linting.look_at(said)] if text.strip() else []
    return render_template("conventions/_found.html", found=rows, asked=bool(text.strip()))


def known(name: str) -> Code:
    if name not in {str(code) for code in Code}:
        raise NotFound(_("Nothing of this kind is found in the clause any more."))
    return Code(name)


def clause_and_code(convention: Convention, key: str, name: str) -> tuple[Clause, Code]:
    code = known(name)
    return queries.get_clause(queries.current_version(convention), key), code


@bp.route("/<code>/clauses/<key>/lint/<name>", methods=["GET", "POST"])
def override(code: str, key: str, name: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.override_lint", convention)
    clause, which = clause_and_code(convention, key, name)
    checked = linting.get_finding(convention.id, clause, which)
    form = OverrideForm.received()
    if form.sent:
        with form.refusals():
            services.override(
                convention, key=key, code=which, reason=form.reason.data or "", actor=current_user
            )
            flash(_("The finding has been set aside. Your reason stands beside the clause."), "done")
            return redirect(url_for(".show", code=code) + f"#clause-{key}")
    return render_template(
        "conventions/override.html",
        form=form,
        convention=convention,
        clause=clause,
        heading=clause.heading,
        label=queries.labelled(convention.form, clause.number),
        checked=checked,
        back=url_for(".show", code=code),
    ), form.status


@bp.post("/<code>/clauses/<key>/lint/<name>/back")
def take_back_override(code: str, key: str, name: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    _clause, which = clause_and_code(convention, key, name)
    services.take_back_override(convention, key=key, code=which, actor=current_user)
    flash(_("The finding counts again."), "done")
    return redirect(url_for(".show", code=code) + f"#clause-{key}")


@bp.route(f"{NUMBERED}/lint/<name>", methods=["GET", "POST"])
def override_in_amendment(code: str, number: int, name: str) -> ResponseReturnValue:
    """Set a finding aside in the words that an amendment would bring."""
    amendment = found(code, number)
    require(current_user, "conventions.override_amendment_lint", amendment)
    which = known(name)
    convention, said = amendment.convention, services.outcome_of(amendment)
    checked = linting.get_finding(convention.id, said, which)
    form = OverrideForm.received()
    if form.sent:
        with form.refusals():
            services.override_in_amendment(
                amendment, code=which, reason=form.reason.data or "", actor=current_user
            )
            flash(_("The finding has been set aside. Your reason stands beside the words."), "done")
            return redirect(url_for(".amendment", code=code, number=number) + "#lint")
    return render_template(
        "conventions/override.html",
        form=form,
        convention=convention,
        clause=said,
        heading="",
        label=_("Amendment no. %(number)s", number=number),
        checked=checked,
        back=url_for(".amendment", code=code, number=number),
    ), form.status


@bp.post(f"{NUMBERED}/lint/<name>/back")
def take_back_override_in_amendment(code: str, number: int, name: str) -> ResponseReturnValue:
    services.take_back_override_in_amendment(found(code, number), code=known(name), actor=current_user)
    flash(_("The finding counts again."), "done")
    return redirect(url_for(".amendment", code=code, number=number) + "#lint")
