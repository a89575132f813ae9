"""Rolls: what a table gives, what it may not have, and how a called one stays as it is."""

import io

import pytest
from openpyxl import Workbook

from portal.accounts.models import Role
from portal.ballots import personal, queries, services
from portal.ballots.models import RollLine
from portal.ballots.rules import AdoptionRule, Problem, Trouble, numbers_in, preset, presets
from portal.ballots.rules.roll import has_headings, hundredths, read
from portal.ballots.services import Corrected
from portal.ballots.states import RollKind
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.core.tables import MOST_LINES, Unreadable, as_text, cells_of, lines_of
from tests.factories import a_user, an_official
from tests.factories.ballots import a_ballot, a_roll, an_owners_vote, units

TABLE = "房号;业主;面积;业主编号;账号\n1-101;王秀兰;89.37;7;\n1-102;陈国强;126.5;;\n2-301;王秀兰;60;7;\n"


def the(text, **kw):
    return read(cells_of(text), **{"area": True, "units": True, **kw})


def book(*rows):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.fixture
def keeper():
    return an_official(Role.COMMUNITY_WORKER)


def test_one_owner_with_two_flats_is_one_head_with_both_areas():
    reading = the(TABLE)

    assert reading.problems == []
    assert [(u.name, u.unit, u.area) for u in reading.units] == [
        ("王秀兰", "1-101、2-301", 14937),
        ("陈国强", "1-102", 12650),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "；", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_separator_and_encoding_gives_the_same(separator, encoding):
    content = TABLE.replace(";", separator).encode(encoding)

    assert read(lines_of(content, has_headings), area=True, units=True).units == the(TABLE).units


def test_a_traditional_table_from_an_old_system():
    content = "房號,業主,面積\n1-101,陳國強,89.37\n".encode("big5hkscs")

    assert [u.name for u in read(lines_of(content, has_headings), area=True, units=True).units] == ["陳國強"]


def test_a_workbook_gives_the_same_numbers_exactly():
    content = book(["房号", "业主", "面积（平方米）"], ["1-101", "王秀兰", 89.37], [102, "陈国强", 100])

    reading = read(lines_of(content, has_headings), area=True, units=True)

    assert [(u.unit, u.area) for u in reading.units] == [("1-101", 8937), ("102", 10000)]


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("89.37", 8937),
        ("89.3", 8930),
        ("89", 8900),
        ("1,234.50", 123450),
        ("８９．３７㎡", 8937),
        ("89.37平方米", 8937),
        ("89.375", None),
        ("0", None),
        ("-5", None),
        ("12,34", None),
        ("一百", None),
        ("1e3", None),
        ("99999999", None),
    ],
)
def test_areas_are_read_exactly_or_not_at_all(typed, area):
    assert hundredths(typed) == area


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ("王秀兰;89", [Problem(1, Trouble.NO_HEADINGS)]),
        ("房号;业主\n1-101;王秀兰", [Problem(1, Trouble.NO_HEADINGS)]),
        ("房号;业主;面积", [Problem(1, Trouble.NO_LINES)]),
        ("房号;业主;面积\n1-101;;89", [Problem(2, Trouble.NAME_MISSING)]),
        ("房号;业主;面积\n;王秀兰;89", [Problem(2, Trouble.UNIT_MISSING)]),
        ("房号;业主;面积\n1-101;王秀兰;", [Problem(2, Trouble.AREA_MISSING)]),
        ("房号;业主;面积\n1-101;王秀兰;九十", [Problem(2, Trouble.AREA_WRONG, "九十")]),
        ("房号;业主;面积\n1-101;甲;9\n\n1－101;乙;8", [Problem(4, Trouble.UNIT_TWICE, "1－101", 2)]),
        ("房号;业主;面积\n1-101;王秀兰;9\n1-102;王秀兰;8", [Problem(3, Trouble.NAME_TWICE, "王秀兰", 2)]),
        (
            "房号;业主;面积;业主编号\n1-101;王秀兰;9;1\n1-102;李明;8;1",
            [Problem(3, Trouble.NAMES_DIFFER, "李明", 2)],
        ),
        (
            "房号;业主;面积;业主编号;账号\n1;王秀兰;9;1;a\n2;王秀兰;8;1;b",
            [Problem(3, Trouble.ACCOUNTS_DIFFER, "b", 2)],
        ),
        ("房号;业主;面积;账号\n1;甲;9;a\n2;乙;8;A", [Problem(3, Trouble.ACCOUNT_TWICE, "A", 2)]),
    ],
)
def test_each_line_that_cannot_stand_is_named(rows, problems):
    assert the(rows).problems == problems


