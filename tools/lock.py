"""Compile pyproject.toml into requirements/*.txt: exact versions with hashes, no addresses.

    python tools/lock.py [--upgrade]

Needs the network. One file serves Python 3.11 and later on every platform.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLAGS = (
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
)
FILES = {
    "run": ("pyproject.toml",),
    "dev": ("pyproject.toml", "--group", "dev", "-c", "requirements/run.txt"),
    "postgres": ("--group", "postgres", "-c", "requirements/dev.txt"),
}


def main(extra: list[str]) -> int:
    for name, sources in FILES.items():
        target = f"requirements/{name}.txt"
        subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", *FLAGS, *extra, *sources, "-o", target],
            cwd=ROOT,
            check=True,
        )
        print(f"{target} is fresh")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
