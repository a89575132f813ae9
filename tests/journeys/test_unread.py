"""What has been read in a topic: told when the last post has been in view, not before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.town import Town, in_script
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

TITLE = "哪家的卷帘门夜里响"
LONG = "\n\n".join(["楼上听得清清楚楚。"] * 40)


def unread(reader: Visitor, board: str) -> int:
    """How many unread posts the list of topics shows beside ours."""
    reader.open(board)
    row = reader.page.locator("li", has=reader.page.get_by_role("link", name=reader.say(TITLE))).first
    found = (
        re.search(r"\d+", row.locator(".badge.go").inner_text()) if row.locator(".badge.go").count() else None
    )
    return int(found[0]) if found else 0


@in_script("zh_Hant")
def test_unread_marks(town: Town) -> None:
    writer, reader = town.visitor("wangxiulan", width=390), town.visitor("shenfugen", width=390)
    writer.open("/places/qiaodong").follow("To the forum")
    board = writer.path
    writer.press("Begin a topic").fill("Title", TITLE).fill("What do you want to say?", LONG)
    writer.press("Publish the topic")
    topic = writer.path
    writer.fill("Your answer", LONG).press("Send the answer")
    before = unread(reader, board)

    told: list[str] = []
    reader.page.on("request", lambda request: request.url.endswith("/seen") and told.append(request.url))
    reader.open(topic)
    reader.page.wait_for_timeout(500)
    nothing_yet = list(told)
    with reader.page.expect_response(re.compile("/seen$")) as answer:
        reader.page.locator(".posts > article").last.locator("footer").scroll_into_view_if_needed()

    assert (before, nothing_yet, answer.value.status) == (2, [], 204)
    assert unread(reader, board) == 0
    writer.open(topic).fill("Your answer", "已经找到了。").press("Send the answer")
    assert unread(reader, board) == 1
    expect(reader.page.locator("main")).to_contain_text(reader.say(TITLE))
