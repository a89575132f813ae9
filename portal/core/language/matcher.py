"""Which of our languages a browser asks for."""

import re

PREFIXES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en"}
"""The first part of an address and the locale it stands for."""

TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})
ITEM = re.compile(r"\s*([a-zA-Z]{1,8}(?:[-_][a-zA-Z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
LONGEST_HEADER = 1000


def locale_of(tag: str) -> str | None:
    """Our locale for a language tag such as zh-TW, by its script or the usual script of its region."""
    language, *parts = tag.lower().replace("_", "-").split("-")
    if language == "en":
        return "en"
    if language not in {"zh", "yue", "cmn"}:
        return None
    if "hans" in parts:
        return "zh_Hans"
    if "hant" in parts or TRADITIONAL_REGIONS.intersection(parts):
        return "zh_Hant"
    return "zh_Hant" if language == "yue" and not parts else "zh_Hans"


def negotiate(accept_language: str, default: str = "zh_Hans") -> str:
    """The locale wanted most; of equals the first. What cannot be read is passed over."""
    best, weight = default, 0.0
    for item in accept_language[:LONGEST_HEADER].split(","):
        found = ITEM.fullmatch(item)
        if not found:
            continue
        locale = locale_of(found[1])
        quality = min(float(found[2] or 1), 1.0)
        if locale and quality > weight:
            best, weight = locale, quality
    return best
