"""One inspector for every page: what it says about a page is a list of sentences, empty when all is well."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import html5lib
import lxml.html
from babel.messages.pofile import read_po
from html5lib.html5parser import ParseError

from portal.core.language import Script, wrong_script_characters

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
SCRIPTS = {"zh-Hans": Script.HANS, "zh-Hant": Script.HANT}
FIRST_VIEW = 100 * 1024
SPOKEN = ("title", "placeholder", "aria-label", "alt", "aria-roledescription", "data-confirm")
UNSEEN = {"script", "style", "template", "code", "pre", "kbd", "samp", "textarea", "noscript"}
VOICELESS = {"hidden", "submit", "button", "image", "reset"}
ROOTED = re.compile(r"/(?![/.])(?:(?!/\.)[^\s?#])*(?:\?[^\s#]+)?(?:#\S*)?\Z")
ENGLISH = re.compile(r"(?:[A-Za-z]+[,;:]?['’]?[a-z]*\s+){3,}[A-Za-z]+")


@dataclass
class Page:
    """An answer of the portal, seen by a reader."""

    address: str
    status: int
    html: str
    shared: dict[str, int] = field(default_factory=dict)
    """The bytes of each static file, by its address."""

    @cached_property
    def tree(self) -> lxml.html.HtmlElement:
        return lxml.html.document_fromstring(self.html.encode(), parser=PARSER)

    @property
    def language(self) -> str:
        return LANGUAGES.get(self.address.split("/")[1].split("?")[0], "")

    @property
    def script(self) -> Script | None:
        as_typed = "original=1" in self.address.partition("?")[2]
        return None if as_typed else SCRIPTS.get(self.language)

    @cached_property
    def words(self) -> list[str]:
        """What is said in the page's own language, one piece of text at a time."""
        said: list[str] = []
        hear(self.tree, self.language, said)
        return list(dict.fromkeys(said))

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(self.tree.xpath("//@id"))

    @property
    def links(self) -> list[str]:
        """Where a reader may go from here, without leaving the portal; complete paths."""
        found = self.tree.xpath("//a/@href | //link[@rel='alternate'][@type]/@href")
        return [there for href in found if (there := inside(self.address, href))]

    @property
    def needs(self) -> list[str]:
        """What the browser fetches with the page: sheets, scripts, pictures."""
        found = self.tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src")
        used = self.tree.xpath("//*[local-name()='use']/@href")
        return [there for href in [*found, *used] if (there := inside(self.address, href))]


PARSER = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)


def inside(address: str, href: str) -> str:
    """The path a link leads to; empty for other sites, mail and telephone."""
    if ROOTED.match(href):  # nearly all are written so
        return href.partition("#")[0]
    parts = urlsplit(urljoin(f"http://localhost{address}", href.strip()))
    if parts.scheme not in {"http", "https"} or parts.hostname not in {"localhost", "127.0.0.1"}:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def inspect(page: Page) -> list[str]:
    return [sentence for look in LOOKS for sentence in look(page)]


# ---------------------------------------------------------------- mark-up


VALUE = re.compile(r"=\"[^\"]*\"")
ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#39|#34);")
TEXT = re.compile(r">[^<&]+<")
PIECE = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^<>]*?(/?)>|(x)")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
KNOWN: set[str] = set()


def is_html5(page: Page) -> Iterator[str]:
    """Parsed strictly, unless each of its start tags, and each way from the root to an element or a text, was seen in
    pages before: where all tags are closed in order, nothing else makes a difference.
    """
    shape = ENTITY.sub("x", VALUE.sub('="x"', page.html))
    shape = TEXT.sub(lambda m: "> <" if m[0][1:-1].isspace() else ">x<", shape)
    parts = parts_of(shape)
    if parts and all(map(is_known, parts)):
        return
    if parsed_strictly(shape) and (wrong := parsed_strictly(page.html)):
        yield f"not HTML5: {wrong}"
    else:
        make_known(parts)


