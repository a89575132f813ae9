"""The generated pages under docs/ say what the code says."""

import pytest

from tools import docs_pages, try_guide

pytestmark = pytest.mark.no_database


def test_the_generated_pages_are_fresh():
    assert docs_pages.old() == [], "run `make docs` and commit what it wrote"


def test_every_permission_and_every_workflow_is_on_its_page(app):
    pages = docs_pages.written()
    rules = app.extensions["portal.permissions"]
    lives = [life.name for feature in app.extensions["portal.features"] for life in feature.workflows]

    assert [name for name in rules if f"| `{name}` |" not in pages["docs/permissions.md"]] == []
    assert [name for name in lives if f": `{name}`\n" not in pages["docs/workflows.md"]] == []


def test_the_roles_behind_a_rule_are_found(app):
    page = docs_pages.written()["docs/permissions.md"]
    confirm = next(line for line in page.splitlines() if line.startswith("| `accounts.confirm_identity` |"))

    assert confirm.endswith("| Community worker |")


def test_the_guide_to_a_new_feature_speaks_of_lines_that_are_there():
    blocks = try_guide.blocks()
    texts = {
        path: (try_guide.ROOT / path).read_text(encoding="utf-8")
        for path, kind, _ in blocks
        if kind == "diff"
    }

    for path, kind, text in blocks:
        if kind == "diff":
            texts[path] = try_guide.changed(texts[path], text)

    assert set(texts) == {"docs/glossary.md", "portal/app.py", "pyproject.toml"}
