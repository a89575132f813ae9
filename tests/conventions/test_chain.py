"""The chain of signatures as pure rules: one changed byte anywhere is found, and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.conventions.rules.chain import (
    START,
    Entry,
    EntryKind,
    Link,
    entry_hash,
    entry_text,
    first_break,
    head_of,
    seal,
)

FIRST = Entry(
    number=1,
    kind=EntryKind.SIGNED,
    convention="c0ffee00",
    version=1,
    alg="sha256",
    text_hash="a" * 64,
    signature="s1",
    at=datetime(2026, 11, 22, 8, 0, 5, 999, tzinfo=UTC),
    method="password",
    seal="b" * 64,
)


def a_chain(length):
    links, before = [], START
    for number in range(1, length + 1):
        entry = replace(FIRST, number=number, signature=f"s{number}")
        links.append(Link(entry, before, entry_hash(entry, before)))
        before = links[-1].hash
    return links


def test_the_text_of_an_entry():
    assert entry_text(FIRST, START) == (
        "yiyue-signing 1\nnumber\t1\nkind\tsigned\nconvention\tc0ffee00\nversion\t1\n"
        f"text\tsha256:{'a' * 64}\nsignature\ts1\nat\t2026-11-22T08:00:05Z\nmethod\tpassword\n"
        f"seal\t{'b' * 64}\nbefore\t{START}\n"
    )


def test_a_sound_chain_and_its_head():
    chain = a_chain(5)

    assert first_break(chain) is None
    assert head_of(chain) == (5, chain[-1].hash)
    assert head_of([]) == (0, START)


CHANGES = {
    "kind": EntryKind.WITHDRAWN,
    "convention": "c0ffee01",
    "version": 2,
    "alg": "sm3",
    "text_hash": "c" * 64,
    "signature": "s9",
    "at": datetime(2026, 11, 22, 8, 0, 6, tzinfo=UTC),
    "method": "paper",
    "seal": "d" * 64,
}


@pytest.mark.parametrize("name", CHANGES)
@given(length=st.integers(1, 8), data=st.data())
def test_any_change_is_found_where_it_was_made(name, length, data):
    chain = a_chain(length)
    at = data.draw(st.integers(0, length - 1))
    chain[at] = replace(chain[at], entry=replace(chain[at].entry, **{name: CHANGES[name]}))

    assert first_break(chain)[0] == at + 1


@given(length=st.integers(2, 8), data=st.data())
def test_an_entry_dropped_doubled_or_moved_is_found(length, data):
    chain = a_chain(length)
    at = data.draw(st.integers(0, length - 2))

    dropped = chain[:at] + chain[at + 1 :]
    doubled = [*chain[: at + 1], *chain[at:]]
    moved = [*chain[:at], chain[at + 1], chain[at], *chain[at + 2 :]]

    assert first_break(dropped)[0] == at + 1
    assert first_break(doubled)[0] == at + 2
    assert first_break(moved)[0] == at + 1


def test_a_hash_made_anew_breaks_the_next_entry():
    chain = a_chain(3)
    forged = replace(chain[0].entry, seal="e" * 64)
    chain[0] = Link(forged, START, entry_hash(forged, START))

    assert first_break(chain) == (2, "it does not follow the entry before it")


def test_a_chain_cut_at_the_end_is_told_by_its_head():
    chain = a_chain(3)

    assert first_break(chain[:2]) is None
    assert head_of(chain[:2]) != head_of(chain)


def test_a_seal_opens_with_the_same_particulars_only():
    sealed = seal("salt", "张三", "小面馆")

    assert seal("salt", " 张三 ", "小面馆") == sealed
    assert seal("salt", "张三", "小面 馆") != sealed
    assert seal("other", "张三", "小面馆") != sealed
    assert seal("salt", "张三小面馆") != sealed
