"""Templates are compiled once for all processes, and again when they change."""

from __future__ import annotations

import pytest
from jinja2 import Environment, FileSystemLoader

from portal.app import compiled_templates
from portal.core.config import Config

pytestmark = pytest.mark.no_database


def compiled(instance, templates):
    """Whether a process that begins now finds the page compiled already."""
    kept = compiled_templates(Config(instance_dir=instance))
    env = Environment(loader=FileSystemLoader(templates), autoescape=True, bytecode_cache=kept)
    source, filename, _fresh = env.loader.get_source(env, "page.html")
    found = kept.get_bucket(env, "page.html", filename, source).code is not None
    env.get_template("page.html")
    return found


def test_what_one_process_has_compiled_the_next_one_reads(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("一约")
    first, second = compiled(tmp_path, tmp_path), compiled(tmp_path, tmp_path)

    page.write_text("一盟")
    changed = compiled(tmp_path, tmp_path)

    assert (first, second, changed) == (False, True, False)


def test_a_page_is_read_where_nothing_can_be_kept(tmp_path):
    (tmp_path / "page.html").write_text("一约")
    kept = compiled_templates(Config(instance_dir=tmp_path))
    (tmp_path / "templates").rmdir()

    env = Environment(loader=FileSystemLoader(tmp_path), autoescape=True, bytecode_cache=kept)

    assert env.get_template("page.html").render() == "一约"
