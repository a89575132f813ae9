"""Papers with people's names that are handed out on demand: the register, one's own receipt, the whole volume."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from portal.accounts.models import User
from portal.accounts.queries import names_of
from portal.conventions import queries
from portal.conventions.models import Convention, Signature, Version
from portal.conventions.papers import sheets
from portal.conventions.states import LIFE
from portal.core import clock, limits
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.files import storage
from portal.files.models import StoredFile
from portal.files.queries import files_of
from portal.papers.apart import draw_apart
from portal.papers.queries import find_paper

DRAWINGS = Limit(20, 3600)


@dataclass(frozen=True)
class Part:
    """A file of the volume, and its line in the table of contents."""

    item: sheets.Item
    content: bytes


@guarded("conventions.take_receipt")
def take_receipt(signature: Signature, *, actor: User) -> bytes:
    """The signatory's own receipt as PDF."""
    limits.take(f"papers:{actor.id}", DRAWINGS)
    paper = find_paper("convention_signature", signature.id, signature.text_hash)
    files = files_of("convention_signature", signature.id)
    return draw_apart([sheets.receipt(signature, paper, files)])[0].content


@guarded("conventions.take_register")
def take_register(convention: Convention, *, actor: User) -> bytes:
    """The signed register as PDF, with full names: for officers, and noted in the audit."""
    limits.take(f"papers:{actor.id}", DRAWINGS)
    version = queries.signable_version(convention)
    return draw_apart([sheets.register(convention, version, sheets.paper_of(version))])[0].content


@guarded("conventions.take_register")
def take_volume(convention: Convention, *, actor: User) -> bytes:
    """Everything for the file of the street as one ZIP: `tools/verify_convention.py` checks it."""
    limits.take(f"papers:{actor.id}", DRAWINGS)
    version = queries.signable_version(convention)
    parts = [*_drawn(convention, version), *_scanned(version)]
    contents = draw_apart([sheets.contents(convention, version, [part.item for part in parts])])[0].content
    title = _("Contents of the volume")
    item = sheets.Item(title, "", None, 0, f"00-{title}.pdf", sha256(contents).hexdigest())
    first = Part(item, contents)
    return _packed(convention, [first, *parts])


def _drawn(convention: Convention, version: Version) -> list[Part]:
    paper = sheets.paper_of(version)
    history = LIFE.history(convention)
    names = names_of({row.actor_id for row in history} | {convention.drafted_by})
    pages = {
        _("The text"): sheets.wall_sheet(paper, "a4") if paper else "",
        _("Register of signatures"): sheets.register(convention, version, paper),
        _("What has happened"): sheets.steps(convention, names),
    }
    pages = {title: page for title, page in pages.items() if page}
    owner = convention.alliance.name if convention.alliance else convention.place.name
    return [
        Part(
            sheets.Item(
                title,
                owner,
                clock.today(),
                one.pages,
                f"{number:02}-{title}.pdf",
                sha256(one.content).hexdigest(),
            ),
            one.content,
        )
        for number, (title, one) in enumerate(zip(pages, draw_apart(list(pages.values())), strict=True), 1)
    ]


def _scanned(version: Version) -> list[Part]:
    """Scans and drawings under the signatures: the seals name their fingerprints."""
    return [
        _evidence(entry.number, at, signature, file)
        for entry, signature, files in queries.registered(version)
        for at, file in enumerate(files)
    ]


def _evidence(number: int, at: int, signature: Signature, file: StoredFile) -> Part:
    """One drawing or scan, called by the number of its entry."""
    more = f"-{at + 1}" if at else ""
    name = f"signatures/{number:04}{more}.{file.name.rpartition('.')[2]}"
    day = clock.local(signature.signed_at).date()
    title = _("Signature no. %(number)s", number=number)
    return Part(
        sheets.Item(title, signature.signed_name, day, 1, name, file.sha256), storage.get(file.sha256)
    )


def _packed(convention: Convention, parts: list[Part]) -> bytes:
    bundle: dict[str, Any] = queries.bundle_of(convention, with_people=True)
    bundle["files"] = [{"name": part.item.name, "sha256": sha256(part.content).hexdigest()} for part in parts]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bundle.json", json.dumps(bundle, ensure_ascii=False, indent=1))
        for part in parts:
            archive.writestr(f"files/{part.item.name}", part.content)
    return out.getvalue()
