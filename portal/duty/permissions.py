"""Who plans, swaps, looks, corrects, rechecks and decides; `thing` is an alliance or has an `alliance_id`."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Role
from portal.accounts.queries import holds
from portal.alliances.permissions import alliance_id_of, office, officer, running
from portal.alliances.queries import LEADING, is_member, leads, officer_ids
from portal.alliances.states import Office
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in
from portal.duty.queries import duty_of

WALKERS = (*LEADING, Office.GROUP_LEAD)


@rule(_l("This is somebody else's turn."))
def own_turn(actor: Any, turn: Any) -> bool:
    return bool(actor.id == turn.user_id)


@rule(_l("This question was put to somebody else."))
def was_asked(actor: Any, swap: Any) -> bool:
    return bool(actor.id == swap.asked_of)


@rule(_l("Only the person who asked can do this."))
def has_asked(actor: Any, swap: Any) -> bool:
    return bool(actor.id == swap.asked_by)


@rule(_l("Only those who are on duty this week, leaders of a duty group and the officers can do this."))
def walks(actor: Any, thing: Any) -> bool:
    alliance_id = alliance_id_of(thing)
    return leads(actor, alliance_id, WALKERS) or alliance_id in duty_of(actor)


@rule(_l("Only the shop it is about can do this."))
def own_shop(actor: Any, finding: Any) -> bool:
    return bool(actor.id == finding.shop_id) and is_member(actor, finding.alliance_id)


@rule(_l("Only the supervisor can do this."))
def supervises(actor: Any, thing: Any) -> bool:
    """The officers stand in where nobody is supervisor."""
    alliance_id = alliance_id_of(thing)
    if officer_ids(alliance_id, (Office.SUPERVISOR,)):
        return leads(actor, alliance_id, (Office.SUPERVISOR,))
    return leads(actor, alliance_id)


@rule(_l("Only the community worker of this place can do this."))
def worker(actor: Any, finding: Any) -> bool:
    return holds(actor, (Role.COMMUNITY_WORKER,), finding.place.path)


secretary = office(
    Office.SECRETARY,
    Office.CHAIR,
    Office.VICE_CHAIR,
    because=_l("Only the secretary, or the chair in the secretary's place, can do this."),
)

PERMISSIONS: dict[str, Rule] = {
    "duty.plan": signed_in & secretary & running,
    "duty.edit_rota": signed_in & secretary,
    "duty.publish_rota": signed_in & secretary,
    "duty.withdraw_rota": signed_in & secretary,
    "duty.ask_swap": signed_in & own_turn,
    "duty.answer_swap": signed_in & was_asked,
    "duty.take_back_swap": signed_in & has_asked,
    "duty.change_items": signed_in & officer & running,
    "duty.inspect": signed_in & walks & running,
    "duty.say_corrected": signed_in & own_shop,
    "duty.answer": signed_in & own_shop,
    "duty.recheck": signed_in & walks & another_person_than("found_by", "shop_id"),
    "duty.refer": signed_in & officer & another_person_than("shop_id"),
    "duty.settle": signed_in & worker,
    "duty.object": signed_in & own_shop,
    "duty.decide_objection": signed_in & supervises & another_person_than("found_by", "shop_id"),
}