def test_somebody_may_speak_for_two_households_and_people_may_share_one():
    households = read(cells_of("户;代表\n1号;王秀兰\n2号;王秀兰"), area=False, units=True)
    heads = read(cells_of("姓名;户\n甲;1号\n乙;1号"), area=False, units=False)
    twice = read(cells_of("姓名;户\n甲;1号\n甲;1号"), area=False, units=False)

    assert (len(households.units), households.problems) == (2, [])
    assert (len(heads.units), heads.problems) == (2, [])
    assert [p.trouble for p in twice.problems] == [Trouble.NAME_TWICE]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"x" * (4 * 1024 * 1024 + 1), "too_large"),
        (b"PK\x03\x04 no workbook", "no_table"),
        (b"\xff\x00\xfe\x80\x81\xff", "encoding"),
        (("甲;乙\n" * (MOST_LINES + 1)).encode(), "too_large"),
    ],
)
def test_what_is_no_table_is_said(content, why):
    with pytest.raises(Unreadable, match=why):
        lines_of(content, has_headings)


def test_the_shown_text_is_read_as_the_same_table():
    rows = [["房号", "业主"], ["1;2", 'A "B"'], ["", "王，秀兰"]]

    assert cells_of(as_text(rows)) == rows


@pytest.mark.parametrize(
    ("typed", "numbers"), [("1-3, 7；9", [1, 2, 3, 7, 9]), ("", []), ("５～６、8", [5, 6, 8])]
)
def test_numbers_as_typists_write_them(typed, numbers):
    assert numbers_in(typed) == numbers


@pytest.mark.parametrize("typed", ["a", "3-1", "1-99999", "1.5"])
def test_what_is_no_number_of_a_roll(typed):
    with pytest.raises(ValueError):
        numbers_in(typed)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("owners_ordinary", RollKind.OWNERS),
        ("residents", RollKind.HOUSEHOLDS),
        ("villagers", RollKind.HEADS),
        ("village_representatives", RollKind.SEATS),
        ("merchants", RollKind.SEATS),
    ],
)
def test_the_rule_says_what_a_line_is(key, kind):
    assert queries.kind_of(preset(key)) is kind


def test_rules_know_how_many_others_one_may_stand_for_and_the_second_way():
    assert {key: rule.most_proxies for key, rule in presets().items() if rule.may_delegate} == {
        "owners_ordinary": 2,
        "owners_special": 2,
    }
    assert str(preset("villagers").or_households) == "2/3"
    assert AdoptionRule.from_json(preset("villagers").to_json()) == preset("villagers")


def test_a_roll_is_kept_whole_or_not_at_all(keeper):
    roll = a_roll(TABLE, keeper=keeper)

    with pytest.raises(Refused, match="一条也没有保存"):
        services.keep_lines(roll, text=TABLE + "1-101;某人;9\n", actor=keeper)

    assert (roll.heads, roll.area) == (2, 27587)
    assert [line.name.original for line in queries.lines_of_roll(roll)] == ["王秀兰", "陈国强"]


def test_keeping_anew_replaces_and_knows_the_accounts(keeper):
    owner = a_user()
    roll = a_roll(TABLE, keeper=keeper)

    services.keep_lines(roll, text=f"房号;业主;面积;账号\n1;甲;9;{owner.username}\n", actor=keeper)

    assert [(line.name.original, line.user_id) for line in queries.lines_of_roll(roll)] == [("甲", owner.id)]


def test_an_unknown_account_is_named(app):
    reading = queries.read_roll(RollKind.OWNERS, "房号;业主;面积;账号\n1;甲;9;nobody\n")

    assert reading.problems == [Problem(2, Trouble.ACCOUNT_UNKNOWN, "nobody")]


