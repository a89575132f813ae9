"""For those who keep the shelf: rewards, stock, partners, monthly statements, the books."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import get_grant, names_of
from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.core.sheets import download
from portal.files.services import upload
from portal.places.queries import get_city
from portal.points.forms import ClerkForm, NewRewardForm, PartnerForm, RewardForm, StockForm
from portal.points.models import Partner, Reward
from portal.points.queries import balances, offline, partners, proof, rulebook, shelf
from portal.points.queries.seasons import all_seasons
from portal.points.services import shelf as services
from portal.points.states import SPAN_LABELS, STOCK_LABELS, StockKind
from portal.points.views import bp
from portal.points.views.awards import person_named


@bp.get("/control")
def control() -> ResponseReturnValue:
    """Where everything starts that officials do with points."""
    require(current_user, "points.look_on", None)
    lists = offline.lists_sent()
    return render_template(
        "points/control.html",
        lists=lists,
        names=names_of(sent.by_id for sent in lists),
        drafts=rulebook.waiting_versions(),
        accounts=shelf.reconciliation(),
        totals=balances.totals(),
        head=proof.head(),
        partners=shelf.all_partners(),
        disputed=shelf.disputed(),
        confirmed=partners.to_settle(),
        keeps=can(current_user, "points.keep_rewards", get_city()),
    )


@bp.get("/control/report.<any(csv, xlsx):kind>")
def report(kind: str) -> Response:
    """Issued = redeemed + reserved + left, to take away."""
    require(current_user, "points.look_on", None)
    heads = (
        _("Number"),
        _("Reward"),
        _("Delivered"),
        _("Set right"),
        _("Issued"),
        _("Redeemed"),
        _("Reserved"),
        _("Still left"),
        _("Difference"),
        _("Limit for each household"),
    )
    rows = [
        (
            account.reward.code,
            str(account.reward.name),
            account.delivered,
            account.corrected,
            account.issued,
            account.redeemed,
            account.reserved,
            account.reward.stock,
            account.difference,
            limit_of_household(account.reward),
        )
        for account in shelf.reconciliation()
    ]
    return download(_("Rewards and stock"), kind, [heads, *rows])


def limit_of_household(reward: Reward) -> str:
    if reward.household_times is None:
        return ""
    return _(
        "%(times)s for each household (%(span)s)",
        times=reward.household_times,
        span=SPAN_LABELS[reward.household_span],
    )


def chosen_partners(codes: Sequence[str]) -> list[Partner]:
    return [partner for partner in shelf.all_partners() if partner.code in set(codes)]


def keep_picture(form: RewardForm, reward: Reward) -> None:
    sent: Any = form.picture.data
    if sent is not None and sent.filename:
        picture = upload(current_user, sent=sent, public=True, actor=current_user)
        services.set_picture(reward, picture=picture, actor=current_user)


@bp.route("/control/rewards/new", methods=["GET", "POST"])
def new_reward() -> ResponseReturnValue:
    city = get_city()
    require(current_user, "points.keep_rewards", city)
    seasons = [season for season, _count in all_seasons()]
    form = NewRewardForm.of(None, list(shelf.all_partners()), seasons)
    if form.sent:
        with form.refusals():
            reward = services.add_reward(
                city,
                code=form.data["code"],
                stock=form.data["stock"],
                partners=chosen_partners(form.data["partners"]),
                columns=form.columns(seasons),
                actor=current_user,
            )
            keep_picture(form, reward)
            flash(_("The reward is on the shelf."), "done")
            return redirect(url_for(".reward", code=reward.code))
    return render_template("points/edit_reward.html", form=form, reward=None), form.status


@bp.route("/control/rewards/<code>", methods=["GET", "POST"])
def edit_reward(code: str) -> ResponseReturnValue:
    reward = shelf.get_reward(code, current_user)
    require(current_user, "points.keep_rewards", reward)
    seasons = [season for season, _count in all_seasons()]
    form = RewardForm.of(reward, list(shelf.all_partners()), seasons)
    if form.sent:
        with form.refusals():
            services.change_reward(
                reward,
                partners=chosen_partners(form.data["partners"]),
                columns=form.columns(seasons),
                actor=current_user,
            )
            keep_picture(form, reward)
            flash(_("Saved."), "done")
            return redirect(url_for(".reward", code=code))
    return render_template("points/edit_reward.html", form=form, reward=reward), form.status


@bp.route("/control/rewards/<code>/stock", methods=["GET", "POST"])
def stock(code: str) -> ResponseReturnValue:
    reward = shelf.get_reward(code, current_user)
    require(current_user, "points.keep_rewards", reward)
    form = StockForm.received()
    if form.sent:
        with form.refusals():
            if form.data["kind"] == StockKind.DELIVERY:
                services.deliver(
                    reward,
                    count=form.data["change"],
                    paper=form.data["paper"] or "",
                    reason=form.data["reason"] or "",
                    actor=current_user,
                )
            else:
                services.correct_stock(
                    reward,
                    change=form.data["change"],
                    reason=form.data["reason"] or "",
                    actor=current_user,
                )
            flash(_("The stock is %(count)s now.", count=reward.stock), "done")
            return redirect(url_for(".stock", code=code))
    changes = shelf.stock_changes(reward)
    return (
        render_template(
            "points/stock.html",
            reward=reward,
            form=form,
            changes=changes,
            kinds=STOCK_LABELS,
            names=names_of(change.by_id for change in changes),
        ),
        form.status,
    )


@bp.route("/control/partners/new", methods=["GET", "POST"])
def new_partner() -> ResponseReturnValue:
    city = get_city()
    require(current_user, "points.keep_partners", city)
    form = PartnerForm.received(data={"since": clock.today(), "active": True})
    if form.sent:
        with form.refusals():
            partner = services.add_partner(city, columns=form.data, actor=current_user)
            flash(_("The shop is a partner now. Name its clerks."), "done")
            return redirect(url_for(".clerks", code=partner.code))
    return render_template("points/edit_partner.html", form=form, partner=None), form.status


@bp.route("/control/partners/<code>", methods=["GET", "POST"])
def edit_partner(code: str) -> ResponseReturnValue:
    partner = partners.get_partner(code)
    require(current_user, "points.keep_partners", partner)
    words = {name: getattr(partner, name).original for name in ("name", "address", "agreement")}
    form = PartnerForm.received(data={**words, "since": partner.since, "active": partner.active})
    if form.sent:
        with form.refusals():
            services.change_partner(partner, columns=form.data, actor=current_user)
            flash(_("Saved."), "done")
            return redirect(url_for(".partner", code=code))
    return render_template("points/edit_partner.html", form=form, partner=partner), form.status


@bp.route("/control/partners/<code>/clerks", methods=["GET", "POST"])
def clerks(code: str) -> ResponseReturnValue:
    partner = partners.get_partner(code)
    require(current_user, "points.keep_partners", partner)
    form = ClerkForm.received()
    if form.sent:
        with form.refusals():
            services.add_clerk(partner, person=person_named(form.data["username"]), actor=current_user)
            flash(_("The clerk can redeem vouchers for this shop now."), "done")
            return redirect(url_for(".clerks", code=code))
    return (
        render_template("points/clerks.html", partner=partner, form=form, clerks=partners.clerks_of(partner)),
        form.status,
    )


@bp.post("/control/partners/<code>/clerks/<int:grant_id>/end")
def end_clerk(code: str, grant_id: int) -> ResponseReturnValue:
    partner = partners.get_partner(code)
    services.end_clerk(partner, grant=get_grant(grant_id), actor=current_user)
    flash(_("The clerk no longer redeems vouchers for this shop."), "done")
    return redirect(url_for(".clerks", code=code))
