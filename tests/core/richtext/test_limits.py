import time

import pytest

from portal.core.richtext import TooComplex, clean_html, use
from portal.core.richtext.limits import DEEPEST, LONGEST

pytestmark = pytest.mark.no_database

TEN_KB = 10_000

REFUSED = {
    "div": "<div>",
    "blockquote": "<blockquote>",
    "lists": "<ul><li>",
    "tables": "<table><tr><td>",
    "bold": "<strong>",
    "formatting opened again": "<p><font size=1><p><font size=2>",
    "blocks crossed with formatting": "<b><div></b>",
    "links": "<a href=/x>",
    "unclosed tags": "<a ",
    "bare openings": "<p <p <p ",
    "svg": "<svg><g>",
    "unknown": "<x-a>",
}

ACCEPTED = {
    "paragraphs": "<p>一段",
    "items": "<li>一项",
    "cells": "<tr><td>一<td>二",
    "closed blocks": "<p><strong>一</strong></p>",
    "breaks": "<br>",
    "stray ends": "</b></div>",
    "crossed": "<b><i></b></i>",
    "entities": "&amp;&lt;&#128512;&nosuch",
    "less than": "1 < 2 ",
    "comments": "<!-- a -->",
    "open comments": "<!--",
    "questions": "<?",
}


@pytest.fixture(params=["nh3", "bleach"])
def engine(request):
    use(request.param)
    yield request.param
    use("auto")


def _filled(piece):
    return piece * (TEN_KB // len(piece))


@pytest.mark.parametrize("piece", REFUSED.values(), ids=REFUSED)
def test_costly_nesting_is_refused(piece):
    with pytest.raises(TooComplex):
        clean_html(_filled(piece))


@pytest.mark.parametrize("piece", ACCEPTED.values(), ids=ACCEPTED)
def test_ten_kilobytes_of_anything_else_are_cleaned_in_time(engine, piece):
    started = time.process_time()

    clean_html(_filled(piece))

    assert time.process_time() - started < 1


def test_the_deepest_allowed_nesting_passes(engine):
    html = "<blockquote>" * DEEPEST + "底" + "</blockquote>" * DEEPEST

    assert clean_html(html) == html
    with pytest.raises(TooComplex):
        clean_html(f"<blockquote>{html}</blockquote>")


def test_many_attributes_are_refused():
    with pytest.raises(TooComplex):
        clean_html("<p " + " ".join(f"a{n}=1" for n in range(40)) + ">")


@pytest.mark.parametrize("filling", ["a", "面"])
def test_length_is_counted_in_bytes(filling):
    fits = filling * (LONGEST // len(filling.encode()))

    assert clean_html(fits) == fits
    with pytest.raises(TooComplex):
        clean_html(fits + filling)


def test_a_long_description_inside_quotes_is_not_many_attributes(engine):
    assert clean_html(f'<p title="{"很 长 " * 100}">短</p>') == "<p>短</p>"