def test_only_officials_of_the_place_keep_rolls(keeper):
    roll = a_roll(TABLE, keeper=keeper)

    with pytest.raises(Forbidden, match="工作人员"):
        services.keep_lines(roll, text=TABLE, actor=a_user())
    with pytest.raises(NotFound):
        queries.get_roll(roll.code, a_user())


def test_a_called_roll_does_not_follow_the_one_it_was_made_from(keeper):
    roll = a_roll(TABLE, keeper=keeper)
    lines = services.Units(kind=roll.kind, lines=queries.units_of_roll(roll))
    ballot = a_ballot(rule="owners_ordinary", electorate=lines)
    sealed = ballot.roll_hash

    services.keep_lines(roll, text="房号;业主;面积\n9;别人;9\n", actor=keeper)

    assert (ballot.entitled_heads, ballot.entitled_area) == (2, 27587)
    assert [v.name.original for v in queries.roll_lines(ballot)] == ["王秀兰", "陈国强"]
    assert (ballot.roll_hash, len(sealed)) == (sealed, 64)


def planned(**kw):
    return an_owners_vote(100, 50, opened_for=-60, **kw)


def test_a_correction_needs_a_reason_seals_anew_and_stays(keeper):
    ballot = planned()
    before = ballot.roll_hash

    with pytest.raises(Refused, match="理由"):
        services.correct(ballot, number=2, line=Corrected(name="李明", area="60"), reason=" ", actor=keeper)
    services.correct(
        ballot, number=2, line=Corrected(name="李明", unit="1-102", area="60"), reason="过户", actor=keeper
    )

    assert (ballot.entitled_area, ballot.roll_hash != before) == (16000, True)
    one = queries.corrections_of(ballot)[0]
    assert (one.before["area"], one.after["area"], one.roll_hash) == (5000, 6000, ballot.roll_hash)


def test_lines_are_added_and_struck_out_before_voting(keeper):
    ballot = planned()

    services.correct(
        ballot, number=None, line=Corrected(name="新业主", area="30"), reason="漏登", actor=keeper
    )
    services.correct(ballot, number=1, line=None, reason="已售", actor=keeper)

    assert [v.number for v in queries.roll_lines(ballot)] == [2, 3]
    assert (ballot.entitled_heads, ballot.entitled_area) == (2, 8000)


@pytest.mark.parametrize(
    ("number", "line", "words"),
    [
        (1, Corrected(name="业主1", unit="1-101", area="100"), "没有改动|没有任何"),
        (1, Corrected(name="甲", area="一百"), "平方米"),
        (1, Corrected(name="", area="9"), "姓名"),
    ],
)
def test_a_correction_that_cannot_stand_is_refused(keeper, number, line, words):
    with pytest.raises(Refused):
        services.correct(planned(), number=number, line=line, reason="更正", actor=keeper)


def test_an_account_stands_on_a_roll_once(keeper):
    owner = a_user()
    ballot = planned(accounts=(owner,))

    with pytest.raises(Refused, match="第1号"):
        services.correct(
            ballot,
            number=2,
            line=Corrected(name="乙", area="50", account=owner.username),
            reason="补",
            actor=keeper,
        )


def test_the_last_line_cannot_be_struck_out(keeper):
    ballot = a_ballot(
        rule="owners_ordinary", electorate=units(100), opened_for=-60, place=a_roll(keeper=keeper).place
    )

    with pytest.raises(Refused):
        services.correct(ballot, number=1, line=None, reason="划去", actor=keeper)


def test_nothing_is_corrected_once_voting_has_begun(keeper):
    ballot = planned()

    with clock.stopped_at(ballot.opens_at), pytest.raises(Forbidden, match="开始前"):
        services.correct(ballot, number=1, line=None, reason="晚了", actor=keeper)


def test_a_person_takes_their_lines_along_and_is_let_go(keeper):
    owner = a_user()
    roll = a_roll(f"房号;业主;面积;账号\n1;甲;9;{owner.username}\n", keeper=keeper)

    taken = personal.export(owner.id)["rolls_before_a_vote"]
    personal.forget(owner.id)

    assert taken == [{"title": "汇园小区管理规约", "name": "甲", "unit": "1", "area": 900}]
    assert db.session.query(RollLine).filter_by(roll_id=roll.id).all() == []
