"""The file of a backup: a compressed tar, written and read in one pass, whatever its size.

backup.json                  what it is: format, time, versions, kind of database, settings without secrets
database.sqlite | .pgdump    the tables, as they were at one moment
files/ab/cd/abcd…            the uploaded files, named by their SHA-256
manifest.json                size and SHA-256 of all before it, signed with the secret key; without it, the file was cut
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

FORMAT = 1
HEAD, MANIFEST = "backup.json", "manifest.json"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
FILE_NAME = re.compile(r"files/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})\Z")
PIECE = 1024 * 1024
LARGEST_NOTE = 512 * PIECE
QUICK = 3  # of gzip: pictures and PDFs hardly shrink
Member = tuple[int, str]


class Unfit(Exception):
    """This file cannot be restored. The message is for the person who tries."""


class Hashing:
    """Reads or writes through, and knows the hash of what went by."""

    def __init__(self, through: IO[bytes]) -> None:
        self.through, self.hash, self.size = through, hashlib.sha256(), 0

    def note(self, piece: bytes) -> bytes:
        self.hash.update(piece)
        self.size += len(piece)
        return piece

    def read(self, size: int = -1) -> bytes:
        return self.note(self.through.read(size))

    def write(self, piece: bytes) -> int:
        return self.through.write(self.note(piece))

    @property
    def member(self) -> Member:
        return self.size, self.hash.hexdigest()


@dataclass
class Writing:
    tar: tarfile.TarFile
    members: dict[str, Member] = field(default_factory=dict)

    def add(self, name: str, content: IO[bytes], size: int) -> str:
        """Returns the SHA-256 of what was written."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        reader = Hashing(content)
        self.tar.addfile(info, reader)
        self.members[name] = reader.member
        return reader.member[1]

    def add_note(self, name: str, told: dict[str, Any]) -> None:
        text = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        self.add(name, BytesIO(text), len(text))


@contextmanager
def writing(path: Path, secret: str) -> Iterator[Writing]:
    """A new file for its owner alone, in its place only once it is whole."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with (
            os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw,
            gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=QUICK, filename="") as packed,
            tarfile.open(fileobj=packed, mode="w|") as tar,
        ):
            made = Writing(tar)
            yield made
            listed = {"members": made.members, "signature": signature(made.members, secret)}
            made.add_note(MANIFEST, listed)
        with unfinished.open("rb") as whole:
            os.fsync(whole.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)


def signature(members: dict[str, Any], secret: str) -> str:
    text = json.dumps(members, sort_keys=True)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass
class Unpacked:
    """What was in it, each thing with the hash that the manifest has."""

    head: dict[str, Any]
    database: Path
    files: int
    of_this_portal: bool
    """Signed with our secret key. Else the key has changed since, or somebody else has made the manifest."""


def unpack(source: Path, folder: Path, secret: str, accept: Callable[[dict[str, Any]], None]) -> Unpacked:
    """Everything into an empty folder; `accept` sees the head first and may raise Unfit before more is read."""
    try:
        with gzip.open(source) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            return _unpack(tar, folder, secret, accept)
    except (EOFError, OSError, zlib.error, tarfile.TarError, ValueError) as error:
        if isinstance(error, OSError) and error.errno:  # the disk's fault, not the file's
            raise
        raise Unfit(f"{source} is no backup of the portal, or was cut or damaged ({error}).") from error


def _unpack(
    tar: tarfile.TarFile, folder: Path, secret: str, accept: Callable[[dict[str, Any]], None]
) -> Unpacked:
    found: dict[str, Member] = {}
    head: dict[str, Any] = {}
    for info in tar:
        if info.name == MANIFEST:
            listed = note_in(tar, info)[0]
            break
        if not head:
            head, found[HEAD] = head_in(tar, info)
            accept(head)
        else:
            found[info.name] = write_out(tar, info, folder, head["database"])
    else:
        raise Unfit("The list of contents at its end is missing: the file was cut.")
    compare(listed["members"], found)
    database = DATABASES[head["database"]]
    if database not in found:
        raise Unfit("There is no database in it.")
    ours = hmac.compare_digest(str(listed["signature"]), signature(listed["members"], secret))
    return Unpacked(head, folder / database, len(found) - 2, ours)


def note_in(tar: tarfile.TarFile, info: tarfile.TarInfo) -> tuple[dict[str, Any], Member]:
    content = tar.extractfile(info) if info.isreg() and info.size <= LARGEST_NOTE else None
    if content is None:
        raise Unfit(f"{info.name} in it is not what it should be.")
    reader = Hashing(content)
    told: dict[str, Any] = json.loads(reader.read())
    return told, reader.member


def head_in(tar: tarfile.TarFile, info: tarfile.TarInfo) -> tuple[dict[str, Any], Member]:
    if info.name != HEAD:
        raise Unfit("It is not a backup made by `portal backup`.")
    head, member = note_in(tar, info)
    if head.get("format") != FORMAT or head.get("database") not in DATABASES:
        raise Unfit("It was made by a newer portal. Bring this one up to date first.")
    return head, member


def write_out(tar: tarfile.TarFile, info: tarfile.TarInfo, folder: Path, database: str) -> Member:
    """Only the names we give ourselves: nothing in the file decides where on the disk it lands."""
    is_file = FILE_NAME.match(info.name)
    content = tar.extractfile(info) if info.isreg() else None
    if content is None or not (is_file or info.name == DATABASES[database]):
        raise Unfit(f"There is something in it that no backup has: {info.name}")
    target = folder / info.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        writer = Hashing(out)
        while piece := content.read(PIECE):
            writer.write(piece)
    if is_file and is_file[3] != writer.member[1]:
        target.unlink()  # it was broken before it was kept; perhaps the one on this disk is whole
    return writer.member


def compare(listed: dict[str, Any], found: dict[str, Member]) -> None:
    told = {name: tuple(member) for name, member in listed.items()}
    for name in sorted(told.keys() | found.keys()):
        if told.get(name) != found.get(name):
            raise Unfit(f"{name} in it is not what was put there: the file is damaged.")
