"""Do what docs/adding-a-feature.md says, literally, in a copy of the repository; exit 1 where it does not hold.

python tools/try_guide.py [FOLDER]      the copy stays in FOLDER, without one it is thrown away
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "adding-a-feature.md"
BLOCK = re.compile(r"^\*\*`([^`]+)`\*\*\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CHECKS = (
    "ruff format --check .",
    "ruff check .",
    "mypy --no-error-summary",
    "lint-imports --no-cache",
    "python tools/i18n.py fill wishes.json",
    "python tools/i18n.py check",
    "python tools/docs_pages.py write",
    "python -m pytest -q -n 2 tests/wishes tests/architecture tests/docs",
)


def blocks() -> list[tuple[str, str, str]]:
    return [(path, kind, text) for path, kind, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8"))]


def changed(text: str, change: str) -> str:
    """The file with lines added below, or put in place of, the one line that the block shows."""
    lines = change.splitlines()
    known = [line[1:] for line in lines if line[:1] != "+"]
    kept = [line[1:] for line in lines if line[:1] != "-"]
    if "\n".join(kept) + "\n" in text:
        return text  # somebody has followed the guide already
    before, found, after = text.partition("\n".join(known) + "\n")
    if not found:
        raise SystemExit(f"the guide speaks of a line that is not there: {known}")
    return before + "\n".join(kept) + "\n" + after


def type_in(copy: Path) -> None:
    for path, kind, text in blocks():
        target = copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            changed(target.read_text(encoding="utf-8"), text) if kind == "diff" else text, encoding="utf-8"
        )


def a_copy(folder: Path) -> None:
    """What is committed or about to be: everything git knows, without what was made."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, names.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as thrown_away:
        copy = Path(arguments[0] if arguments else thrown_away)
        copy.mkdir(parents=True, exist_ok=True)
        a_copy(copy)
        type_in(copy)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        for check in CHECKS:
            began = time.monotonic()
            code = subprocess.run(check.split(), cwd=copy, env={**os.environ, "PATH": path}).returncode
            print(f"{'ok ' if code == 0 else 'NOT'} {check} ({time.monotonic() - began:.0f} s)", flush=True)
            if code:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
