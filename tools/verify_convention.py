#!/usr/bin/env python3
"""Check a convention and the signatures under it, without the portal and without anything but Python.

    python3 verify_convention.py BUNDLE [--head HASH]

BUNDLE is the file that the portal hands out (`.json`, or a `.zip` that holds `bundle.json` and `files/`). `--head`
is the fingerprint of the signatures as it was printed or published elsewhere, or at least its first 16 digits as
they stand on the sheet for the wall: only with it can a cut end be seen.

Prints what was found; exit code 0 sound, 1 damaged (the first broken thing is named), 2 not readable.
It shares no code with the portal on purpose. docs/signing.md describes what is checked.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import unicodedata
import zipfile
from pathlib import Path

FORMAT = "yiyue-convention-bundle 1"
ENTRY_HEADER = "yiyue-signing 1"
SEAL_HEADER = "yiyue-signatory 1"
TEXT_HEADER = "yiyue-convention 1\n"
START = "0" * 64
SHORTEST_HEAD = 16  # digits of a fingerprint as it is printed on the sheet for the wall
MOST_BYTES = 200_000_000


class Damaged(Exception):
    """The first thing that does not fit."""


class Unreadable(Exception):
    """Not a bundle, or of a kind this program does not know."""


def digest(text: str, alg: str = "sha256") -> str:
    try:
        return hashlib.new(alg, text.encode()).hexdigest()
    except ValueError as error:
        raise Unreadable(f"this Python does not know the algorithm {alg}") from error


def one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def check_versions(bundle: dict) -> dict[int, str]:
    """Each text gives its hash. Returns `alg:hash` by the number of the version."""
    texts = {}
    for version in bundle["versions"]:
        number, alg, canonical = version["number"], version["alg"], version["canonical"]
        if not canonical.startswith(TEXT_HEADER):
            raise Damaged(f"version {number}: its text does not begin as a canonical text does")
        if digest(canonical, alg) != version["hash"]:
            raise Damaged(f"version {number}: its text no longer gives its fingerprint")
        if number in texts:
            raise Damaged(f"version {number} stands there twice")
        texts[number] = f"{alg}:{version['hash']}"
    return texts


def entry_text(bundle: dict, entry: dict) -> str:
    rows = (
        ("number", str(entry["number"])),
        ("kind", entry["kind"]),
        ("convention", bundle["convention"]),
        ("version", str(entry["version"])),
        ("text", entry["text"]),
        ("signature", entry["signature"]),
        ("at", entry["at"]),
        ("method", entry["method"]),
        ("seal", entry["seal"]),
        ("before", entry["before"]),
    )
    return "".join([ENTRY_HEADER + "\n", *(f"{name}\t{value}\n" for name, value in rows)])


def check_entry(bundle: dict, entry: dict, number: int, before: str, texts: dict[int, str]) -> None:
    name = f"entry {number} of the signatures"
    if entry["number"] != number:
        raise Damaged(f"{name} is missing: entry {entry['number']} follows")
    if entry["before"] != before:
        raise Damaged(f"{name} does not follow the one before it")
    if digest(entry_text(bundle, entry)) != entry["hash"]:
        raise Damaged(f"{name} was changed: its words no longer give its fingerprint")
    if texts.get(entry["version"]) != entry["text"]:
        raise Damaged(f"{name} is not under the text of version {entry['version']}")
    if "opened" in entry:
        opened = entry["opened"]
        lines = (SEAL_HEADER, opened["salt"], *map(one_line, opened["particulars"]))
        if digest("".join(f"{line}\n" for line in lines)) != entry["seal"]:
            raise Damaged(f"{name}: the signatory's particulars do not open its seal")


def check_order(entries: list[dict]) -> None:
    """Nobody withdraws what was not signed, or twice."""
    open_signatures: set[str] = set()
    for entry in entries:
        code, number = entry["signature"], entry["number"]
        if entry["kind"] == "signed":
            if code in open_signatures:
                raise Damaged(f"entry {number} of the signatures signs a second time")
            open_signatures.add(code)
        elif entry["kind"] == "withdrawn":
            if code not in open_signatures:
                raise Damaged(f"entry {number} of the signatures withdraws what was not signed")
            open_signatures.discard(code)
        else:
            raise Damaged(f"entry {number} of the signatures is of an unknown kind")


def check(bundle: dict, head: str = "") -> list[str]:
    """Raises `Damaged`; returns what to print of a sound bundle."""
    if bundle.get("format") != FORMAT:
        raise Unreadable(f"not a bundle of the kind “{FORMAT}”")
    texts = check_versions(bundle)
    before, entries = START, bundle["entries"]
    for number, entry in enumerate(entries, 1):
        check_entry(bundle, entry, number, before, texts)
        before = entry["hash"]
    check_order(entries)
    if bundle["head"] != {"count": len(entries), "hash": before}:
        raise Damaged("the end of the signatures is missing: the last one is not the one that was published")
    if head and not (len(head) >= SHORTEST_HEAD and before.startswith(head)):
        raise Damaged("the signatures do not end with the fingerprint that was published elsewhere")
    opened = sum("opened" in entry for entry in entries)
    standing = sum(1 if entry["kind"] == "signed" else -1 for entry in entries)
    return [
        f"Convention {bundle['convention']}: {len(texts)} fixed versions, each gives its fingerprint.",
        f"{len(entries)} entries in the chain, {standing} signatures stand, {opened} seals opened.",
        f"Fingerprint of the signatures: {before}",
    ]


def check_evidence(bundle: dict) -> None:
    """`signatures/0007…` is a drawing or a scan of entry 7: the entry's seal must name its hash."""
    entries = {entry["number"]: entry for entry in bundle["entries"]}
    for file in bundle.get("files", []):
        folder, _, rest = file["name"].partition("/")
        if folder != "signatures":
            continue
        digits = rest[:4]
        opened = entries.get(int(digits) if digits.isdecimal() else 0, {}).get("opened")
        if opened is None or file["sha256"] not in opened["particulars"]:
            raise Damaged(
                f"files/{file['name']} is not what entry {digits} of the signatures was sealed with"
            )


def check_files(archive: zipfile.ZipFile, bundle: dict) -> list[str]:
    names = set(archive.namelist())
    for file in bundle.get("files", []):
        name = f"files/{file['name']}"
        if name not in names:
            raise Damaged(f"{name} is missing")
        if hashlib.sha256(archive.read(name)).hexdigest() != file["sha256"]:
            raise Damaged(f"{name} was changed")
    check_evidence(bundle)
    extra = {name for name in names if name.startswith("files/") and not name.endswith("/")}
    extra -= {f"files/{file['name']}" for file in bundle.get("files", [])}
    if extra:
        raise Damaged(f"{min(extra)} is not listed in the bundle")
    return [f"{len(bundle.get('files', []))} files, each as listed."]


def read(path: Path, head: str) -> list[str]:
    try:
        if not zipfile.is_zipfile(path):
            return check(json.loads(path.read_text(encoding="utf-8")), head)
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
                raise Unreadable("the archive is larger than any bundle")
            bundle = json.loads(archive.read("bundle.json"))
            return [*check(bundle, head), *check_files(archive, bundle)]
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise Unreadable(str(error)) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"something is missing in the bundle: {error}") from error


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--head", default="", help="the fingerprint of the signatures as published elsewhere")
    asked = parser.parse_args()
    try:
        print("\n".join(read(asked.bundle, "".join(asked.head.split()).lower())))
    except Damaged as damage:
        print(f"DAMAGED: {damage}", file=sys.stderr)
        return 1
    except Unreadable as problem:
        print(f"Not checked: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
