"""The log in words. What has no words yet is shown by its code: nothing is ever left out."""

from __future__ import annotations

from portal.control.words.acts import ACTS
from portal.control.words.things import THINGS
from portal.core.i18n import _l
from portal.core.settings import registry

PARTS = {
    "accounts": _l("Account"),
    "alliances": _l("Alliances"),
    "meetings": _l("Meetings"),
    "duty": _l("Duty and mutual checks"),
    "conventions": _l("Conventions"),
    "consultations": _l("Consultations"),
    "ballots": _l("Votes"),
    "statements": _l("Statements of view"),
    "honor": _l("Honor board"),
    "points": _l("Points"),
    "forums": _l("Forums"),
    "files": _l("Files"),
    "places": _l("Places"),
    "notices": _l("Notices"),
    "notifications": _l("Messages"),
    "control": _l("Control panel"),
}


def act_of(code: str) -> str:
    return str(ACTS.get(code, code))


def thing_of(name: str) -> str:
    """`points_voucher:9` is voucher 9; a setting goes by its name."""
    table, _colon, number = name.partition(":")
    if table in registry():
        return str(registry()[table].label)
    return f"{THINGS.get(table, table)} {number}".strip()


def parts(asked: str) -> list[tuple[str, str]]:
    """What the log may be narrowed to: the acts of one part of the portal, and the one that was asked for."""
    found = [(f"{name}.", str(words)) for name, words in PARTS.items()]
    return found if not asked or asked in dict(found) else [(asked, act_of(asked)), *found]


__all__ = ["act_of", "parts", "thing_of"]
