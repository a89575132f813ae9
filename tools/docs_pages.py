"""The pages under docs/ that are made from the code: write them, or say which are older than the code.

python tools/docs_pages.py write | check
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import limits_page  # noqa: E402  (nothing is installed when this runs from a clone)
import permissions_page  # noqa: E402
import settings_page  # noqa: E402
import workflows_page  # noqa: E402

from portal.app import create_app  # noqa: E402
from portal.core.config import Config  # noqa: E402
from portal.core.language.current import Reader, set_reader  # noqa: E402
from portal.core.web import Portal  # noqa: E402

PAGES: dict[str, Callable[[Portal], str]] = {
    "docs/limits.md": limits_page.page,
    "docs/operations/settings.md": lambda _app: settings_page.page(),
    "docs/permissions.md": permissions_page.page,
    "docs/workflows.md": workflows_page.page,
}


def written() -> dict[str, str]:
    """Each page as it should be, in English whatever the machine speaks."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(instance_dir=Path(folder)))
        with app.app_context():
            set_reader(Reader("en"))
            return {path: make(app) for path, make in PAGES.items()}


def old() -> list[str]:
    """The pages that do not say what the code says."""
    return [
        path
        for path, text in written().items()
        if not (ROOT / path).exists() or (ROOT / path).read_text(encoding="utf-8") != text
    ]


def main(verb: str) -> int:
    if verb == "write":
        for path, text in written().items():
            (ROOT / path).write_text(text, encoding="utf-8")
        return 0
    for path in (found := old()):
        print(f"{path} is older than the code: run `make docs`.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
