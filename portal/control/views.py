"""The control panel: settings, glossary, log, jobs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of, person_called
from portal.control import queries, words
from portal.control.forms import TermForm, form_for, name_of
from portal.control.models import GlossaryTerm
from portal.control.services import glossary, jobs, settings
from portal.core.audit import AuditLine
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _, _l
from portal.core.jobs import TRIES, Job
from portal.core.language import Bitext, UnreadableText, clean_line
from portal.core.paging import newest_first
from portal.core.panels import panels
from portal.core.permissions import can, require
from portal.core.richtext.reading import text_of
from portal.core.settings import registry, setting
from portal.core.work import unit_of_work

bp = Blueprint("control", __name__, url_prefix="/control")

GROUPS = {
    "city": _l("City and portal"),
    "alliances": _l("Alliances"),
    "meetings": _l("Meetings"),
    "duty": _l("Duty and mutual checks"),
    "conventions": _l("Conventions"),
    "consultations": _l("Consultations"),
    "forums": _l("Forums"),
    "honor": _l("Honor board"),
    "points": _l("Points"),
    "notices": _l("Notices"),
    "ballots": _l("Votes"),
    "search": _l("Search"),
    "files": _l("Files"),
}
ICONS = {
    "city": "home",
    "alliances": "alliance",
    "meetings": "people",
    "duty": "done",
    "conventions": "convention",
    "consultations": "consultation",
    "forums": "forum",
    "honor": "honor",
    "points": "points",
    "notices": "notice",
    "ballots": "vote",
    "search": "search",
    "files": "file",
}
TILES = (
    (
        "control.edit_glossary",
        "control.glossary_page",
        "language",
        _l("Glossary"),
        _l("Words no converter may touch."),
    ),
    (
        "accounts.see_people",
        "accounts.people",
        "people",
        _l("People and roles"),
        _l("Roles, suspended accounts."),
    ),
    ("control.read_audit", "control.audit", "history", _l("Log"), _l("Who did what, and when.")),
    ("control.run_jobs", "control.failed_jobs", "clock", _l("Background work"), _l("What did not succeed.")),
)


@bp.before_app_request
def know_the_glossary() -> None:
    """A term that another process has added is known here before anything is written; costs nothing otherwise."""
    if glossary.is_behind():
        with unit_of_work(read=True) as work:
            glossary.keep_up()
            work.abandon()


def asked(name: str) -> str:
    """A word from the address, cleaned; nonsense is nothing."""
    try:
        return clean_line(request.args.get(name, ""))[:60]
    except UnreadableText:
        return ""


@bp.get("/")
def panel() -> ResponseReturnValue:
    require(current_user, "control.enter", None)
    tiles = [
        (url_for(to), icon, label, text)
        for rule, to, icon, label, text in TILES
        if can(current_user, rule, None)
    ]
    if can(current_user, "control.change_settings", None):
        text = _("Change values, see who changed them, take a change back.")
        tiles += [
            (url_for(".settings_page", group=name), ICONS.get(name, "settings"), GROUPS.get(name, name), text)
            for name in queries.groups()
        ]
    return render_template("control/panel.html", tiles=tiles, panels=panels("control", current_user))


@bp.route("/settings/<group>", methods=["GET", "POST"])
def settings_page(group: str) -> ResponseReturnValue:
    require(current_user, "control.change_settings", None)
    known = queries.get_group(group)
    form = form_for(known)
    if form.sent:
        with form.refusals():
            changed = [
                settings.change(one.key, value=value_of(form.data[name_of(one)]), actor=current_user)
                for one in known
            ]
            flash(_("Saved.") if any(changed) else _("Nothing was different."), "done")
            return redirect(url_for(".settings_page", group=group))
    history = queries.changes(known)
    page = render_template(
        "control/settings.html",
        form=form,
        title=GROUPS.get(group, group),
        history=history,
        labels={one.key: one.label for one in known},
        now={one.key: setting(one.key) for one in known},
        shown=shown,
        names=names_of(change.actor_id for change in history),
    )
    return page, form.status


def value_of(given: Any) -> Any:
    return "" if given is None else given


def shown(key: str, value: Any) -> str:
    """A value as people say it."""
    kind = registry()[key]
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if kind.kind in {"text", "name", "rich"}:
        return str(Bitext.of(text_of(value) if kind.kind == "rich" else str(value)))
    label = dict(kind.choices).get(value, value)
    return f"{label}%" if kind.kind == "percent" else str(label)


@bp.post("/settings/changes/<int:change_id>/undo")
def undo_change(change_id: int) -> ResponseReturnValue:
    require(current_user, "control.change_settings", None)
    change = queries.get_change(change_id)
    settings.undo(change, actor=current_user)
    flash(_("The old value holds again."), "done")
    return redirect(url_for(".settings_page", group=registry()[change.key].group))


@bp.route("/glossary", methods=["GET", "POST"])
def glossary_page() -> ResponseReturnValue:
    require(current_user, "control.edit_glossary", None)
    form = TermForm.received()
    if form.sent:
        given = form.data
        with form.refusals():
            glossary.add_term(given["hans"], hant=given["hant"], note=given["note"] or "", actor=current_user)
            flash(_("Added. Existing texts are made anew in the background."), "done")
            return redirect(url_for(".glossary_page"))
    words = asked("q")
    page = newest_first(queries.terms(words), GlossaryTerm.id, 50)
    return (
        render_template(
            "control/glossary.html", form=form, page=page, words=words, total=glossary.how_many()
        ),
        form.status,
    )


@bp.post("/glossary/<int:term_id>/remove")
def remove_term(term_id: int) -> ResponseReturnValue:
    require(current_user, "control.edit_glossary", None)
    glossary.remove_term(queries.get_term(term_id), actor=current_user)
    flash(_("Removed. Existing texts are made anew in the background."), "done")
    return redirect(url_for(".glossary_page"))


@bp.get("/audit")
def audit() -> ResponseReturnValue:
    require(current_user, "control.read_audit", None)
    action, thing, username = asked("action"), asked("thing"), asked("person")
    actor_id = None
    if username:
        try:
            actor_id = person_called(username).id
        except NotFound:
            actor_id = -1  # nobody by this name: nothing was done
    page = newest_first(queries.audit_lines(action, thing, actor_id), AuditLine.id, 50)
    return render_template(
        "control/audit.html",
        page=page,
        asked={"action": action, "thing": thing, "person": username},
        names=names_of(line.actor_id for line in page.rows),
        act_of=words.act_of,
        thing_of=words.thing_of,
        parts=words.parts(action),
    )


@bp.get("/jobs")
def failed_jobs() -> ResponseReturnValue:
    require(current_user, "control.run_jobs", None)
    page = newest_first(queries.failing_jobs(), Job.id, 30)
    return render_template("control/jobs.html", page=page, most=TRIES)


@bp.post("/jobs/<int:job_id>/again")
def try_again(job_id: int) -> ResponseReturnValue:
    require(current_user, "control.run_jobs", None)
    job = queries.get_job(job_id)
    if job.error is None:
        raise Refused(_("This job is waiting for its turn."))
    jobs.try_again(job, actor=current_user)
    flash(_("It will be tried again in a moment."), "done")
    return redirect(url_for(".failed_jobs"))
