"""What is installed from a wheel is the whole portal: pages, words, styles, steps, the demo city's data."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.processes import ROOT

pytestmark = pytest.mark.no_database
PARTS = ("portal", "templates", "translations", "tools", "pyproject.toml", "README.md", "hatch_build.py")
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
LOOK = """
from click.testing import CliRunner
from portal.app import create_app
from portal.cli import portal
from portal.core.web import PACKAGE
client = create_app().test_client()
print(PACKAGE)
print(client.get("/zh-hant/sign-in").text)
print(client.get("/static/css/base.css").status_code)
print(CliRunner().invoke(portal, ["verify"]).output)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The wheel of this checkout, unpacked somewhere else, as pip would."""
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(ROOT / name, source / name)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(made)], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(made.glob("*.whl"))) as wheel:
        wheel.extractall(made)
    return made


def inside(site, folder, *command):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    settings = {"PORTAL_INSTANCE_DIR": str(folder), "PORTAL_DEMO": "no", "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=clean | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wheel_brings_everything_of_the_checkout(site):
    def there(folder, *patterns):
        files = [path for pattern in patterns for path in folder.rglob(pattern)]
        return {path.relative_to(folder).as_posix() for path in files if path.is_file()}

    for name in ("templates", "translations"):
        assert there(ROOT / name, "*.html", "*.txt", "*.xml", "*.po") <= there(site / "portal" / name, "*"), (
            name
        )
    assert there(ROOT / "portal", "*.py", "*.toml", "*.css", "*.js", "*.svg", "*.txt") <= there(
        site / "portal", "*"
    )


def test_a_portal_from_a_wheel_speaks_both_scripts(site, tmp_path):
    inside(site, tmp_path, "-m", "portal", "prepare")

    said = inside(site, tmp_path, "-c", LOOK)

    assert said.startswith(f"{site / 'portal'}\n")
    assert "登入" in said
    assert "\n200\nsound: " in said
    assert not Path(site / "portal" / "instance").exists()
