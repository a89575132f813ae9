"""Writing at a real keyboard: the visual editor of officials, the plain boxes of citizens, input methods, pictures."""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image
from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.town import Town, in_script
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.needs_no_database]

TOO_LARGE = 12 * 1024 * 1024 + 1
PUT = """([selector, kind, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "clip.png", { type: "image/png" }));
  const target = document.querySelector(selector);
  const box = target.getBoundingClientRect();
  const told = { bubbles: true, cancelable: true };
  target.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...told, clipboardData: data })
    : new DragEvent("drop", { ...told, dataTransfer: data, clientX: box.left + 20, clientY: box.bottom - 20 }));
}"""


def a_picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(out, "PNG")
    return out.getvalue()


def sent(content: bytes, name: str = "招牌.png", kind: str = "image/png") -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


class InputMethod:
    """Pinyin, as Chromium hears it from the system: letters are composed, a candidate replaces them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cdp: CDPSession = page.context.new_cdp_session(page)

    def spell(self, letters: str) -> None:
        for n in range(1, len(letters) + 1):
            self.key("Process")
            self.cdp.send(
                "Input.imeSetComposition", {"text": letters[:n], "selectionStart": n, "selectionEnd": n}
            )

    def key(self, key: str, code: str = "") -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self.cdp.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": 229},
            )

    def choose(self, words: str) -> None:
        self.key("Process", "Space")
        self.cdp.send("Input.insertText", {"text": words})

    def write(self, letters: str, words: str) -> None:
        self.spell(letters)
        self.choose(words)

    def enter(self, letters: str) -> None:
        """Enter while composing: the letters stay as they are, nothing else happens."""
        self.spell(letters)
        self.key("Enter", "Enter")
        self.cdp.send("Input.insertText", {"text": letters})


def the_editor(person: Visitor):
    return person.page.locator(".ProseMirror")


def bar(person: Visitor, name: str) -> None:
    toolbar = person.page.get_by_role("toolbar")
    toolbar.get_by_role("button", name=person.say(name), exact=True).click()
    # the editor takes the cursor back with the next picture; nobody types sooner than that
    person.page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")


def written(person: Visitor) -> str:
    """What would be sent, without the marks of the editor."""
    return re.sub(r"</?tbody>", "", person.page.locator("textarea[data-editor]").input_value())


@in_script("zh_Hant")
def test_input_methods_lose_and_double_nothing(town: Town) -> None:
    official = town.visitor("suwenbo")
    official.open("/places/linhe/edit")
    the_editor(official).click()
    page, ime = official.page, InputMethod(official.page)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")

    bar(official, "Heading")
    ime.write("linhe", "临河")
    ime.enter("wifi")
    page.keyboard.press("Enter")
    bar(official, "List")
    ime.write("zaoshi", "早市")
    page.keyboard.press("Enter")
    ime.write("yeshi", "夜市")
    ime.enter("ok")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    bar(official, "Table")
    ime.write("shijian", "时间")
    page.keyboard.press("Tab")
    ime.spell("didian")
    ime.choose("地点")
    ime.write("haiyou", "，还有")

    assert written(official).startswith(
        "<h2>临河wifi</h2><ul><li><p>早市</p></li><li><p>夜市ok</p></li></ul>"
        "<table><tr><th><p>时间</p></th><th><p>地点，还有</p></th>"
    )
    assert official.path == "/places/linhe/edit"


@in_script("zh_Hans")
def test_enter_in_a_composition_does_not_send_a_form(town: Town) -> None:
    citizen = town.visitor("wangxiulan", width=390)
    citizen.open("/places/qiaodong").follow("To the forum").press("Begin a topic")
    before, ime = citizen.page.url, InputMethod(citizen.page)

    citizen.page.get_by_label(citizen.say("Title")).first.focus()
    ime.enter("nihao")

    assert citizen.page.url == before
    assert citizen.page.get_by_label(citizen.say("Title")).first.input_value() == "nihao"


@in_script("zh_Hans")
def test_an_official_puts_pictures_links_and_lists_into_a_text(town: Town) -> None:
    official = town.visitor("suwenbo")
    official.open("/places/linhe/edit")
    page = official.page
    the_editor(official).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    bar(official, "Numbered list")
    page.keyboard.type("first")
    bar(official, "Link")
    link = page.get_by_role("dialog")
    link.get_by_label(official.say("Address")).fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(link.get_by_role("alert")).to_have_text(
        official.say(
            "This address cannot be used. It begins with https:// or with / for a page of this portal."
        )
    )
    link.get_by_label(official.say("Address")).fill("https://example.cn/")
    page.keyboard.press("Enter")
    expect(link).to_have_count(0)
    page.keyboard.press("Control+End")

    bar(official, "Picture")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=official.say("Insert")).click()
    expect(dialog.get_by_role("alert")).to_have_text(official.say("Please choose a picture first."))
    chooser = dialog.locator("input[type=file]")
    chooser.set_input_files(sent(b"%PDF-1.4 no picture", "a.pdf", "application/pdf"))
    expect(dialog.get_by_role("status")).to_have_text(
        official.say("This is not a picture that can be shown: JPEG, PNG, WebP and GIF are.")
    )
    chooser.set_input_files(sent(b"0" * TOO_LARGE))
    expect(dialog.get_by_role("status")).to_have_text(
        official.say("This picture is too large: at most 12 MB.")
    )
    chooser.set_input_files(sent(a_picture()))
    expect(dialog.get_by_role("status")).to_have_text(official.say("The picture is there."))
    dialog.get_by_label(re.compile(re.escape(official.say("What the picture shows")))).fill("chosen")
    official.picture("writing-dialog", whole=False)
    page.keyboard.press("Enter")
    expect(the_editor(official).locator("img[alt=chosen]")).to_have_count(1)
    for kind in ("paste", "drop"):
        put(page, ".ProseMirror", kind)
        expect(dialog.get_by_role("status")).to_have_text(official.say("The picture is there."))
        dialog.get_by_label(re.compile(re.escape(official.say("What the picture shows")))).fill(kind)
        page.keyboard.press("Enter")
        expect(the_editor(official).locator(f"img[alt={kind}]")).to_have_count(1)
    official.picture("writing-editor")
    before = written(official)
    official.press("Save")

    shown = page.locator("main img")
    assert sorted(shown.evaluate_all("all => all.map((one) => one.alt)")) == ["chosen", "drop", "paste"]
    assert shown.evaluate_all("all => all.every((one) => one.complete && one.naturalWidth === 640)")
    official.open("/places/linhe/edit")
    assert written(official).replace(' rel="nofollow ugc noopener"', "") == before
    expect(the_editor(official).locator("ol li a")).to_have_text("https://example.cn/")


def put(page: Page, selector: str, kind: str) -> None:
    page.evaluate(PUT, [selector, kind, base64.b64encode(a_picture("olive")).decode()])


@in_script("zh_Hant")
def test_a_citizen_puts_pictures_into_a_plain_box(town: Town) -> None:
    citizen = town.visitor("wangxiulan", width=390)
    citizen.open("/places/qiaodong").follow("To the forum").press("Begin a topic")
    page = citizen.page
    citizen.fill("Title", "新招牌").fill("What do you want to say?", "大家看看新招牌。")
    rows = page.locator(".picture-rows li")
    page.locator("input[data-pictures]").set_input_files([sent(a_picture()), sent(a_picture("olive"))])
    expect(rows).to_have_count(2)
    put(page, "#text", "paste")
    expect(rows).to_have_count(3)
    rows.nth(0).get_by_label(citizen.say("What the picture shows")).fill(citizen.say("桥头的招牌"))
    rows.nth(1).get_by_role("button", name=citizen.say("Take the picture out")).click()
    expect(rows).to_have_count(2)
    page.locator("input[data-pictures]").set_input_files(sent(b"nothing"))
    expect(page.locator(".sending [role=status]")).to_have_text(
        citizen.say("This is not a picture that can be shown: JPEG, PNG, WebP and GIF are.")
    )
    assert [one for one in citizen.complaints if "422" not in one or "/files/" not in one] == []
    citizen.complaints.clear()
    citizen.picture("writing-plain")
    citizen.press("Publish the topic").sees("大家看看新招牌。")

    shown = page.locator(".post img")
    assert shown.evaluate_all("all => all.map((one) => one.alt)") == [citizen.say("桥头的招牌"), ""]
    assert shown.evaluate_all("all => all.every((one) => one.complete && one.naturalWidth === 640)")


def test_what_others_have_said_is_shown_while_somebody_types(town: Town) -> None:
    """In both scripts, not before a composition is over, and nothing is kept from being handed in."""
    citizen = town.visitor("wangxiulan", width=390)
    citizen.open("/consultations/")
    page, ime, asked = citizen.page, InputMethod(citizen.page), []
    page.on("request", lambda request: asked.append(request.url) if "/similar" in request.url else None)
    page.get_by_role("link", name=re.compile(citizen.say("养犬管理办法"))).first.click()
    citizen.open(page.locator("main a[href*='/opinion-maps/']").first.get_attribute("href") or "")
    citizen.follow("Add a statement of mine")
    box = page.locator("[data-look]")

    page.get_by_label(citizen.say("Your statement")).focus()
    ime.spell("bujiangoushi")
    page.wait_for_timeout(900)
    before = len(asked)
    ime.choose(citizen.say("不捡狗屎应该罚"))
    expect(box).to_contain_text(citizen.say("捡狗屎是养狗人的本分，不捡就该罚"))
    citizen.picture("writing-alike")
    citizen.press("Hand it in").sees(
        "Thank you. Your statement is put to everybody once an organiser has looked at it."
    )

    assert (before, len(asked)) == (0, 1)
    citizen.open("/consultations/topics/new")
    title = page.get_by_label(citizen.say("What should people be asked about?"))
    title.press_sequentially(citizen.say("新开路夜间停车"))
    expect(box).to_contain_text(citizen.say("新开路夜间停车，怎么停才好？"))
