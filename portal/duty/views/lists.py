"""What is looked at: the city's list, and that of an alliance with its versions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.alliances.models import Alliance
from portal.alliances.queries import get_alliance
from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.duty import queries, rules, services
from portal.duty.forms import ItemForm, ReasonForm
from portal.duty.views.blueprint import bp, form_answer


@bp.get("/items")
def items() -> ResponseReturnValue:
    """The city's list, which holds where an alliance has none of its own."""
    return render_template(
        "duty/items.html", alliance=None, items=rules.list_on(clock.today()), versions=[], may_change=False
    )


@bp.get("/of/<ref>/items")
def own_items(ref: str) -> ResponseReturnValue:
    alliance = get_alliance(ref, current_user)
    return list_page(alliance, queries.items_for(alliance), can(current_user, "duty.change_items", alliance))


@bp.get("/of/<ref>/items/versions/<int:number>")
def items_version(ref: str, number: int) -> ResponseReturnValue:
    """An earlier version: walks of its time were held against it."""
    alliance = get_alliance(ref, current_user)
    return list_page(alliance, queries.get_list(alliance, number).content, False, number=number)


def list_page(alliance: Alliance, found: rules.ItemList, may_change: bool, **more: Any) -> str:
    versions = queries.lists_of(alliance)
    return render_template(
        "duty/items.html",
        alliance=alliance,
        items=found,
        versions=versions,
        names=names_of(one.made_by for one in versions),
        may_change=may_change,
        **more,
    )


@bp.route("/of/<ref>/items/new", methods=["GET", "POST"])
def add_item(ref: str) -> ResponseReturnValue:
    alliance = get_alliance(ref, current_user)
    require(current_user, "duty.change_items", alliance)
    form = ItemForm.of(None)
    if form.sent:
        with form.refusals():
            services.add_item(alliance, words=form.words, reason=form.reason.data or "", actor=current_user)
            return kept(ref)
    return item_answer(alliance, form, _("A new item"), _("Add the item"))


@bp.route("/of/<ref>/items/<code>", methods=["GET", "POST"])
def change_item(ref: str, code: str) -> ResponseReturnValue:
    alliance = get_alliance(ref, current_user)
    require(current_user, "duty.change_items", alliance)
    form = ItemForm.of(queries.get_item(alliance, code))
    if form.sent:
        with form.refusals():
            services.change_item(
                alliance, code=code, words=form.words, reason=form.reason.data or "", actor=current_user
            )
            return kept(ref)
    return item_answer(alliance, form, _("Item %(code)s", code=code), _("Save"))


@bp.route("/of/<ref>/items/<code>/drop", methods=["GET", "POST"])
def drop_item(ref: str, code: str) -> ResponseReturnValue:
    alliance = get_alliance(ref, current_user)
    require(current_user, "duty.change_items", alliance)
    item = queries.get_item(alliance, code)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.drop_item(alliance, code=code, reason=form.reason.data or "", actor=current_user)
            return kept(ref)
    return item_answer(
        alliance, form, _("Take item %(code)s off the list", code=code), _("Take off"), item.text
    )


@bp.route("/of/<ref>/items/city", methods=["GET", "POST"])
def take_citys_items(ref: str) -> ResponseReturnValue:
    alliance = get_alliance(ref, current_user)
    require(current_user, "duty.change_items", alliance)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.take_citys_items(alliance, reason=form.reason.data or "", actor=current_user)
            return kept(ref)
    return item_answer(alliance, form, _("Take the city's items again"), _("Take the city's items"))


def kept(ref: str) -> ResponseReturnValue:
    flash(_("The list has a new version. Walks made so far keep the items they were held against."), "done")
    return redirect(url_for(".own_items", ref=ref))


def item_answer(
    alliance: Alliance, form: ItemForm | ReasonForm, title: Any, action: Any, lead: Any = None
) -> ResponseReturnValue:
    return form_answer(form, title, action, url_for(".own_items", ref=alliance.code), alliance, lead=lead)