def parts_of(shape: str) -> set[str]:
    """Its start tags and the ways to them; nothing if it does not close its tags in order, or stands on its head."""
    opened, path, parts = [], "", set()
    for piece in PIECE.finditer(shape):
        ends, name, closed, text = piece.groups()
        if ends:
            if not opened or opened.pop() != (name, path):
                return set()
            path = path[: -len(name) - 1]
        elif text:
            parts.add(f"{path} {text}")
        else:
            parts |= {piece[0], f"{path} {name}"}
            if name not in VOID and not closed:
                path = f"{path} {name}"
                opened.append((name, path))
    once = all(shape.count(f"<{name}") == 1 for name in ("html", "head>", "body"))
    return parts if once and not opened and shape[:15].lower() == "<!doctype html>" else set()


def kept_as(part: str) -> Path | None:
    """The parser is slow and has no moods: all processes and parts of a run ask it once."""
    run = os.environ.get("PORTAL_TEST_SHARED")
    return Path(run, "html5", hashlib.sha256(part.encode()).hexdigest()) if run else None


def is_known(part: str) -> bool:
    if part not in KNOWN and (kept := kept_as(part)) and kept.exists():
        KNOWN.add(part)
    return part in KNOWN


def make_known(parts: set[str]) -> None:
    for part in parts - KNOWN:
        if kept := kept_as(part):
            kept.parent.mkdir(exist_ok=True)
            kept.touch()
    KNOWN.update(parts)


def parsed_strictly(html: str) -> str:
    try:
        html5lib.HTMLParser(strict=True).parse(html)
    except ParseError as error:
        return f"{error.args[0] if error.args else ''} {error!r}"
    return ""


def has_one_heading(page: Page) -> Iterator[str]:
    headings = [one_line(h.text_content()) for h in page.tree.xpath("//h1")]
    title = one_line(page.tree.findtext(".//title") or "")
    if len(headings) != 1:
        yield f"{len(headings)} h1: {headings}"
    elif not headings[0] or headings[0] not in title:
        yield f"the h1 “{headings[0]}” is not in the title “{title}”"


def has_unique_ids(page: Page) -> Iterator[str]:
    for name, times in page.ids.items():
        if times > 1:
            yield f"the id “{name}” stands {times} times"
        if not name or any(c.isspace() for c in name):
            yield f"the id “{name}” is no id"


def points_at_what_is_there(page: Page) -> Iterator[str]:
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
        for value in page.tree.xpath(f"//@{attribute}"):
            for name in value.split():
                if name not in page.ids:
                    yield f"{attribute}=“{name}” points at nothing"
    for href in page.tree.xpath("//a/@href[starts-with(., '#')]"):
        if href[1:] not in page.ids:
            yield f"the link “{href}” leads nowhere"


def has_labels(page: Page) -> Iterator[str]:
    labelled = set(page.tree.xpath("//label/@for"))
    for one in page.tree.xpath("//input | //select | //textarea"):
        if one.get("type", "text") in VOICELESS:
            continue
        named = one.get("id") in labelled or one.get("aria-label") or one.get("aria-labelledby")
        if not named and not any(a.tag == "label" for a in one.iterancestors()):
            yield f"the field “{one.get('name')}” has no label"
    for button in page.tree.xpath("//button | //a[@href]"):
        said = one_line(button.text_content()) or button.get("aria-label") or button.xpath(".//img/@alt")
        if not said:
            yield f"a {button.tag} without words: {lxml.html.tostring(button, encoding='unicode')[:120]}"


def says_its_language(page: Page) -> Iterator[str]:
    said = page.tree.get("lang")
    if page.language and said != page.language:
        yield f"lang=“{said}” on a page in {page.language}"
    for value in set(page.tree.xpath("//body//@lang")) - set(LANGUAGES.values()):
        yield f"lang=“{value}” is none of ours"


def describes_pictures(page: Page) -> Iterator[str]:
    for picture in page.tree.xpath("//img[not(@alt)]"):
        yield f"a picture without alt: {picture.get('src')}"


