"""Refresh what we took from elsewhere: the visual editor's bundle, the library of charts, the icon sprite.

Needs node and npm; run by `make vendor` when a version below changes. Its results are committed,
so neither running nor testing the portal ever needs it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent / "vendor"
STATIC = HERE.parents[1] / "portal" / "static"
TIPTAP = "3.32.2"  # core and table extension must be of the same version
PACKAGES = (
    *(
        f"@tiptap/{name}@{TIPTAP}"
        for name in ("core", "pm", "starter-kit", "extension-table", "extension-image")
    ),
    "esbuild@0.28.2",
    "lucide-static@0.544.0",
    "uplot@1.6.32",
)


def install(room: Path) -> None:
    (room / "package.json").write_text('{"private": true}', encoding="utf-8")
    command = ["npm", "install", "--save-exact", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    subprocess.run(command, cwd=room, check=True)


def bundle_editor(room: Path) -> None:
    shutil.copy(HERE / "editor.js", room / "editor.js")
    shutil.copy(STATIC / "js" / "pictures.js", room / "pictures.js")  # the same way of sending
    target = STATIC / "vendor" / "editor" / "editor.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    options = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2021",
        "--charset=utf8",
        "--legal-comments=none",
    ]
    subprocess.run(
        ["node", "node_modules/esbuild/bin/esbuild", "editor.js", *options, f"--outfile={target}"],
        cwd=room,
        check=True,
    )
    licence = (room / "node_modules" / "prosemirror-model" / "LICENSE").read_text(encoding="utf-8")
    target.with_name("LICENSE.txt").write_text(
        f"TipTap {TIPTAP}, MIT licence, Copyright (c) Tiptap GmbH\nProseMirror, MIT licence:\n\n{licence}",
        encoding="utf-8",
    )


def copy_charts(room: Path) -> None:
    """As its package has it; the rules of its sheet that we need stand in our own `series.css`."""
    package, target = room / "node_modules" / "uplot", STATIC / "vendor" / "uplot"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "dist" / "uPlot.iife.min.js", target / "uplot.js")
    shutil.copyfile(package / "LICENSE", target / "LICENSE.txt")


def draw_sprite(room: Path) -> None:
    icons = room / "node_modules" / "lucide-static" / "icons"
    symbols = []
    for line in (HERE / "icons.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        ours, theirs = (part.strip() for part in line.split("="))
        svg = (icons / f"{theirs}.svg").read_text(encoding="utf-8")
        body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
        if body is None:
            raise SystemExit(f"no drawing in {theirs}.svg")
        drawing = re.sub(r"\s+", " ", body[1]).replace("> <", "><").replace(" />", "/>").strip()
        symbols.append(f'<symbol id="{ours}" viewBox="0 0 24 24">{drawing}</symbol>')
    head = (
        "<!-- Icons from Lucide, ISC licence, Copyright (c) Lucide Contributors. Made by tools/vendor.py. -->"
    )
    sprite = "\n".join([head, '<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])
    (STATIC / "img" / "icons.svg").write_text(sprite, encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        install(room)
        bundle_editor(room)
        copy_charts(room)
        draw_sprite(room)


if __name__ == "__main__":
    main()
