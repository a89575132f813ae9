"""Which of the two Chinese scripts a text is written in."""

from enum import StrEnum

from portal.core.language import tables


class Script(StrEnum):
    """A Chinese script, by the tag that stands in `lang`."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"

    @property
    def other(self) -> "Script":
        return Script.HANT if self is Script.HANS else Script.HANS


ONLY_HANS = tables.simplified().exclusive
ONLY_HANT = tables.traditional().exclusive


def detect(text: str, default: Script = Script.HANS) -> Script:
    """The script of a text, counted by the characters that only one script uses."""
    if text.isascii():
        return default
    hans = sum(character in ONLY_HANS for character in text)
    hant = sum(character in ONLY_HANT for character in text)
    if hans == hant:
        return default
    return Script.HANS if hans > hant else Script.HANT


def wrong_script_characters(text: str, script: Script) -> list[str]:
    """Characters in reading order that this script never uses, whatever the meaning.

    Characters that both scripts know in some reading (里 后 干 面 台 云 于 余 范 丑) are never among them.
    """
    foreign = ONLY_HANT if script is Script.HANS else ONLY_HANS
    return [character for character in text if character in foreign]
