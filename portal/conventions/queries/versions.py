"""Finding a text by its hash, and two of them side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.conventions.models import Convention, Version
from portal.conventions.queries.documents import documents_of, pair
from portal.conventions.queries.finding import may_read_draft
from portal.conventions.queries.texts import current_version, get_version, versions_of
from portal.conventions.rules import TextPair
from portal.conventions.rules.documents import Change, changes
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _

LEAST, SHOWN = 8, 12
"""Characters of a hash that must be given, and that addresses show."""
NUMBER = re.compile("[0-9]{1,5}")
PREFIX = re.compile(f"[0-9a-f]{{{LEAST},64}}")
DRAFT = "draft"


def name_of(version: Version) -> str:
    """How a text is called in addresses: the beginning of its hash, or the working text."""
    return version.text_hash[:SHOWN] or DRAFT


def get_version_named(convention: Convention, name: str, viewer: Any) -> Version:
    """The fixed text whose hash begins like this or that has this number, or a working text for its drafters."""
    if name == DRAFT or NUMBER.fullmatch(name):
        number = convention.current_no if name == DRAFT else int(name)
        version = get_version(convention, number)
        if version.text_hash and name != DRAFT:
            return version
        if not version.text_hash and may_read_draft(viewer, convention):
            return version
    elif PREFIX.fullmatch(name):
        found = select(Version).where(
            Version.convention_id == convention.id, Version.text_hash.startswith(name)
        )
        if named := db.session.scalar(found.order_by(Version.number).limit(1)):
            return named
    raise NotFound(_("This version was not found."))


def readable_versions(convention: Convention, viewer: Any) -> Sequence[Version]:
    """All texts this viewer may read, newest first: the fixed ones, and the working text for the drafters."""
    fixed = list(versions_of(convention))
    if fixed and fixed[0].number == convention.current_no:
        return fixed
    return [current_version(convention), *fixed] if may_read_draft(viewer, convention) else fixed


@dataclass(frozen=True)
class Comparison:
    """What is different between two texts."""

    title: tuple[TextPair, TextPair]
    preamble: tuple[TextPair, TextPair]
    changes: Sequence[Change]

    @property
    def differing(self) -> Sequence[Change]:
        return [change for change in self.changes if change.kind != "same" or change.moved]

    @property
    def counts(self) -> Counter[str]:
        """How many clauses were changed, added, removed, moved, and how many stayed as they were."""
        counts = Counter(
            change.kind for change in self.changes if not (change.kind == "same" and change.moved)
        )
        counts["moved"] = sum(change.moved for change in self.changes)
        return counts

    @property
    def is_empty(self) -> bool:
        return not self.differing and self.title[0] == self.title[1] and self.preamble[0] == self.preamble[1]


def compared(before: Version, after: Version) -> Comparison:
    texts = documents_of(before.id, after.id)
    return Comparison(
        title=(pair(before.title), pair(after.title)),
        preamble=(pair(before.preamble), pair(after.preamble)),
        changes=changes(texts[before.id], texts[after.id]),
    )
