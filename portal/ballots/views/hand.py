from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.ballots import queries, services
from portal.ballots.forms import DeclareForm, HandForm, ProxyForm, UrnForm
from portal.ballots.models import Ballot
from portal.ballots.rules import PassBasis
from portal.ballots.states import Channel, Phase
from portal.ballots.views.blueprint import bp
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.files.queries import files_of_many

MOST_SHOWN = 400


def desk_of(code: str) -> Ballot:
    ballot = queries.get_ballot(code)
    require(current_user, "ballots.keep_roll", ballot)
    if not ballot.by_hand:
        raise NotFound(_("This vote is held online only."))
    return ballot


def desk(ballot: Ballot, **forms: Any) -> ResponseReturnValue:
    """Everything on the table: what is typed in, what waits for a second person, the urn, the end."""
    waiting, confirmed = queries.waiting_entries(ballot), queries.confirmed_entries(ballot)
    entries = [*waiting, *confirmed]
    rule = ballot.adoption_rule
    shown = {
        "hand": HandForm.of(ballot),
        "urn": UrnForm.of(ballot),
        "declare": DeclareForm.received(),
        **forms,
    }
    return render_template(
        "ballots/hand.html",
        ballot=ballot,
        counting=ballot.phase is Phase.COUNTING,
        running=ballot.phase in {Phase.OPEN, Phase.COUNTING},
        waiting=waiting[:MOST_SHOWN],
        confirmed=confirmed,
        names=names_of(entry.typed_by_id for entry in entries),
        scans=files_of_many("ballot_by_hand", [entry.id for entry in entries]),
        urn=queries.urn_of(ballot) if ballot.secret else None,
        asks_present=rule is not None and rule.pass_basis is PassBasis.PRESENT and not rule.area,
        forms=shown,
        name_of=queries.name_of,
        hall=Channel.HALL,
        marks=queries.marks_of(ballot),
    ), 422 if any(form.refused or form.errors for form in forms.values()) else 200


@bp.route("/<code>/hand", methods=["GET", "POST"])
def by_hand(code: str) -> ResponseReturnValue:
    ballot = desk_of(code)
    form = HandForm.of(ballot)
    if form.sent:
        with form.refusals():
            entries = services.type_in(
                ballot,
                channel=Channel(form.channel.data),
                received_on=form.received_on.data or clock.today(),
                numbers=form.numbers(),
                scans=form.scans.keep(current_user),
                actor=current_user,
            )
            flash(
                _("%(count)s ballots are typed in. Another person confirms them.", count=len(entries)), "done"
            )
            return redirect(url_for(".by_hand", code=code))
    return desk(ballot, hand=form) if form.is_submitted else desk(ballot)


@bp.post("/<code>/hand/confirm")
def confirm_by_hand(code: str) -> ResponseReturnValue:
    ballot = desk_of(code)
    wanted = request.form.getlist("entry", type=int)[:MOST_SHOWN]
    for entry_id in wanted:
        services.confirm(queries.get_entry(ballot, entry_id), actor=current_user)
    flash(_("%(count)s ballots are confirmed and count.", count=len(wanted)), "done" if wanted else "warn")
    return redirect(url_for(".by_hand", code=code))


@bp.post("/<code>/hand/<int:entry_id>/strike")
def strike_by_hand(code: str, entry_id: int) -> ResponseReturnValue:
    ballot = desk_of(code)
    services.strike(queries.get_entry(ballot, entry_id), actor=current_user)
    flash(_("Taken back. It can be typed in again."), "done")
    return redirect(url_for(".by_hand", code=code))


@bp.post("/<code>/urn")
def urn(code: str) -> ResponseReturnValue:
    """The first count of the papers in a secret vote; when there is one, the second."""
    ballot = desk_of(code)
    form = UrnForm.of(ballot)
    if form.sent:
        with form.refusals():
            first = queries.urn_of(ballot)
            if first is None or request.form.get("act") == "anew":
                services.type_urn(ballot, votes=form.votes(), actor=current_user)
                flash(_("The first count is kept. Another person counts again."), "done")
            else:
                services.confirm_urn(first, votes=form.votes(), actor=current_user)
                flash(_("Both counts are the same."), "done")
            return redirect(url_for(".by_hand", code=code))
    return desk(ballot, urn=form)


@bp.post("/<code>/declare")
def declare(code: str) -> ResponseReturnValue:
    ballot = desk_of(code)
    form = DeclareForm.received()
    if form.sent:
        with form.refusals():
            services.declare(ballot, attended=form.attended.data, actor=current_user)
            services.issue_protocol(ballot, actor=current_user)
            flash(_("The vote has been counted. The protocol for filing is being made."), "done")
            return redirect(url_for(".show", code=code))
    return desk(ballot, declare=form)


@bp.route("/<code>/proxies", methods=["GET", "POST"])
def proxies(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    require(current_user, "ballots.keep_roll", ballot)
    form = ProxyForm.received()
    if form.sent:
        with form.refusals():
            services.name_proxy(
                ballot,
                number=form.number.data or 0,
                holder=form.holder.data or "",
                account=form.account.data or "",
                papers=form.papers.keep(current_user),
                actor=current_user,
            )
            flash(_("The authority is noted."), "done")
            return redirect(url_for(".proxies", code=code))
    given = queries.proxies_of(ballot)
    return render_template(
        "ballots/proxies.html",
        ballot=ballot,
        rule=ballot.adoption_rule,
        form=form,
        proxies=given,
        papers=files_of_many("ballot_proxy", [proxy.id for proxy in given]),
        may=can(current_user, "ballots.keep_roll", ballot),
        name_of=queries.name_of,
    ), form.status


@bp.post("/<code>/proxies/<int:proxy_id>/withdraw")
def withdraw_proxy(code: str, proxy_id: int) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    require(current_user, "ballots.keep_roll", ballot)
    services.withdraw_proxy(queries.get_proxy(ballot, proxy_id), actor=current_user)
    flash(_("The authority has been taken back."), "done")
    return redirect(url_for(".proxies", code=code))
