"""Taking uploads in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import IO, Any, Protocol

from sqlalchemy import select

from portal.accounts.models import User
from portal.core import limits
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import clean_line
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.files import storage
from portal.files.models import FileKind, StoredFile
from portal.files.rules import Unfit, judge

A_DAY = Limit(most=200, seconds=24 * 3600)
READ_AT_MOST = 21 * 1024 * 1024
NAMED = re.compile(r"/files/([\w-]{16})(?![\w-])")


class Upload(Protocol):
    """What a form's file field holds."""

    filename: str | None
    stream: IO[bytes]


def why_unfit(why: str) -> str:
    """The sentence beside the field. Not guarded: only words."""
    sentences = {
        "empty": _("This file is empty."),
        "too_large": _("This file is too large: pictures may have 12 MB, PDF files 20 MB, documents 10 MB."),
        "too_many_pixels": _("This picture has too many pixels. Please make it smaller first."),
        "macros": _("This document contains macros. Please save it without them."),
        "bomb": _("This document is too large when unpacked."),
        "broken": _("This file is damaged and cannot be read."),
        "no_picture": _("This is not a picture that can be shown: JPEG, PNG, WebP and GIF are."),
    }
    return str(
        sentences.get(why)
        or _("This kind of file is not taken. Pictures, PDF, Word, Excel and PowerPoint files are.")
    )


@guarded("files.upload")
def upload(owner: User, *, sent: Upload, public: bool = False, actor: User) -> StoredFile:
    """Keep one upload for `owner`. Raises `Refused` with the sentence for its field."""
    return kept(owner, sent, public=public, actor=actor)


@guarded("files.upload")
def upload_picture(owner: User, *, sent: Upload, actor: User) -> StoredFile:
    """Keep one upload that will be shown inside a text; anything but a picture is refused."""
    return kept(owner, sent, public=True, actor=actor, only=FileKind.IMAGE)


def kept(owner: User, sent: Upload, *, public: bool, actor: User, only: FileKind | None = None) -> StoredFile:
    """Judge an upload, put it away and note whose it is. Not guarded: part of both ways of uploading."""
    limits.check(f"upload:{actor.id}", A_DAY)
    limits.count(f"upload:{actor.id}")
    try:
        judged = judge(sent.stream.read(READ_AT_MOST))
    except Unfit as unfit:
        why = "no_picture" if only and unfit.why == "unknown" else unfit.why
        raise Refused(why_unfit(why)) from unfit
    if only and judged.kind is not only:
        raise Refused(why_unfit("no_picture"))
    stem = clean_line(sent.filename or "").rpartition("/")[2].rpartition("\\")[2]
    stem = (stem.rpartition(".")[0] or stem)[:100] or "file"
    file = StoredFile(
        code=secrets.token_urlsafe(12),
        sha256=storage.put(judged.content),
        kind=judged.kind,
        media_type=judged.media_type,
        name=f"{stem}.{judged.ending}",
        size=len(judged.content),
        width=judged.width,
        height=judged.height,
        public=public,
        owner_id=owner.id,
    )
    db.session.add(file)
    db.session.flush()  # its address is shown at once
    return file


def attach(files: Iterable[StoredFile], subject: Any, *, public: bool) -> None:
    """Give uploads to the thing they belong to. Not guarded: part of that thing's own service."""
    for file in files:
        file.subject_kind, file.subject_id, file.public = subject.__tablename__, subject.id, public


def attach_named(text: str, subject: Any, *, owner_id: int) -> None:
    """The writer's pictures that a text names belong to its subject from now on, and are seen as long as it is.

    Not guarded: part of the service that keeps the text. Pictures of others are only pointed at.
    """
    if codes := NAMED.findall(text):
        named = select(StoredFile).where(
            StoredFile.code.in_(codes), StoredFile.owner_id == owner_id, StoredFile.subject_id.is_(None)
        )
        attach(db.session.scalars(named), subject, public=True)


@guarded("files.remove")
def remove(file: StoredFile, *, actor: User) -> None:
    """Take an upload back; its content goes with the next sweep unless somebody else has the same."""
    if file.subject_id is not None:
        raise Refused(_("This file belongs to something that has been sent; it cannot be taken back."))
    db.session.delete(file)


def sweep() -> int:
    """Delete contents no row names any more, fresh ones later. Not guarded: by the clock."""
    named = set(db.session.scalars(select(StoredFile.sha256)))
    stray = [name for name in storage.every_name() if name not in named and not storage.is_fresh(name)]
    for name in stray:
        storage.where(name).unlink(missing_ok=True)
    return len(stray)
