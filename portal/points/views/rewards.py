"""The shelf: what there is, one reward, and the confirmation before points are spent."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.looking import looking_first
from portal.core.permissions import can, require, why_not
from portal.points.forms import ReserveForm
from portal.points.forms.slots import AppointmentForm
from portal.points.models import Reward
from portal.points.queries import balances, seasons, shelf, slots
from portal.points.queries import wishes as queries
from portal.points.queries.eligibility import not_meant_for, score_of
from portal.points.queries.household_limits import above_household_limit
from portal.points.services import redemption
from portal.points.services import wishes as wish_list
from portal.points.services.certificates import CONSENT
from portal.points.states import RewardKind, Scheme
from portal.points.views import bp


@bp.get("/rewards")
def rewards() -> ResponseReturnValue:
    kind = asked_kind()
    purse = balances.purse(current_user.id) if current_user.is_authenticated else None
    mine = request.args.get("mine") == "1" and purse is not None
    stocked = request.args.get("stock") == "1"
    season = seasons.get_season(request.args["season"]) if request.args.get("season") else None
    found = shelf.catalogue(
        kind=kind, affordable=purse.spendable if mine and purse else None, in_stock=stocked, season=season
    )
    return render_template(
        "points/rewards.html",
        rewards=found,
        kind=kind,
        purse=purse,
        mine=mine,
        stocked=stocked,
        kinds=RewardKind,
        season=season,
        seasons=seasons.shown_seasons(),
        today=clock.today(),
    )


def asked_kind() -> RewardKind | None:
    value = request.args.get("kind")
    if not value:
        return None
    try:
        return RewardKind(value)
    except ValueError as error:
        raise BadInput(_("This address is not complete. Please go back to the first page.")) from error


def obstacle(reward: Reward) -> str | None:
    """Why the reader cannot have it now, or None."""
    if reward.kind is RewardKind.HONOUR:
        return str(_("This follows from a rating and cannot be picked from the shelf."))
    if no := not_now(reward):
        return no
    if reward.sold_out:
        return str(_("This reward is sold out. Perhaps something else on the shelf suits you."))
    if no := why_not(current_user, "points.reserve", reward):
        return no
    if other := not_meant_for(reward, current_user.id):
        return other
    if reward.limit_times is not None and shelf.taken(current_user.id, reward) >= reward.limit_times:
        return str(_("You have reached the limit of this reward for now."))
    if used_up := above_household_limit(reward, current_user.id, one_more=1):
        return used_up
    if reward.by_appointment and not slots.free_slots(reward):
        return str(_("No time is free at the moment. Please look again in a few days."))
    missing = reward.points - balances.spendable(current_user.id)
    if missing > 0:
        return str(_("You need %(points)s more points for this.", points=missing))
    return None


def not_now(reward: Reward) -> str | None:
    """Why it is not to be had today, or None."""
    today = clock.today()
    if reward.on_offer(today):
        return None
    if reward.offered and reward.starts_on > today:
        return str(_("This is offered from %(day)s on.", day=dates.date(reward.starts_on)))
    if reward.offered and reward.ends_on and reward.ends_on < today:
        return str(_("This was offered until %(day)s.", day=dates.date(reward.ends_on)))
    return str(_("This reward is not on the shelf now."))


@bp.get("/rewards/<code>")
def reward(code: str) -> ResponseReturnValue:
    found = shelf.get_reward(code, current_user)
    wished = queries.wish_for(found, current_user.id) if current_user.is_authenticated else None
    waiting = can(current_user, "points.keep_rewards", found)
    return render_template(
        "points/reward.html",
        reward=found,
        no=obstacle(found),
        slots=slots.free_slots(found) if found.by_appointment else [],
        wished=wished,
        today=clock.today(),
        waiting=queries.waiting_for(found) if waiting else None,
    )


@bp.get("/wishes")
def wishes() -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    return render_template("points/wishes.html", wishes=queries.wishes_of(current_user.id))


@bp.post("/rewards/<code>/wish")
def wish(code: str) -> ResponseReturnValue:
    wish_list.wish(shelf.get_reward(code, current_user), actor=current_user)
    flash(_("It is on your wish list. You are told when it is there again."), "done")
    return redirect(url_for(".reward", code=code))


@bp.post("/rewards/<code>/wish/drop")
def drop_wish(code: str) -> ResponseReturnValue:
    wish_list.drop(shelf.get_reward(code, current_user), actor=current_user)
    flash(_("It is no longer on your wish list."), "done")
    return redirect(url_for(".reward", code=code))


@bp.route("/rewards/<code>/reserve", methods=["GET", "POST"])
@looking_first
def reserve(code: str) -> ResponseReturnValue:
    found = shelf.get_reward(code, current_user)
    form = AppointmentForm.of(slots.free_slots(found)) if found.by_appointment else ReserveForm.received()
    consent = found.kind is RewardKind.CREDIT_REFERRAL
    form.agreed.label.text = (
        str(CONSENT)
        if consent
        else _("I want this reward and spend %(points)s points on it.", points=found.points)
    )
    if form.sent:
        with form.refusals():
            slot = slots.find_slot(found, form.slot.data) if isinstance(form, AppointmentForm) else None
            voucher = redemption.reserve(found, consents=consent, slot=slot, actor=current_user)
            flash(
                _("Your certificate is ready. You decide who sees it.")
                if consent
                else _("Your voucher is ready. Show it at the counter."),
                "done",
            )
            return redirect(url_for(".voucher", code=voucher.code))
    no = None if form.is_submitted else obstacle(found)
    purse = balances.purse(current_user.id) if current_user.is_authenticated else None
    score = score_of(current_user.id, found.scheme or Scheme.HOUSEHOLD) if consent and purse else None
    return (
        render_template(
            "points/reserve.html", reward=found, form=form, no=no, purse=purse, consent=consent, score=score
        ),
        form.status,
    )
