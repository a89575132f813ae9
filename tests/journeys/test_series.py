"""A chart over time: walked through by keys where the library comes, the server's drawing where it does not."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]


def test_series(town: Town) -> None:
    reader = town.visitor("", width=390)
    reader.open("/consultations/?show=done")
    reader.page.locator("main .cards a").first.click()
    figure = reader.page.locator("figure.series")
    figure.scroll_into_view_if_needed()
    live = figure.get_by_role("slider")
    expect(live).to_be_visible()
    rows = figure.locator("tr[data-day]")
    said = [row.get_attribute("data-said") for row in rows.all()]

    expect(live).to_have_attribute("aria-valuetext", said[-1])
    live.focus()
    for key, number in (("ArrowLeft", -2), ("Home", 0), ("ArrowRight", 1)):
        reader.page.keyboard.press(key)
        expect(live).to_have_attribute("aria-valuetext", said[number])
        expect(figure.locator(".series-said")).to_have_text(said[number])

    expect(figure.locator("svg")).to_be_hidden()
    edge = live.bounding_box()
    reader.page.mouse.move(edge["x"] + 120, edge["y"] + 60)
    reader.page.mouse.down()
    reader.page.mouse.move(edge["x"] + 220, edge["y"] + 60, steps=5)
    reader.page.mouse.up()
    whole = figure.get_by_role("button", name=reader.say("Whole period"))
    whole.click()
    expect(whole).to_be_hidden()
    reader.page.emulate_media(media="print")
    expect(figure.locator("svg")).to_be_visible()
    expect(live).to_be_hidden()
    reader.page.emulate_media(media="screen")

    reader.page.route("**/uplot.js*", lambda route: route.abort())
    reader.page.reload()
    figure.scroll_into_view_if_needed()
    expect(figure.locator("svg")).to_be_visible()
    expect(live).to_be_hidden()
