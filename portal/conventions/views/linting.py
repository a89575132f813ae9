from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import ClauseForm
from portal.conventions.forms.linting import OverrideForm
from portal.conventions.models import Clause, Convention
from portal.conventions.queries import linting
from portal.conventions.rules.lint import ClauseText, Code, lint
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
    form = ClauseForm.received()
    clause = ClauseText(
        text=Bitext.of(form.text.data or "").hans,
        modality=form.modality.data or "",
        subject=Bitext.of(form.subject.data or "").hans,
        has_source=any(row["text"].strip() for row in form.sources.data if row["text"]),
    )
    found = [linting.Checked(each) for each in lint(clause)] if clause.text.strip() else []
    return render_template("conventions/_found.html", found=found, asked=bool(clause.text.strip()))


def clause_and_code(convention: Convention, key: str, name: str) -> tuple[Clause, Code]:
    if name not in {str(code) for code in Code}:
        raise NotFound(_("Nothing of this kind is found in the clause any more."))
    return queries.get_clause(queries.current_version(convention), key), Code(name)


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
        label=queries.labelled(convention.form, clause.number),
        checked=checked,
    ), form.status


@bp.post("/<code>/clauses/<key>/lint/<name>/back")
def take_back_override(code: str, key: str, name: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    _clause, which = clause_and_code(convention, key, name)
    services.take_back_override(convention, key=key, code=which, actor=current_user)
    flash(_("The finding counts again."), "done")
    return redirect(url_for(".show", code=code) + f"#clause-{key}")
