"""The feedback report: frozen when the result is published, on a page and as a paper that can be checked."""

import pytest

from portal.accounts.models import Role
from portal.consultations import papers as sheets
from portal.consultations.papers import KIND
from portal.consultations.queries import reports
from portal.consultations.services import answering, collating, papers, reporting, speaking
from portal.consultations.states import Channel, Disposition, Leaning, Stance
from portal.core.errors import Forbidden, Refused
from portal.core.i18n import speaking as speaks
from portal.papers.kinds import Standing
from portal.papers.queries import find_paper, proof_of
from tests.factories import an_official
from tests.factories.consultations import (
    REASON,
    a_clerk,
    a_cluster,
    a_promise,
    after,
    an_open_one,
    an_opinion,
)

OLD = "第一条 可以停到二十二时。\n第二条 每晚二元。"
NEW = "第一条 可以停到二十一时。\n第二条 每晚二元。"


@pytest.fixture
def published():
    """A consultation whose result is published, its clerk and issuer."""
    consultation = an_open_one(text=OLD)
    opinions = [an_opinion(consultation, stance=stance) for stance in (Stance.SUPPORT, Stance.OPPOSE)]
    with after(consultation):
        clerk, issuer = a_clerk(consultation), an_official(Role.ISSUER, place=consultation.place)
        for leaning, opinion in zip((Leaning.FOR, Leaning.AGAINST), opinions, strict=True):
            cluster = a_cluster(
                consultation, [opinion], clerk, leaning=leaning, text=f"{opinion.number}号的说法"
            )
            collating.answer_cluster(
                cluster, disposition=Disposition.PARTLY, reason=REASON, unit="临河街道", actor=clerk
            )
        papers.revise_text(consultation, text=NEW, reason="按意见修改。", actor=clerk)
        a_promise(consultation, clerk)
        answering.publish_result(consultation, actor=issuer)
        yield consultation, clerk, issuer


def paper_of(report):
    return find_paper(KIND, report.id, report.text_hash)


def test_the_report_says_everything_that_was_answered_and_changed(published):
    consultation, _clerk, _issuer = published
    report = reports.last_report(consultation.id)

    assert (report.number, report.content["opinions"]) == (1, 2)
    assert report.content["channels"] == {"web": 2}
    assert report.content["dispositions"] == {"partly": 2}
    for locale, words in {
        "zh_Hans": (
            "1号的说法",
            "2号的说法",
            "消防车要四米净宽",
            "画消防黄线",
            "<del>二</del>",
            "接下来怎么办",
        ),
        "zh_Hant": ("1號的說法", "2號的說法", "消防車要四米淨寬", "畫消防黃線", "接下來怎麼辦"),
    }.items():
        with speaks(locale):
            page = sheets.sheet(paper_of(report), "a4")
        assert [word for word in words if word not in page] == []


def test_on_paper_for_and_against_have_a_column_each_and_a3_is_a3(published):
    consultation, _clerk, _issuer = published
    paper = paper_of(reports.last_report(consultation.id))
    with speaks("zh_Hans"):
        sizes = {size: sheets.sheet(paper, size) for size in ("a4", "a3")}

    table = sizes["a4"].partition('<table class="sides">')[2].partition("</table>")[0]
    assert [table.count(mark) for mark in ("<th ", "<td>", "1号的说法", "2号的说法")] == [2, 2, 1, 1]
    assert ['<body class="broad">' in page for page in sizes.values()] == [False, True]


def test_a_late_letter_makes_a_new_version_and_the_old_one_stays_authentic(published):
    consultation, clerk, issuer = published
    first = reports.last_report(consultation.id)
    with pytest.raises(Refused):
        reporting.reissue(consultation, actor=issuer)
    with pytest.raises(Forbidden):
        reporting.reissue(consultation, actor=clerk)
    late = speaking.record(
        consultation, channel=Channel.PAPER, stance=Stance.SUPPORT, text="信箱里的信", actor=clerk
    )
    answering.answer(
        consultation,
        opinions=[late],
        disposition=Disposition.ALREADY,
        reason=REASON,
        unit="街道",
        actor=clerk,
    )

    second = reporting.reissue(consultation, actor=issuer)

    assert [one.number for one in reports.reports_of(consultation.id)] == [2, 1]
    assert [proof_of(paper_of(one))[1] for one in (first, second)] == [Standing.SUPERSEDED, Standing.VALID]
    first.content = {**first.content, "opinions": 99}
    assert proof_of(paper_of(first))[1] is Standing.CHANGED
    assert sheets.prove(second.id + 1) is None


def test_before_the_result_there_is_no_report():
    consultation = an_open_one()

    with pytest.raises(Forbidden, match="结果公布"):
        reporting.reissue(consultation, actor=an_official(Role.ISSUER, place=consultation.place))


def test_the_page_shows_groups_changes_and_promises_and_offers_the_paper(client, published):
    consultation, clerk, issuer = published
    path = f"{consultation.address}/result"

    page = client.get(path).get_data(as_text=True)
    client.sign_in(clerk)
    refused = client.post(path)
    client.post("/sign-out")
    client.sign_in(issuer)
    same = client.post(path)
    a_promise(consultation, clerk, title="装路灯")
    again = client.post(path)

    shown = ("1号的说法", "2号的说法", "画消防黄线", "<ins>", "/v/")
    assert [words for words in shown if words not in page] == []
    assert [one.status_code for one in (refused, same, again)] == [403, 409, 302]
    assert "第2版" in client.get(path).get_data(as_text=True)
