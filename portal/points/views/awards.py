"""Points by hand: proposed by one person, confirmed by another; and corrections."""

from __future__ import annotations

from itertools import chain

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import User
from portal.accounts.queries import get_person, names_of, person_called
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.points.forms import ProposeForm, ReasonForm
from portal.points.models import Determination, Entry, RuleVersion
from portal.points.queries import balances, imports, rulebook
from portal.points.queries.evidence import photos_of
from portal.points.services import awarding, determining
from portal.points.states import DETERMINATION_LIFE, DeterminationState
from portal.points.views import bp
from portal.points.views.evidence import add_photos


def person_named(username: str) -> User:
    """Who is meant; the sentence stands above the form when nobody has this name."""
    try:
        person = person_called(username[:64])
    except NotFound as error:
        raise Refused(_("Nobody has this username.")) from error
    if not person.is_active:
        raise Refused(_("Nobody has this username."))
    return person


@bp.get("/control/awards")
def awards() -> ResponseReturnValue:
    require(current_user, "points.award", None)
    done = request.args.get("done") == "1"
    found = rulebook.determinations()
    waiting = Determination.state == DeterminationState.PROPOSED
    page = newest_first(found.where(~waiting if done else waiting), Determination.id)
    return render_template(
        "points/awards.html",
        page=page,
        done=done,
        tables=[] if done else imports.waiting_for(current_user),
        names=names_of([d.proposed_by for d in page.rows] + [d.decided_by for d in page.rows]),
    )


def rule_line(version: RuleVersion) -> str:
    """A rule in a list to choose from: its number, its title, its points or range."""
    most = "" if version.most is None else f"…{version.most:+}"
    return f"{version.rule.code} {version.title} {version.points:+}{most}"


@bp.route("/control/awards/new", methods=["GET", "POST"])
def propose() -> ResponseReturnValue:
    require(current_user, "points.award", None)
    today = clock.today()
    book = rulebook.by_hand(today)
    form = ProposeForm.of([(v.rule.code, rule_line(v)) for v in book], today)
    if form.sent:
        with form.refusals():
            proposed = determining.propose(
                person_named(form.data["username"]),
                rule=rulebook.get_rule(form.data["rule"]),
                deed=form.deed(),
                actor=current_user,
            )
            add_photos(proposed, form)
            flash(_("Proposed. Another person has to confirm it before anything is posted."), "done")
            return redirect(url_for(".awards"))
    return render_template("points/propose.html", form=form, rules=book), form.status


@bp.get("/control/awards/<code>")
def award(code: str) -> ResponseReturnValue:
    determination = rulebook.get_determination(code)
    require(current_user, "points.award", None)
    history = DETERMINATION_LIFE.history(determination)
    return render_template(
        "points/award.html",
        determination=determination,
        purse=balances.purse(determination.user_id),
        photos=chain(*photos_of(determination)),
        history=history,
        names=names_of(
            [determination.proposed_by, determination.decided_by] + [row.actor_id for row in history]
        ),
        steps=DETERMINATION_LIFE.steps(determination, current_user),
    )


@bp.post("/control/awards/<code>/confirm")
def confirm(code: str) -> ResponseReturnValue:
    entry = determining.confirm(rulebook.get_determination(code), actor=current_user)
    flash(_("%(points)s points are posted.", points=entry.amount), "done")
    return redirect(url_for(".award", code=code))


@bp.route("/control/awards/<code>/decline", methods=["GET", "POST"])
def decline(code: str) -> ResponseReturnValue:
    determination = rulebook.get_determination(code)
    require(current_user, "points.decline", determination)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            determining.decline(determination, reason=form.data["reason"], actor=current_user)
            flash(_("Declined. Nothing was posted."), "done")
            return redirect(url_for(".award", code=code))
    return (
        render_template(
            "points/reason.html",
            form=form,
            title=_("Decline the proposal"),
            lead=determination.note,
            action=_("Decline"),
            back=url_for(".award", code=code),
            danger=True,
        ),
        form.status,
    )


@bp.get("/control/person/<int:user_id>")
def ledger_of(user_id: int) -> ResponseReturnValue:
    """One person's lines, for those who may correct them."""
    person = get_person(user_id)
    require(current_user, "points.see_ledger", person)
    page = newest_first(balances.statement(person.id), Entry.id, entities=False)
    return render_template(
        "points/ledger.html",
        person=person,
        purse=balances.purse(person.id),
        page=page,
        lines=balances.lines(page.rows),
    )


@bp.route("/control/lines/<int:entry_id>/correct", methods=["GET", "POST"])
def correct(entry_id: int) -> ResponseReturnValue:
    entry = rulebook.get_entry(entry_id)
    require(current_user, "points.correct", entry)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            awarding.correct(entry, reason=form.data["reason"], actor=current_user)
            flash(_("Corrected: the line stays, a new one takes it back."), "done")
            return redirect(url_for(".ledger_of", user_id=entry.owner_id))
    return (
        render_template(
            "points/reason.html",
            form=form,
            title=_("Correct line %(number)s", number=entry.id),
            lead=_("%(points)s points will be taken back by a new line.", points=entry.amount),
            action=_("Correct this line"),
            back=url_for(".ledger_of", user_id=entry.owner_id),
            danger=True,
        ),
        form.status,
    )
