"""A table of findings: checked by the worker, kept as a whole or not at all, never twice."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.jobs import run_due_jobs
from portal.core.tables import lines_of
from portal.points.models import Deduction, Determination, FindingImport
from portal.points.rules.findings import columns_of, has_headings
from portal.points.services import determining, imports
from portal.points.states import Scheme
from portal.points.states.imports import ImportState
from tests.clients import queries_of
from tests.factories import a_user, an_official, saved
from tests.factories.points import a_rule

HEADS = ["账号", "细则编号", "日期", "次数", "事由", "凭据", "分值", "理由"]


def table(*rows):
    return "\n".join(";".join(str(cell) for cell in row) for row in [HEADS, *rows]).encode()


def book(*rows, hide=False, formula=False):
    out, made = io.BytesIO(), Workbook()
    sheet = made.active
    if hide:
        sheet.append(["旧表", "不要看"])
        sheet.sheet_state = "hidden"
        sheet = made.create_sheet("认定")
    for row in [HEADS, *rows]:
        sheet.append(list(row))
    if formula:
        sheet["D2"] = "=1+1"
    made.save(out)
    return out.getvalue()


@pytest.fixture
def officer(app):
    return an_official(Role.POINTS_OFFICER)


@pytest.fixture
def lines(officer):
    day = clock.today().isoformat()
    a_rule(code="J08", points=5)
    a_rule(code="N15", points=-20, most=-50, scheme=Scheme.MERCHANT)
    return [
        [
            a_user(username="lanlan", username_folded="lanlan").username,
            "J08",
            day,
            2,
            "晨扫",
            "签到表",
            "",
            "",
        ],
        [
            a_user(username="maomao", username_folded="maomao").username,
            "N15",
            day,
            1,
            "剪断树枝",
            "照片两张",
            35,
            "可以恢复",
        ],
    ]


def sent_and_checked(officer, content):
    sent = imports.send(officer, name="十一月.xlsx", content=content, actor=officer)
    run_due_jobs()
    return sent


def made():
    return [db.session.scalar(select(func.count(model.id))) for model in (Determination, Deduction)]


def test_all_lines_are_kept_and_wait_for_a_second_person(officer, lines):
    content = book(*lines, hide=True)  # a book made anew says another second, and is another file
    sent = sent_and_checked(officer, content)
    before = (sent.state, sent.checked, made())

    imports.keep(sent, actor=officer)
    run_due_jobs()

    proposed, found = (
        db.session.scalars(select(Determination)).one(),
        db.session.scalars(select(Deduction)).one(),
    )
    assert before == (ImportState.CHECKED, 2, [0, 0])
    assert (sent.state, sent.made, sent.rows) == (ImportState.KEPT, 2, [])
    assert (proposed.times, found.points, found.import_id) == (2, 35, sent.id)
    with pytest.raises(Forbidden):
        determining.confirm(proposed, actor=officer)
    with pytest.raises(Refused):
        imports.send(officer, name="again.xlsx", content=content, actor=officer)
    with pytest.raises(Refused):
        imports.keep(sent, actor=officer)


def test_one_bad_line_keeps_everything_out(officer, lines):
    day = clock.today().isoformat()
    bad = [
        ["nobody", "J08", day, 1, "晨扫", "", "", ""],
        ["lanlan", "X99", day, 1, "晨扫", "", "", ""],
        ["maomao", "J08", day, 99, "晨扫", "", "", ""],
        ["lanlan", "N15", day, 1, "多次上访", "照片", 20, "轻"],
        [officer.username, "J08", day, 1, "晨扫", "", "", ""],
        ["lanlan", "J08", "昨天", 1, "晨扫", "", "", ""],
    ]
    sent = sent_and_checked(officer, table(*lines, *bad))

    with pytest.raises(Refused):
        imports.keep(sent, actor=officer)

    assert sorted(line for line, _text in sent.problems) == [4, 5, 6, 7, 8, 9]
    assert made() == [0, 0]
    imports.drop(sent, actor=officer)
    assert (sent.state, sent.rows, sent.problems) == (ImportState.DROPPED, [], [])


def test_what_changed_since_the_check_keeps_everything_out(officer, lines):
    sent = sent_and_checked(officer, table(*lines))
    imports.keep(sent, actor=officer)
    db.session.scalars(select(Determination)).all()
    rule = determining.rulebook.get_rule("J08")
    deed = determining.Deed(note="晨扫", occurred_on=clock.today())
    person = imports.queries.people_called(["lanlan"])["lanlan"]
    determining.propose(person, rule=rule, deed=deed, actor=an_official(Role.POINTS_OFFICER))

    run_due_jobs()

    assert (sent.state, [line for line, _text in sent.problems]) == (ImportState.CHECKED, [2])
    assert made() == [1, 0]


def test_a_line_proposed_between_the_look_and_the_writing_keeps_everything_out(officer, lines):
    sent = sent_and_checked(officer, table(*lines))
    imports.keep(sent, actor=officer)
    work = {"id": sent.id, "locale": "zh_Hans"}
    seen = imports.look_again(work)
    person = imports.queries.people_called(["lanlan"])["lanlan"]
    deed = determining.Deed(note="晨扫", occurred_on=clock.today())
    rule = determining.rulebook.get_rule("J08")
    determining.propose(person, rule=rule, deed=deed, actor=an_official(Role.POINTS_OFFICER))

    imports.keep_all(work, seen)

    assert (seen, sent.state, [line for line, _text in sent.problems]) == ([], ImportState.CHECKED, [2])
    assert made() == [1, 0]
    assert imports.look_again(work) is None


def test_a_long_table_is_checked_in_slices(officer, monkeypatch):
    a_rule(code="J08", points=5)
    person = a_user(username="lanlan", username_folded="lanlan")
    monkeypatch.setattr(imports, "SLICE", 2)
    days = [clock.today() - timedelta(days=n) for n in range(5)]
    rows = [[person.username, "J08", day.isoformat(), 1, "晨扫", "", "", ""] for day in days]
    sent = imports.send(officer, name="a.csv", content=table(*rows), actor=officer)

    run_due_jobs(limit=1)
    first = (sent.state, sent.checked)
    run_due_jobs()

    assert first == (ImportState.CHECKING, 2)
    assert (sent.state, sent.checked) == (ImportState.CHECKED, 5)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", "姓名;金额\n张三;5\n".encode(), b"PK\x03\x04broken", table(), b"x" * 5_000_000],
    ids=["empty", "binary", "headings", "broken", "no lines", "large"],
)
def test_what_is_no_table_is_refused(officer, content):
    with pytest.raises(Refused):
        imports.send(officer, name="x", content=content, actor=officer)


def test_computing_tables_long_tables_and_strangers_are_refused(officer, lines):
    with pytest.raises(Refused):
        imports.send(officer, name="x", content=book(*lines, formula=True), actor=officer)
    with pytest.raises(Refused):
        imports.send(officer, name="x", content=table(*[["a", "b", "c"]] * 1001), actor=officer)
    with pytest.raises(Forbidden):
        imports.send(a_user(), name="x", content=table(*lines), actor=a_user())


def test_a_table_nobody_kept_is_emptied(officer, lines):
    sent = sent_and_checked(officer, table(*lines))

    with clock.stopped_at(clock.now() + timedelta(days=8)):
        counts = [imports.drop_old_imports() for _time in range(3)]
    db.session.refresh(sent)

    assert counts == [1, 0, 0]
    assert (sent.state, sent.rows) == (ImportState.DROPPED, [])


def test_the_pages_of_an_import(client, officer, lines):
    client.sign_in(officer)
    answer = client.post("/points/control/imports", data={"file": (io.BytesIO(table(*lines)), "十一月.csv")})
    path = answer.headers["Location"].split("/zh-hans", 1)[1]
    running = client.get(path)
    run_due_jobs()
    checked = client.get(path).get_data(as_text=True)
    kept = client.post(f"{path}/keep")
    run_due_jobs()

    assert running.headers["Refresh"] == "2"
    assert "<progress" in running.get_data(as_text=True)
    assert "剪断树枝" in checked
    assert '<th scope="col">细则编号</th>' in checked
    assert kept.status_code == 302
    assert "2 行已保存" in client.get(path).get_data(as_text=True)
    assert client.post(f"{path}/drop").status_code == 409
    assert client.post("/points/control/imports").status_code == 422
    for kind in ("csv", "xlsx"):
        for script in ("zh-hans", "zh-hant", "en"):
            template = client.get(f"/{script}/points/control/imports/template.{kind}")

            assert len(columns_of(lines_of(template.data, has_headings)[0])) == 8, (kind, script)
    client.sign_in(an_official(Role.POINTS_OFFICER))
    assert client.get(path).status_code == 404


def test_a_table_is_dropped_on_its_page(client, officer, lines):
    sent = sent_and_checked(officer, table(*lines, ["nobody", "J08", "昨天", 1, "x", "", "", ""]))
    client.sign_in(officer)

    said = client.get(f"/points/control/imports/{sent.code}").get_data(as_text=True)
    client.post(f"/points/control/imports/{sent.code}/drop")

    assert "昨天" in said
    assert sent.state is ImportState.DROPPED


def test_the_list_of_tables_costs_the_same_for_one_and_three(client, officer):
    client.sign_in(officer)
    sender = officer.id

    def one_more(n):
        saved(FindingImport(code=f"imp{n}", file_name="a", fingerprint=str(n), total=1, sent_by=sender))

    one_more(0)
    client.get("/points/control/imports")
    one = queries_of(client, "/points/control/imports")
    one_more(1)
    one_more(2)

    assert queries_of(client, "/points/control/imports") == one
