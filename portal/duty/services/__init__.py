"""Planning, swapping, walking, putting right, objecting."""

from portal.duty.services.findings import answer, recheck, refer, say_corrected, settle
from portal.duty.services.lists import ItemWords, add_item, change_item, drop_item, take_citys_items
from portal.duty.services.objections import decide, object_to
from portal.duty.services.reminding import remind_of_what_is_late, remind_on_the_eve
from portal.duty.services.rotas import propose, publish, set_week, withdraw
from portal.duty.services.swaps import agree, ask_swap, decline, take_back
from portal.duty.services.walking import Mark, walk

__all__ = [
    "ItemWords",
    "Mark",
    "add_item",
    "agree",
    "answer",
    "ask_swap",
    "change_item",
    "decide",
    "decline",
    "drop_item",
    "object_to",
    "propose",
    "publish",
    "recheck",
    "refer",
    "remind_of_what_is_late",
    "remind_on_the_eve",
    "say_corrected",
    "set_week",
    "settle",
    "take_back",
    "take_citys_items",
    "walk",
    "withdraw",
]
