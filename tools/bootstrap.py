"""Make this clone ready, with nothing but a Python and the network: `python3 tools/bootstrap.py run|test`.

Standard library only. Does nothing, quickly, when nothing has changed: a stamp in `.venv` remembers what was
installed from which requirements. Never uses a pip outside `.venv`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = {"run": "run", "test": "dev", "postgres": "postgres"}  # what runs stands in dev.txt too
COMMAND = f"""#!{PYTHON}
from portal.cli import main

main()
"""


def ready(goal: str) -> None:
    """Bring `.venv` and the translations up to date for `portal run` or for the tests."""
    make_environment()
    install(REQUIREMENTS[goal])
    compile_translations()


def make_environment() -> None:
    version = sys.version.split()[0]
    stamp = VENV / "stamp-python"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == f"{version} {VENV}":
        return
    print(f"Making .venv with Python {version}", flush=True)
    if importlib.util.find_spec("ensurepip") is None:
        get_ensurepip()
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    install_ourselves()
    stamp.write_text(f"{version} {VENV}")


def get_ensurepip() -> None:
    """Debian and Ubuntu keep the part of venv that brings pip in a package of its own."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not system.install(package):
        sys.exit(
            f"Python cannot make virtual environments here, because the system package {package} is missing.\n"
            f"Install it (sudo apt-get install {package}) and run this again; nothing else is needed by hand."
        )


def install_ourselves() -> None:
    """The portal runs from the clone: a path file for Python and a `portal` command, no build tool needed."""
    site = next((VENV / "lib").glob("python3*/site-packages"))
    (site / "yiyue.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = VENV / "bin" / "portal"
    command.write_text(COMMAND, encoding="utf-8")
    command.chmod(0o755)


def install(name: str) -> None:
    source = ROOT / "requirements" / f"{name}.txt"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    stamp = VENV / f"stamp-{name}"
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(
        f"Installing {source.relative_to(ROOT)} (only when it has changed; this can take some minutes)",
        flush=True,
    )
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    pip = [str(PYTHON), "-m", "pip", "install", *quiet]
    if subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(source)]).returncode:
        sys.exit(
            "The packages could not be installed: pip has said why above. Run the same command again to go on."
        )
    stamp.write_text(digest)


def compile_translations() -> None:
    """Only when a catalogue is newer than what was made from all of them."""
    tool = ROOT / "tools" / "i18n.py"
    sources = (ROOT / "translations").glob("*/LC_MESSAGES/*.po")
    if tool.exists() and any(is_older(source.with_name("messages.mo"), source) for source in sources):
        subprocess.run([str(PYTHON), str(tool), "compile"], cwd=ROOT, check=True)


def is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (older ones shall read the sentence, not a traceback)
        sys.exit(f"The portal needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    os.environ.pop("PYTHONHOME", None)
    ready(sys.argv[1])
    if sys.argv[1] == "run":
        system.get_pdf_libraries()


if __name__ == "__main__":
    main()
