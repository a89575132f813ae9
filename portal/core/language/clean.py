"""What typed text may hold: one gate for everything people write."""

import re
import unicodedata

SURROGATE = re.compile("[\ud800-\udfff]")
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u00ad\u061c\u200b\u200e\u200f\u2060-\u206f\ufeff\ufff9-\ufffb"  # invisible joints, bidi marks
    "\u202a-\u202e\U000e0000-\U000e007f]"  # bidi overrides, tags
)
LINE_BREAKS = re.compile("\r\n?|\x85|\u2028|\u2029")
JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]")
SPACES = re.compile(r"\s+")
PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（]([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6})[)）]", re.IGNORECASE)
TONES = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ")


class UnreadableText(ValueError):
    """The text holds halves of characters, which no database and no reader can take."""


def is_readable(text: str) -> bool:
    """Whether the text is whole: without lone surrogates."""
    return not SURROGATE.search(text)


def readable(text: str) -> str:
    """The text made safe for a converter: never raises. U+0000 goes, lone surrogates become U+FFFD."""
    text = text.replace("\x00", "")
    return text if is_readable(text) else SURROGATE.sub("\ufffd", text)


def without_hidden(text: str) -> str:
    """The text without control characters, bidi overrides and other characters nobody sees."""
    return HIDDEN.sub("", text)


def clean_text(text: str) -> str:
    """Many lines as typed: NFC, one kind of line break, nothing hidden, no space at the ends."""
    if not is_readable(text):
        raise UnreadableText("The text holds half characters.")
    lines = LINE_BREAKS.sub("\n", text).split("\n")
    joined = "\n".join(without_hidden(line).rstrip() for line in lines)
    return unicodedata.normalize("NFC", joined).strip()


def clean_line(text: str) -> str:
    """One line, such as a name or title: line breaks and runs of space become one space."""
    return SPACES.sub(" ", JOINER.sub("", clean_text(text))).strip()


def drop_pinyin(text: str) -> tuple[str, int]:
    """Remove readings left by a bad conversion, 經(jīng)濟 → 經濟, and say how many there were.

    Only readings with a tone mark count, so 公里(km) stays.
    """
    count = 0

    def drop(found: re.Match[str]) -> str:
        nonlocal count
        if TONES.isdisjoint(found[1].lower()):
            return found[0]
        count += 1
        return ""

    return PINYIN.sub(drop, text), count
