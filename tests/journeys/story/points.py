"""What the story has earned is spent at a counter, once."""

from __future__ import annotations

from tests.journeys.story import CLERK, Cast
from tests.journeys.town import Town

PIN = "275816"  # of the noodle shop in the demo city


def buy_a_bowl_of_noodles(town: Town, cast: Cast) -> None:
    member = town.visitor(cast.neighbours[0], width=390)
    member.open("/points/").sees("签署公约").sees("参加商议").sees("参加表决").picture("5-points")
    member.open("/points/rewards").follow("三治面券（面值10元）").press("I want this")
    member.tick("I want this reward and spend %(points)s points on it.").picture("5-reserve").press(
        "Yes, I want it"
    )
    member.sees("Your voucher is ready. Show it at the counter.").picture("5-voucher")
    number = member.page.locator(".voucher-number").inner_text()

    counter, colleague = town.visitor(CLERK, width=390), town.visitor(CLERK, width=391)
    colleague.open(member.scan()).sees("三治面券（面值10元）")
    counter.open("/points/counter").fill("The eight digits on the voucher", number).press("Look").picture(
        "5-counter"
    )
    counter.fill("PIN of the shop", PIN).press("Hand out and redeem").sees(
        "Redeemed. Please hand out: %(item)s", item=town.say("三治面券（面值10元）")
    )
    colleague.fill("PIN of the shop", PIN).press("Hand out and redeem", status=409).picture("5-twice")
    colleague.sees("This voucher cannot be used any more: %(state)s.")
    member.open("/points/vouchers").picture("5-vouchers")
