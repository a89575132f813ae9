"""Write portal/core/language/data/s2t.ocd2: OpenCC's tables from simplified to traditional as one.

Run once, and again when OpenCC's tables change: `python tools/opencc_table.py`. OpenCC keeps a merged copy of every
group of tables in memory; of one table it keeps nothing more. Which table wins: phrases, phrases of the regions,
characters, as OpenCC asks them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import opencc

TARGET = Path(__file__).parent.parent / "portal" / "core" / "language" / "data" / "s2t.ocd2"
LIBRARY = Path(opencc.__file__).parent / "clib"
TABLES = ("STCharacters", "STPhrases_GeneratedFromRegionalPhrases", "STPhrases")  # the later one wins


def rewrite(source: Path, kind: str, target: Path, wanted: str) -> None:
    command = [LIBRARY / "bin" / "opencc_dict", "-f", kind, "-t", wanted, "-i", source, "-o", target]
    subprocess.run(command, check=True, capture_output=True)


def pairs_in(table: Path) -> dict[str, str]:
    """Each entry of one of OpenCC's tables with all that it may become."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "table.txt"
        rewrite(table, "ocd2", text, "text")
        lines = text.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


def merged() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in TABLES:
        found |= pairs_in(LIBRARY / "share" / "opencc" / f"{name}.ocd2")
    return found


def main() -> None:
    pairs = merged()
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "merged.txt"
        in_order = sorted(pairs, key=str.encode)
        text.write_text("".join(f"{key}\t{pairs[key]}\n" for key in in_order), encoding="utf-8")
        rewrite(text, "text", TARGET, "ocd2")
    print(f"{len(pairs)} entries, {TARGET.stat().st_size // 1024} KB", file=sys.stderr)


if __name__ == "__main__":
    main()
