"""Write docs/operations/settings.md from portal/core/config.py, or check that it is up to date.

python tools/settings_page.py write | check
"""

import ast
import inspect
import sys
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portal.core import config  # noqa: E402  (the portal is not installed when this runs from a clone)

PAGE = ROOT / "docs" / "operations" / "settings.md"
HEAD = """# Settings of an installation

Made from `portal/core/config.py` by `make docs`; do not edit by hand.

All settings are environment variables. None is needed to begin. An unknown `PORTAL_…` name stops the start,
so that a misspelt one cannot go unnoticed. What officials may change (the city's name, quorums, points) is
not here but in the control panel.

| Variable | Without it | What it does |
|---|---|---|
"""


def meanings() -> dict[str, str]:
    """The sentence below each field of Config."""
    body = ast.parse(inspect.getsource(config.Config)).body[0].body
    found = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            found[field.target.id] = " ".join(text.value.value.split())
    return found


def default(field) -> str:
    value = field.default
    return "" if value in ("", None, (), 0) or str(value) == "." else f"`{value}`"


def page() -> str:
    means = meanings()
    rows = (
        f"| `{config.shown(each.name)}` | {default(each)} | {means[each.name]} |\n"
        for each in fields(config.Config)
    )
    return HEAD + "".join(rows)


def main(verb: str) -> int:
    if verb == "write":
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(f"{PAGE.relative_to(ROOT)} is older than the settings: run `make docs`.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
