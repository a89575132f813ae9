"""The rule book, for everybody to read and for two officials to change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.places.queries import get_city
from portal.points.forms import ReasonForm
from portal.points.forms.rulebook import RuleForm, VersionForm
from portal.points.models import RuleVersion
from portal.points.queries import rulebook
from portal.points.receivers import SOURCES
from portal.points.services import rulebook as services
from portal.points.states import RULE_LIFE, Scheme
from portal.points.states.rulebook import CLASSES, RuleClass
from portal.points.views import bp


def by_class(scheme: Scheme, book: Sequence[RuleVersion]) -> dict[RuleClass, list[RuleVersion]]:
    """The rules of one book under the classes that have any, in the order of the book."""
    found = {
        name: [v for v in book if v.rule.scheme is scheme and v.rule.rule_class is name]
        for name in CLASSES[scheme]
    }
    return {name: versions for name, versions in found.items() if versions}


def day_asked() -> date:
    """The day whose rule book is wanted; the book of the future is not written yet."""
    try:
        asked = date.fromisoformat(request.args.get("day", "")[:10])
    except ValueError:
        return clock.today()
    return min(asked, clock.today())


@bp.get("/rules")
def rules() -> ResponseReturnValue:
    day = day_asked()
    book = rulebook.rule_book(day)
    keeps = can(current_user, "points.draft_rule", None) if current_user.is_authenticated else False
    return render_template(
        "points/rules.html",
        day=day,
        today=clock.today(),
        book={scheme: by_class(scheme, book) for scheme in Scheme},
        sources=SOURCES,
        keeps=keeps,
    )


@bp.get("/rules/<code>")
def rule(code: str) -> ResponseReturnValue:
    found = rulebook.get_rule(code)
    keeps = current_user.is_authenticated and can(current_user, "points.draft_rule", found)
    versions = rulebook.versions_of(found, drafts=keeps)
    if not versions:
        require(current_user, "points.draft_rule", found)
    present = rulebook.version_on(found, clock.today())
    return render_template(
        "points/rule.html",
        rule=found,
        present=present,
        versions=versions,
        names=names_of([v.drafted_by for v in versions] + [v.released_by for v in versions]),
        source=SOURCES.get(found.event or ""),
        keeps=keeps,
        history={version.id: RULE_LIFE.history(version) for version in versions} if keeps else {},
    )


@bp.route("/rules/new", methods=["GET", "POST"])
def new_rule() -> ResponseReturnValue:
    city = get_city()
    require(current_user, "points.draft_rule", city)
    form = RuleForm.of(None)
    if form.sent:
        with form.refusals():
            services.draft_rule(
                city,
                code=form.data["code"],
                scheme=Scheme(form.data["scheme"]),
                rule_class=RuleClass(form.data["rule_class"]),
                event=form.data["event"] or None,
                wording=form.wording(),
                actor=current_user,
            )
            flash(_("The rule is drafted. It holds when another person has released it."), "done")
            return redirect(url_for(".rule", code=form.data["code"]))
    return render_template("points/edit_rule.html", form=form, rule=None), form.status


@bp.route("/rules/<code>/change", methods=["GET", "POST"])
def change_rule(code: str) -> ResponseReturnValue:
    found = rulebook.get_rule(code)
    require(current_user, "points.draft_rule", found)
    versions = rulebook.versions_of(found, drafts=True)
    form = VersionForm.of(versions[0])
    if form.sent:
        with form.refusals():
            services.draft_version(found, wording=form.wording(), actor=current_user)
            flash(_("The rule is drafted. It holds when another person has released it."), "done")
            return redirect(url_for(".rule", code=code))
    return render_template("points/edit_rule.html", form=form, rule=found), form.status


@bp.post("/rules/<code>/<int:number>/release")
def release(code: str, number: int) -> ResponseReturnValue:
    version = rulebook.get_version(code, number)
    services.release(version, actor=current_user)
    flash(_("Version %(number)s is released.", number=number), "done")
    return redirect(url_for(".rule", code=code))


@bp.route("/rules/<code>/<int:number>/drop", methods=["GET", "POST"])
def drop(code: str, number: int) -> ResponseReturnValue:
    version = rulebook.get_version(code, number)
    require(current_user, "points.draft_rule", version)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.drop(version, reason=form.data["reason"], actor=current_user)
            flash(_("The draft is dropped."), "done")
            return redirect(url_for(".rule", code=code))
    return (
        render_template(
            "points/reason.html",
            form=form,
            title=_("Drop the draft of %(code)s", code=code),
            lead=version.title,
            action=_("Drop the draft"),
            back=url_for(".rule", code=code),
            danger=True,
        ),
        form.status,
    )
