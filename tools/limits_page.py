"""docs/limits.md: how long, how large, how often, from the numbers the code itself uses."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from wtforms import FileField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import Length

import portal
from portal.accounts import sessions
from portal.accounts.rules import passwords
from portal.accounts.services import identity
from portal.core import forms, jobs
from portal.core.limits import Limit
from portal.core.richtext import limits as rich
from portal.core.web import Portal
from portal.files import rules as files
from portal.honor.queries import working
from portal.search import tokens

HEAD = """# Limits

Made from the code by `make docs`; do not edit by hand.

What is too long, too large or too often is refused with a sentence and a 4xx answer; nothing of it is kept.
"""
BRAKES = {
    "accounts.BY_ACCOUNT_HERE": "failed sign-ins of one account from one address",
    "accounts.BY_ACCOUNT": "failed sign-ins of one account from anywhere",
    "accounts.BY_ADDRESS": "failed sign-ins from one address",
    "accounts.NEW_BY_ADDRESS": "registrations from one address",
    "accounts.PROOFS": "wrong passwords when a signed-in person confirms something",
    "accounts.TRIES": "wrong codes of a second factor",
    "consultations.AN_HOUR": "opinions of one person",
    "files.A_DAY": "uploads of one person",
    "forums.AN_HOUR": "topics and replies of one person",
    "notices.OBJECTIONS": "objections of one person, or from one address without an account",
    "points.INVITED": "invitations of one keeper to a household",
    "points.GUESSES": "voucher codes typed in vain at one counter",
}


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(portal.__path__, "portal."):
        if not found.name.startswith(
            ("portal.cli", "portal.migrations", "portal.__main__", "portal.demo_data")
        ):
            yield importlib.import_module(found.name)


def in_words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds % length == 0 and seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{seconds} seconds"


def size(octets: int) -> str:
    return f"{octets // files.MEGABYTE} MB" if octets >= files.MEGABYTE else f"{octets // 1024} KB"


def table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n" + "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def requests(app: Portal) -> str:
    set_up = app.config
    return (
        "\n## Requests and uploads\n"
        + table(
            ("What", "At most"),
            [
                ("body of a request", size(set_up["MAX_CONTENT_LENGTH"])),
                ("fields of a form without files", size(set_up["MAX_FORM_MEMORY_SIZE"])),
                ("parts of a form", set_up["MAX_FORM_PARTS"]),
                *((f"upload: {kind}", size(largest)) for kind, largest in files.LARGEST.items()),
                ("pixels of a picture", f"{files.PIXELS:,}"),
                ("longest side of a picture as it is kept", f"{files.LONGEST_SIDE} px"),
                ("Office file when unpacked", f"{size(files.UNPACKED)} in {files.MEMBERS:,} parts"),
                ("rich text", f"{size(rich.LONGEST)}, {rich.MOST_TAGS:,} tags, {rich.DEEPEST} levels deep"),
                ("words of a search", f"{tokens.LONGEST_QUESTION} characters"),
            ],
        )
        + (
            f"\nTypes taken, judged by content: {', '.join(sorted(files.IMAGES))} (written anew, without EXIF), PDF, "
            f"{', '.join(sorted(ending for ending, _type in files.OFFICE.values()))} (without macros). "
            "Everything but pictures is only ever downloaded.\n"
        )
    )


def brakes() -> list[tuple[str, str]]:
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, Limit):
                feature = module.__name__.split(".")[1]
                label = BRAKES.get(f"{feature}.{name}", f"`{feature}`: {name.lower().replace('_', ' ')}")
                found[label] = f"{value.most} in {in_words(timedelta(seconds=value.seconds))}"
    return sorted(found.items())


def times() -> str:
    return (
        "\n## Times\n"
        + table(
            ("What", "How long"),
            [
                ("a session, from signing in", in_words(sessions.LIFE)),
                ("a request to confirm an identity", in_words(identity.VALID_FOR)),
                (
                    "a case file of the honour boards, once opened with a purpose",
                    in_words(working.FILE_OPEN_FOR),
                ),
                ("a job's lease; then another worker may take it", in_words(jobs.LEASE)),
                ("tries of a job, with growing pauses", jobs.TRIES),
            ],
        )
        + (
            "\nA session ends earlier by signing out, on every other device by a change of password, "
            "and everywhere by suspension or erasure.\n"
        )
    )


def all_forms(kind: type = forms.Form) -> Iterator[type]:
    for each in kind.__subclasses__():
        module = sys.modules[each.__module__]
        # neither those of tests nor those that are made for one page
        if module.__name__.startswith("portal.") and getattr(module, each.__name__, None) is each:
            yield each
        yield from all_forms(each)


def fields_of(form: type) -> Iterator[tuple[str, UnboundField]]:
    for name in dir(form):
        field = getattr(form, name)
        if isinstance(field, UnboundField):
            yield name, field


def bounds(field: UnboundField) -> tuple[int, int]:
    given = field.kwargs.get("validators") or (field.args[1] if len(field.args) > 1 else ())
    for each in given:
        if isinstance(each, Length):
            return max(each.min, 0), each.max
    return 0, forms.TEXT if issubclass(field.field_class, TextAreaField) else forms.LINE


def typed() -> list[tuple[Any, ...]]:
    rows = []
    for form in all_forms():
        feature = form.__module__.split(".")[1]
        for name, field in fields_of(form):
            label = field.args[0] if field.args else field.kwargs.get("label", name)
            if issubclass(field.field_class, StringField) and not issubclass(field.field_class, FileField):
                least, most = bounds(field)
                rows.append(
                    (feature, f"`{form.__name__}.{name}`", label, f"{least or ''}–{most}".lstrip("–"))
                )
    return sorted(rows, key=lambda row: (row[0], row[1]))


def settings(app: Portal) -> str:
    rows = [
        (
            f"`{each.key}`",
            each.label,
            each.kind,
            each.default,
            *("" if n is None else n for n in (each.least, each.most)),
        )
        for each in app.extensions["portal.settings"].values()
        if each.kind in {"number", "days", "percent"}
    ]
    return (
        "\n## What officials set\n\nOn the control panel's page of settings, with a history; "
        "quorums and majorities stand in the adoption rules (`portal/ballots/presets.toml`) and are changed there.\n"
        + table(("Setting", "Label", "Kind", "Default", "Least", "Most"), sorted(rows))
    )


def page(app: Portal) -> str:
    often = "\n## How often\n" + table(("What", "At most"), brakes())
    passwords_ = (
        f"\n## Passwords\n\nAt least {passwords.SHORTEST} characters, at most {passwords.LONGEST}; "
        "the ones everybody tries first are refused.\n"
    )
    return (
        HEAD
        + requests(app)
        + often
        + times()
        + passwords_
        + settings(app)
        + "\n## Fields\n\nCharacters a field takes, counted after hidden characters were removed.\n"
        + table(("Feature", "Field", "Label", "Characters"), typed())
    )
