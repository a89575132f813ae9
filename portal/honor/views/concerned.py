"""For those an entry is about: consent, statement, putting it right; and one's own entries."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core.i18n import _
from portal.honor import queries, services
from portal.honor.forms import ConsentForm, RepairForm, StatementForm
from portal.honor.queries.figures import labels_of
from portal.honor.queries.programmes import candidacy_of
from portal.honor.queries.record import basis_title
from portal.honor.views import bp


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    return render_template(
        "honor/mine.html",
        entries=queries.of_person(current_user.id),
        objections=queries.objections_of(current_user.id),
    )


@bp.route("/<code>/consent", methods=["GET", "POST"])
def consent(code: str) -> ResponseReturnValue:
    entry = queries.get_concerned(code, viewer=current_user)
    form = ConsentForm.received()
    if form.sent:
        with form.refusals():
            if form.answer.data == "yes":
                services.consent(entry, actor=current_user)
                flash(_("Thank you. Before it is published there is a public notice."), "done")
            else:
                services.decline(entry, actor=current_user)
                flash(_("We respect that. Nothing of it will be public."), "done")
            return redirect(url_for(".mine"))
    candidacy = candidacy_of(entry.id)
    counted = labels_of(candidacy.programme) if candidacy else []
    return render_template("honor/consent.html", entry=entry, form=form, counted=counted), form.status


@bp.route("/<code>/statement", methods=["GET", "POST"])
def statement(code: str) -> ResponseReturnValue:
    entry = queries.get_concerned(code, viewer=current_user)
    form = StatementForm.received()
    del form.received_on
    if form.sent:
        with form.refusals():
            text = form.points.data or ""
            services.give_statement(entry, text=text, points=text.splitlines(), actor=current_user)
            flash(_("Your statement has been received. Every point will be answered."), "done")
            return redirect(url_for(".statement", code=code))
    record = queries.record_of(entry)
    bases = [(basis, basis_title(basis)) for basis in record.bases]
    looks = queries.looks_at(entry)
    return (
        render_template(
            "honor/statement.html",
            entry=entry,
            record=record,
            bases=bases,
            form=form,
            looks=looks,
            names=names_of(look.user_id for look in looks if look.of_file),
        ),
        form.status,
    )


@bp.route("/<code>/repair", methods=["GET", "POST"])
def repair(code: str) -> ResponseReturnValue:
    """By the one concerned, or typed in by officials for somebody who came to the counter."""
    entry = queries.get_entry(code, viewer=current_user)
    form = RepairForm.received()
    if form.sent:
        with form.refusals():
            services.ask_repair(
                entry, text=form.text.data or "", pledge=bool(form.pledge.data), actor=current_user
            )
            flash(_("Thank you. Somebody will come and look."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("honor/repair.html", entry=entry, form=form), form.status