def names_its_drawings(page: Page) -> Iterator[str]:
    """What is drawn has a name, or stands beside words that say the same and is hidden from screen readers."""
    hidden = "ancestor-or-self::*[@aria-hidden='true']"
    named = "ancestor-or-self::*[@role='img'][@aria-label!='']"
    for drawing in page.tree.xpath(f"//*[local-name()='svg'][not({hidden})][not({named})]"):
        yield f"a drawing without a name: {lxml.html.tostring(drawing, encoding='unicode')[:120]}"


def guards_its_forms(page: Page) -> Iterator[str]:
    for form in page.tree.xpath("//form[translate(@method,'POST','post')='post']"):
        if not form.xpath(".//input[@name='csrf_token'][@value!='']") and form.get("data-prefs") is None:
            yield f"a form without token: {form.get('action')}"
        if form.xpath(".//input[@type='file']") and form.get("enctype") != "multipart/form-data":
            yield f"a form that sends no files: {form.get('action')}"


def keeps_to_the_policy(page: Page) -> Iterator[str]:
    for name in set(page.tree.xpath("//@*[starts-with(name(), 'on')]/..")):
        yield f"an on… attribute: {lxml.html.tostring(name, encoding='unicode')[:120]}"
    for one in page.tree.xpath("//*[@style]"):
        yield f"a style attribute: {lxml.html.tostring(one, encoding='unicode')[:120]}"
    for one in page.tree.xpath("//style | //script[not(@src)][not(@type='application/ld+json')]"):
        yield f"inline {one.tag}"
    for href in page.tree.xpath("//a/@href | //form/@action"):
        if href.strip().lower().startswith(("javascript:", "data:")):
            yield f"a link that is a program: {href[:80]}"


def is_light(page: Page) -> Iterator[str]:
    sheets = page.tree.xpath("//link[@rel='stylesheet'][not(@media='print')]/@href | //script/@src")
    first = len(page.html.encode()) + sum(page.shared.get(inside(page.address, one), 0) for one in sheets)
    if first > FIRST_VIEW:
        yield f"the first view has {first} bytes, {len(page.html.encode())} of them HTML"


# ---------------------------------------------------------------- words


def hear(element: lxml.html.HtmlElement, language: str, said: list[str]) -> None:
    """All that is spoken in the language inside the element, in order."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN or element.get("translate") == "no":
        return
    if element.get("lang", language) == language:
        spoken = (value for name in SPOKEN if (value := element.get(name)))
        said.extend(text for value in spoken if (text := one_line(value)))
        if element.text and (text := one_line(element.text)):
            said.append(text)
    for child in element:
        if child.get("lang", language) == language:
            hear(child, language, said)
        if child.tail and (text := one_line(child.tail)):
            said.append(text)


def keeps_to_its_script(page: Page) -> Iterator[str]:
    if page.script is None:
        return
    for text in page.words:
        if wrong := wrong_script_characters(text, page.script):
            yield f"{''.join(dict.fromkeys(wrong))} in “{text[:80]}”"


@lru_cache
def english_sentences() -> frozenset[str]:
    """Our own msgids whose Chinese is another: none may be seen on a Chinese page."""
    found = set()
    for path in sorted((ROOT / "translations" / "zh_Hans").rglob("*.po")):
        with path.open(encoding="utf-8") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and message.string and message.string != message.id:
                    found.add(message.id)
    return frozenset(found)


def keeps_to_its_language(page: Page) -> Iterator[str]:
    if page.language not in SCRIPTS:
        return
    for text in page.words:
        if text in english_sentences() or ENGLISH.search(text):
            yield f"English: “{text[:80]}”"


def one_line(text: str) -> str:
    return " ".join(text.split())


LOOKS = (
    is_html5,
    has_one_heading,
    has_unique_ids,
    points_at_what_is_there,
    has_labels,
    says_its_language,
    describes_pictures,
    names_its_drawings,
    guards_its_forms,
    keeps_to_the_policy,
    is_light,
    keeps_to_its_script,
    keeps_to_its_language,
)
