"""Quotas as officials type them, and who comes after whom."""

import pytest

from portal.ballots.rules.panel import pool_of, replacements
from portal.consultations.rules.quotas import UnreadableQuota, Wanted, quotas_in, typed

pytestmark = pytest.mark.no_database


def test_quotas_are_read_however_they_are_typed():
    plain = quotas_in("性别：女５－７，男 5-7人\n\n年龄: 18至35岁 3至5、36-59岁 4~6；60岁以上 3")

    assert plain == [
        Wanted("性别", "女", 5, 7),
        Wanted("性别", "男", 5, 7),
        Wanted("年龄", "18至35岁", 3, 5),
        Wanted("年龄", "36-59岁", 4, 6),
        Wanted("年龄", "60岁以上", 3, 3),
    ]
    assert quotas_in(typed(plain)) == plain


@pytest.mark.parametrize(
    "line",
    [
        "性别",
        "性别：女 5",
        "性别：女，男",
        "：女 5，男 5",
        "id：女 5，男 5",
        "性别：女 5-3，男 5",
        "性别：女 1，女 2",
    ],
)
def test_what_cannot_be_read_is_named(line):
    with pytest.raises(UnreadableQuota):
        quotas_in(line)


def test_whoever_keeps_the_quotas_comes_next_and_the_last_leave_a_gap():
    people = [{"id": str(n), "sex": "f" if n < 3 else "m"} for n in range(6)]
    pool = pool_of({"size": 2, "quotas": {"sex": {"f": [1, 1], "m": [1, 1]}}, "people": people})

    once = replacements(pool, ["0", "3"], ["0"], "seed")
    all_women = replacements(pool, ["0", "3"], ["0", once[0][1], *({"1", "2"} - {once[0][1]})], "seed")

    assert once[0][1] in {"1", "2"}
    assert all_women[:1] == once
    assert all_women[2][1] in {"4", "5"}  # no woman is left
    assert replacements(pool, ["0", "3"], ["0"], "other seed")[0][1] in {"1", "2"}
    with pytest.raises(ValueError, match="does not sit"):
        replacements(pool, ["0", "3"], ["5"], "seed")
    lonely = pool_of({"size": 1, "quotas": {"sex": {"f": [1, 1]}}, "people": people[:1]})
    assert replacements(lonely, ["0"], ["0"], "seed") == [("0", None)]
