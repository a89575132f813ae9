"""What the operating system must have: looked for first, then installed with apt-get when we may, else named.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
TRIED = Path(__file__).resolve().parent.parent / ".venv" / "stamp-system"


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """True when apt-get has installed all of them."""
    if not may_install():
        return False
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    return apt("install", "--no-install-recommends", *packages) or (
        apt("update") and apt("install", "--no-install-recommends", *packages)
    )


def apt(*arguments: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    command = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0", *arguments]
    return subprocess.run(command, env=quiet, capture_output=True).returncode == 0


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_cjk_font() -> bool:
    names = ("NotoSansCJK*", "NotoSansSC*", "NotoSansHans*", "SourceHanSans*")
    return any(next(folder.rglob(name), None) for folder in FONT_FOLDERS if folder.is_dir() for name in names)


PDF_PARTS: dict[str, Callable[[], bool]] = {
    "libpango-1.0-0": lambda: loads("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": lambda: loads("libpangoft2-1.0.so.0"),
    "fonts-noto-cjk": has_cjk_font,
}


def get_pdf_libraries() -> None:
    """The portal runs without them, so a refusal is a sentence and not an end. apt-get is asked once only."""
    missing = [package for package, is_there in PDF_PARTS.items() if not is_there()]
    if not missing:
        return
    first_time = not TRIED.exists()
    TRIED.write_text("")
    if first_time and install(*missing):
        return
    print(
        f"Not installed on this system: {', '.join(missing)}. Until they are, PDF documents cannot be made"
        " (a download of one says so); everything else works.\n"
        f"To have them: sudo apt-get install {' '.join(missing)}",
        flush=True,
    )
