import subprocess
import sys
from pathlib import Path

import pytest

from portal.core.richtext import use

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).parents[3]
ON_A_BARE_PLATFORM = """
import sys
sys.modules["nh3"] = sys.modules["opencc"] = None
from portal.core.language import Bitext
from portal.core.richtext import clean_html, engine_name
text = Bitext.html(clean_html("<p onclick=x>邻里的头发与干部<script>x()</script></p>"))
assert text.hant == "<p>鄰里的頭髮與幹部</p>", text
assert engine_name() == "bleach"
"""


def test_everything_works_without_the_compiled_packages():
    done = subprocess.run(
        [sys.executable, "-c", ON_A_BARE_PLATFORM], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_a_wanted_engine_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "portal.core.richtext.by_nh3", None)

    with pytest.raises(RuntimeError, match="nh3"):
        use("nh3")
