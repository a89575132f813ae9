"""What may stand in rich text. Both engines ask here, so that they cannot differ."""

import re
from collections.abc import Callable

from portal.core.language.clean import HIDDEN

TAGS = frozenset(
    [
        "h2",
        "h3",
        "h4",
        "p",
        "br",
        "strong",
        "em",
        "u",
        "s",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
        "img",
        "hr",
        "code",
        "pre",
    ]
)
SILENT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "math",
        "title",
        "textarea",
        "select",
        "xmp",
        "noembed",
        "noframes",
        "plaintext",
    ]
)
"""Elements that go together with all they hold; of other unknown elements the text stays."""

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
WEB = re.compile(r"https?://[^\s/?#@:%]+(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
MAIL = re.compile(r"mailto:[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?:\?\S*)?", re.IGNORECASE)
PHONE = re.compile(r"tel:\+?[0-9](?:-?[0-9]){2,19}", re.IGNORECASE)
OWN_PAGE = re.compile(r"/(?:[^\s/]\S*)?")
OWN_IMAGE = re.compile(r"/(?:files|media)(?:/[\w.-]+)+(?:\?[\w=&.-]*)?")
LONGEST_ADDRESS = 2000
UNSAFE_IN_ADDRESS = re.compile(
    r"[\x00-\x20\x7f\\<>\"'`\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def is_link(address: str) -> bool:
    """Whether a link may lead there: the web, a mail address, a telephone, or a page of our own."""
    if len(address) > LONGEST_ADDRESS or UNSAFE_IN_ADDRESS.search(address):
        return False
    return any(kind.fullmatch(address) for kind in (WEB, MAIL, PHONE, OWN_PAGE))


def is_image(address: str) -> bool:
    """Whether a picture may come from there: only from our own files."""
    return len(address) <= LONGEST_ADDRESS and ".." not in address and bool(OWN_IMAGE.fullmatch(address))


def _is_words(value: str) -> bool:
    return len(value) <= 500 and not HIDDEN.search(value)


def _is_number_to(most: int) -> Callable[[str], bool]:
    return lambda value: value.isascii() and value.isdigit() and len(value) <= 5 and 1 <= int(value) <= most


def _is_scope(value: str) -> bool:
    return value in {"row", "col", "rowgroup", "colgroup"}


_CELL = {"colspan": _is_number_to(50), "rowspan": _is_number_to(500), "scope": _is_scope}
ATTRIBUTES: dict[str, dict[str, Callable[[str], bool]]] = {
    "a": {"href": is_link, "title": _is_words},
    "img": {"src": is_image, "alt": _is_words, "width": _is_number_to(9999), "height": _is_number_to(9999)},
    "ol": {"start": _is_number_to(9999)},
    "td": _CELL,
    "th": _CELL,
}


def is_allowed(tag: str, name: str, value: str) -> bool:
    """Whether this attribute may stay on this element."""
    check = ATTRIBUTES.get(tag, {}).get(name)
    return check is not None and check(value)
