"""Nobody is named on a board before somebody has weighed it and another person has approved."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.honor import services
from portal.honor.models import Assessment, BoardEntry
from portal.honor.queries import assessments
from portal.honor.rules import kept_until
from portal.honor.states import AssessmentState, EntryState, Polarity, SubjectType
from tests.clients import queries_of
from tests.factories import a_user
from tests.factories.honor import (
    WEIGHED,
    Office,
    a_number,
    an_assessment,
    at,
    decided,
    noticed,
    praise,
    praised,
)

DAY = timedelta(days=1)


def drafted(office, **kw):
    given = {"polarity": Polarity.RED, "number": a_number("临河评"), "valid_months": 12, **WEIGHED, **kw}
    return services.draft_assessment(office.place, actor=given.pop("actor", office.legal), **given)


def none_in_force():
    db.session.execute(update(Assessment).values(valid_until=date(2020, 6, 1)))
    db.session.expire_all()


def ready(office, **kw):
    """Checked and agreed to; the public notice would be next."""
    entry = praise(office, **kw)
    services.check_praise(entry, finding="走访属实。", no_minor=True, actor=office.reviewer)
    if entry.needs_consent:
        services.consent(entry, actor=entry.holder)
    return entry


def announced(entry, office):
    services.give_notice(entry, office="文明实践站", actor=office.editor)


def test_it_is_drafted_by_one_and_approved_by_another_and_holds_for_its_months():
    office = Office()
    with at("2025-11-03"):
        one = drafted(office)
        with pytest.raises(Forbidden):
            services.approve_assessment(one, actor=office.legal)
        assert not one.holds

        services.approve_assessment(one, actor=office.issuer)

        assert (one.valid_from, one.valid_until) == (date(2025, 11, 3), date(2026, 11, 2))
    for day, holds in (("2025-11-03", True), ("2026-11-02", True), ("2026-11-03", False)):
        with at(day):
            assert one.holds is holds


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "第3号"}, "文号"),
        ({"risks": " "}, "都要写"),
        ({"valid_months": 40}, "36"),
        ({"measures": "有事打13800138000"}, "13800138000"),
    ],
)
def test_what_is_missing_or_says_too_much_is_refused(wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        drafted(Office(), **wrong)


def test_each_has_its_own_number():
    office = Office()
    first = drafted(office)

    with pytest.raises(Refused, match="编号"):
        drafted(office, number=str(first.number.original))


def test_only_the_one_who_drafts_it_changes_it_and_nobody_once_it_is_approved():
    office = Office()
    one = drafted(office)
    changed = {**WEIGHED, "risks": "被熟人认出来。"}
    with pytest.raises(Forbidden):
        services.revise_assessment(
            one, number=str(one.number), valid_months=6, actor=office.editor, **changed
        )

    services.revise_assessment(one, number=str(one.number), valid_months=6, actor=office.legal, **changed)
    services.approve_assessment(one, actor=office.issuer)
    db.session.flush()

    assert (one.risks.original, one.valid_months) == ("被熟人认出来。", 6)
    with pytest.raises(Forbidden):
        services.revise_assessment(one, number=str(one.number), valid_months=6, actor=office.legal, **WEIGHED)
    one.risks = "没有风险。"
    with pytest.raises(Refused, match="已批准"):
        db.session.flush()


def test_it_is_kept_for_three_years():
    assert kept_until(date(2026, 11, 2)) == date(2029, 11, 2)
    office = Office()
    with at("2025-11-03"):
        one = drafted(office)
        services.approve_assessment(one, actor=office.issuer)
        services.end_assessment(one, reason="换了做法。", actor=office.issuer)
        assert (one.holds, one.kept_until) == (False, date(2028, 11, 3))
    with at("2028-11-03"), pytest.raises(Refused, match="三年"), db.session.begin_nested():
        db.session.delete(one)
        db.session.flush()
    with at("2028-11-04"):
        db.session.delete(one)
        db.session.flush()


def test_the_nearest_one_for_this_kind_of_board_counts():
    office = Office()
    near = an_assessment(office)
    with at("2025-11-03"):
        assert assessments.assessment_at(office.place, Polarity.RED) is near
        assert assessments.assessment_at(office.place, Polarity.BLACK).polarity is Polarity.BLACK
        assert assessments.assessment_at(Office().place, Polarity.RED) is not near


def test_nobody_is_announced_without_one_in_force():
    office = Office()
    with at("2025-11-03"):
        entry = ready(office)
        none_in_force()

        with pytest.raises(Refused, match="影响评估"):
            announced(entry, office)

        own = an_assessment(office)
        announced(entry, office)
        assert entry.assessment is own


def test_one_that_ran_out_during_the_notice_is_asked_for_again():
    office = Office()
    with at("2025-11-03"):
        entry = noticed(office)
        none_in_force()
    with at(entry.notice_until + DAY):
        with pytest.raises(Refused, match="影响评估"):
            services.publish_praise(entry, actor=office.issuer)
        new = an_assessment(office)

        services.publish_praise(entry, actor=office.issuer)

        assert entry.assessment is new
    none_in_force()
    with at(entry.publish_from + DAY):  # what stands keeps its own term
        entry.place_text = "新开路中段"
        db.session.flush()


def test_a_shops_reminder_needs_one_and_a_spots_does_not():
    office = Office()
    with at("2025-09-01"):
        shop = decided(office, subject_type=SubjectType.SHOP, subject="××小炒", holder=a_user(), penalty=True)
        spot = decided(office)
        none_in_force()
    with at(shop.decided_on + DAY):
        with pytest.raises(Refused, match="影响评估"):
            services.publish_reminder(shop, actor=office.issuer)

        services.publish_reminder(spot, actor=office.issuer)

        assert (shop.state, spot.state) == (EntryState.DECIDED, EntryState.PUBLISHED)


def test_a_group_is_praised_without_one():
    office = Office()
    none_in_force()
    with at("2025-11-03"):
        entry = praised(office, subject_type=SubjectType.GROUP, subject="晨扫队")

    assert entry.assessment is None


def test_the_model_asks_for_one_that_holds_for_this_kind_of_board():
    office = Office()
    with at("2025-11-03"):
        entry = noticed(office)
        entry.assessment = an_assessment(office, polarity=Polarity.BLACK)
        with pytest.raises(Refused, match="影响评估"), db.session.begin_nested():
            db.session.flush()


def test_the_database_asks_for_it_in_the_notice_and_on_the_roll():
    office = Office()
    with at("2025-11-03"):
        entries = [noticed(office), praised(office)]
    db.session.flush()

    for entry in entries:
        taken = update(BoardEntry).where(BoardEntry.id == entry.id).values(assessment_id=None)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(taken)


def test_everybody_reads_what_is_approved_and_drafts_stay_with_those_who_write_them(client):
    office = Office()
    one = drafted(office)

    assert client.get(f"/honor/assessments/{one.code}").status_code == 404
    client.sign_in(office.legal)
    assert client.get(f"/honor/assessments/{one.code}").status_code == 200
    assert str(one.number) in client.get("/honor/assessments").get_data(as_text=True)
    services.approve_assessment(one, actor=office.issuer)
    reader = client.application.test_client()
    page = reader.get(f"/zh-hans/honor/assessments/{one.code}")
    assert page.status_code == 200
    assert WEIGHED["risks"] in page.get_data(as_text=True)


def test_the_list_asks_as_often_for_three_as_for_one(client):
    few = queries_of(client, "/honor/assessments")  # none
    Office()
    one_office = queries_of(client, "/honor/assessments")  # two
    Office()

    assert queries_of(client, "/honor/assessments") == one_office <= few + 1  # the places come with the rows


def test_from_draft_to_end_by_the_pages(client):
    office = Office()
    client.sign_in(office.legal)
    form = {**WEIGHED, "place": office.place.slug, "polarity": "red", "number": a_number("临河评")}
    made = client.post("/honor/assessments/new", data={**form, "valid_months": "12"})
    path = made.location.split("/zh-hans")[-1]
    one = assessments.get_assessment(path.rsplit("/", 1)[-1], office.legal)
    revised = client.post(f"{path}/revise", data={**form, "valid_months": "6"})

    assert (made.status_code, revised.status_code, one.valid_months) == (302, 302, 6)
    assert client.post("/honor/assessments/new", data={}).status_code == 422
    assert client.get(f"{path}/end").status_code == 403 or one.state is AssessmentState.DRAFTING
    client.sign_in(office.issuer)
    assert client.post(f"{path}/approve").status_code == 302
    assert client.post(f"{path}/end", data={"reason": ""}).status_code == 422
    assert client.post(f"{path}/end", data={"reason": "换了做法。"}).status_code == 302
    assert one.state is AssessmentState.ENDED
    client.sign_in(a_user())
    assert client.get("/honor/assessments/new").status_code == 403
