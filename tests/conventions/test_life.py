"""The records each step of a convention's life needs, and the sentence when one is missing."""

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.ballots.queries import adoption_rules
from portal.conventions import queries, services
from portal.conventions.demo.pictures import picture
from portal.conventions.models import Appraisal, Comment, Convention, GroupMember
from portal.conventions.notices import ADOPTED
from portal.conventions.rules.appraising import Answer, summed_up
from portal.conventions.rules.ways import way_of, ways
from portal.conventions.services import NewClause
from portal.conventions.states import (
    EDITABLE,
    LIFE,
    NEXT_STEPS,
    ON_TURN,
    RULES_OF_KINDS,
    STATE_LABELS,
    STATE_TONES,
    Capacity,
    Channel,
    Disposition,
    Finding,
    Force,
    Form,
    Kind,
    SourceKind,
    Stance,
    State,
)
from portal.conventions.views.rail import deadline, rail
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.files.queries import may_see
from portal.files.services import upload
from portal.meetings import services as meetings
from portal.meetings.owners import owner_kind
from portal.meetings.states import MeetingKind
from portal.notices.models import Notice
from portal.notices.papers import text_of
from portal.notifications.models import InboxLine
from tests.factories import a_place, a_user, an_official, the_city
from tests.factories.conventions import a_convention, exact_hash

VILLAGE = {"kind": Kind.VILLAGE, "rule_key": "merchants"}


def keys(convention):
    return [c.key for c in queries.clauses_of(queries.current_version(convention))]


def titles_told(user):
    found = db.session.query(InboxLine).filter_by(user_id=user.id)
    return [n.message for n in found]


def test_every_state_has_its_words_and_is_reached():
    assert set(STATE_LABELS) == set(STATE_TONES) == set(NEXT_STEPS) == set(ON_TURN) == set(State)
    assert {t.after for t in LIFE.transitions.values()} | {LIFE.start} == set(State)


def test_each_kind_has_a_way_and_a_rule_with_a_source():
    rules = adoption_rules()

    assert set(ways()) == set(RULES_OF_KINDS) == set(Kind)
    for kind, way in ways().items():
        assert way.source_hans and way.source_hant and way.as_of
        assert rules[RULES_OF_KINDS[kind]].source_hans
        assert {State.VOTING, State.PUBLISHED} <= way.stops


@pytest.mark.parametrize(
    ("kind", "before", "after", "left_out"),
    [
        (Kind.VILLAGE, State.DRAFTING, State.UNDER_REVIEW, State.INTERNAL_HEARING),
        (Kind.VILLAGE, State.RETURNED, State.UNDER_REVIEW, None),
        (Kind.VILLAGE, State.MEETING_CALLED, State.VOTING, State.DELIBERATION),
        (Kind.MERCHANTS, State.MEETING_CALLED, State.VOTING, None),
        (Kind.MERCHANTS, State.GATHERING, State.VOTING, State.DRAFTING),
        (Kind.MERCHANTS, State.ADOPTED, State.PUBLISHED, State.FILED),
        (Kind.OWNERS, State.APPROVED_FOR_VOTE, State.VOTING, State.MEETING_CALLED),
        (Kind.MICRO, State.GATHERING, State.VOTING, None),
        (Kind.MICRO, State.ADOPTED, State.PUBLISHED, None),
    ],
)
def test_what_a_kind_may_leave_out_is_data(kind, before, after, left_out):
    assert way_of(kind).left_out(before, after) is left_out


def test_a_step_that_leaves_another_out_is_refused_with_its_name():
    convention = a_convention(State.DRAFTING, **VILLAGE)

    with pytest.raises(Forbidden, match="听取意见"):
        services.hand_in(convention, actor=convention.team.secretary)


# gathering


def test_the_call_keeps_its_text_and_the_portal_is_always_a_channel():
    convention = a_convention()

    services.open_gathering(
        convention,
        until=clock.now() + timedelta(days=20),
        seen_hash=exact_hash(convention),
        call_text="各位乡亲：请说说。",
        channels=[Channel.PAPER, Channel.PAPER],
        actor=convention.team.reviewer,
    )

    assert (convention.call_text.hant, convention.channels) == ("各位鄉親：請說說。", ["web", "paper"])


def test_opinions_can_be_gathered_before_there_is_a_clause():
    convention = a_convention(State.GATHERING, texts=())

    services.comment(convention, text="写写停车。", stance=Stance.SUPPORT, actor=a_user())

    assert convention.comment_count == 1


def a_scan(actor):
    return upload(actor, sent=picture("意见"), actor=actor)


def test_an_opinion_on_paper_is_typed_in_with_its_scan_and_numbered_on():
    convention = a_convention(State.GATHERING)
    chair = convention.team.chair
    services.comment(convention, text="赞成。", stance=Stance.SUPPORT, actor=a_user())
    scan = a_scan(chair)

    said = services.enter_opinion(
        convention,
        speaker="丁阿香",
        text="太严。",
        stance=Stance.OPPOSE,
        channel=Channel.PAPER,
        scan=[scan],
        actor=chair,
    )

    assert (said.number, said.speaker.hans, said.user_id) == (2, "丁阿香", chair.id)
    assert may_see(convention.team.reviewer, scan)
    assert not may_see(a_user(), scan)


@pytest.mark.parametrize(
    "wrong",
    [{"channel": Channel.WEB}, {"speaker": " "}, {"channel": Channel.PAPER}, {"clause_key": "no"}],
)
def test_what_an_opinion_typed_in_must_say(wrong):
    convention = a_convention(State.GATHERING)
    given = {"speaker": "丁阿香", "text": "好。", "stance": Stance.SUPPORT, "channel": Channel.PHONE}

    with pytest.raises((Refused, NotFound)):
        services.enter_opinion(convention, actor=convention.team.chair, **{**given, **wrong})

    assert db.session.query(Comment).count() == 0


def test_drafting_begins_when_the_gathering_is_over():
    convention = a_convention(State.GATHERING)

    with pytest.raises(Forbidden):
        services.begin_drafting(convention, reason="忙。", actor=convention.team.secretary)


# the group, the hearing


def test_a_group_that_lacks_somebody_needs_a_reason_that_stays():
    convention = a_convention(State.GATHERING, **VILLAGE)
    secretary = convention.team.secretary
    services.add_to_group(convention, name="柏清和", capacity=Capacity.LEGAL_COUNSEL, actor=secretary)
    with clock.stopped_at(clock.now() + timedelta(days=21)):
        with pytest.raises(Refused, match="居民.*党员"):
            services.begin_drafting(convention, actor=secretary)
        services.begin_drafting(convention, reason="党员出差。", actor=secretary)

    assert convention.group_reason.hans == "党员出差。"
    assert services.lacking(convention) == {Capacity.RESIDENT: 1, Capacity.PARTY_MEMBER: 1}


def test_a_whole_group_needs_none_and_can_write():
    convention = a_convention(State.GATHERING)
    writer, secretary = a_user(), convention.team.secretary
    for person in (writer, a_user()):
        services.add_to_group(convention, name="", person=person, capacity=Capacity.MERCHANT, actor=secretary)
    with clock.stopped_at(clock.now() + timedelta(days=21)):
        services.begin_drafting(convention, actor=secretary)

        services.add_clause(convention, new=NewClause(text="新的。"), actor=writer)

    assert len(keys(convention)) == 4
    assert len(titles_told(writer)) >= 1


def test_nobody_sits_twice_in_the_group_and_nobody_without_a_name():
    convention = a_convention(State.DRAFTING)
    person, secretary = a_user(), convention.team.secretary
    services.add_to_group(convention, name="", person=person, capacity=Capacity.MERCHANT, actor=secretary)

    with pytest.raises(Refused):
        services.add_to_group(convention, name="", person=person, capacity=Capacity.MERCHANT, actor=secretary)
    with pytest.raises(Refused):
        services.add_to_group(convention, name=" ", capacity=Capacity.OTHER, actor=secretary)
    member = db.session.query(GroupMember).one()
    services.take_from_group(convention, member_id=member.id, actor=secretary)

    assert db.session.query(GroupMember).count() == 0


def test_counsel_must_have_been_heard_where_the_kind_asks_for_it():
    convention = a_convention(State.INTERNAL_HEARING, **VILLAGE)
    secretary = convention.team.secretary
    with pytest.raises(Refused, match="法律顾问"):
        services.hand_in(convention, actor=secretary)

    services.record_hearing(
        convention, name="柏清和", capacity=Capacity.LEGAL_COUNSEL, text="合法。", actor=secretary
    )
    services.hand_in(convention, actor=secretary)

    assert convention.state is State.UNDER_REVIEW


@pytest.mark.parametrize("wrong", [{"name": ""}, {"text": " "}, {"heard_on": "tomorrow"}])
def test_what_a_hearing_must_say(wrong):
    convention = a_convention(State.INTERNAL_HEARING)
    given = {"name": "柏清和", "capacity": Capacity.LEGAL_COUNSEL, "text": "合法。", **wrong}
    if given.get("heard_on"):
        given["heard_on"] = clock.today() + timedelta(days=1)

    with pytest.raises(Refused):
        services.record_hearing(convention, actor=convention.team.secretary, **given)


# the review


def test_a_remark_that_must_be_changed_blocks_the_approval_and_the_vote():
    convention = a_convention(State.UNDER_REVIEW)
    team = convention.team
    remark = services.remark(
        convention, text="没有依据。", force=Force.MUST, clause_key=keys(convention)[1], actor=team.reviewer
    )
    seen = exact_hash(convention)

    with pytest.raises(Refused, match="1"):
        services.approve(convention, seen_hash=seen, opinion="同意。", actor=team.reviewer)
    services.answer_remark(remark, text="补了依据。", actor=team.secretary)
    services.settle_remark(remark, actor=team.reviewer)
    services.approve(convention, seen_hash=seen, opinion="同意。", actor=team.reviewer)

    assert convention.state is State.APPROVED_FOR_VOTE
    with pytest.raises(Refused):
        services.settle_remark(remark, actor=team.reviewer)
    with pytest.raises(Refused):
        services.answer_remark(remark, text="再说。", actor=team.secretary)


def test_a_remark_made_after_the_approval_still_blocks_the_meeting():
    convention = a_convention(State.APPROVED_FOR_VOTE)
    services.remark(convention, text="还是不行。", force=Force.MUST, actor=convention.team.reviewer)

    with pytest.raises(Refused):
        services.call_meeting(
            convention, meeting_at=clock.now() + timedelta(days=9), actor=convention.team.chair
        )


def test_an_empty_remark_or_answer_is_refused():
    convention = a_convention(State.UNDER_REVIEW)
    reviewer = convention.team.reviewer
    made = services.remark(convention, text="建议短一点。", force=Force.SUGGEST, actor=reviewer)

    with pytest.raises(Refused):
        services.remark(convention, text=" ", force=Force.SUGGEST, actor=reviewer)
    with pytest.raises(Refused):
        services.answer_remark(made, text="", actor=convention.team.secretary)


def test_the_author_reviews_nothing_and_a_stranger_neither():
    convention = a_convention(State.UNDER_REVIEW)
    elsewhere = an_official(Role.REVIEWER, place=a_place(the_city()))

    for person in (convention.team.secretary, convention.team.chair, elsewhere):
        with pytest.raises(Forbidden):
            services.approve(convention, seen_hash=exact_hash(convention), opinion="同意。", actor=person)


def test_a_returned_text_is_changed_in_a_copy_under_the_same_keys():
    convention = a_convention(State.RETURNED)
    read, before = queries.get_version(convention, 2), keys(convention)
    key = before[0]

    services.change_clause(
        convention, key=key, new=NewClause(text="改过的。"), revision=1, actor=convention.team.secretary
    )

    assert keys(convention) == before
    assert queries.get_clause(read, key).text.hans != "改过的。"
    assert queries.reviews_of(convention)[0].text_hash == read.text_hash


def test_what_is_amended_in_the_deliberation_is_reviewed_again_and_keeps_its_notice():
    convention = a_convention(State.DELIBERATION)
    team, called = convention.team, (convention.notice_sent_at, convention.meeting_at)
    services.add_clause(convention, new=NewClause(text="新的一条。"), actor=team.secretary)
    soon = {"opens_at": clock.now() + timedelta(hours=1), "closes_at": clock.now() + timedelta(days=3)}
    with pytest.raises(Refused, match="不是现在这份文本"):
        services.open_vote(convention, actor=team.chair, **soon)

    services.hand_in(convention, actor=team.secretary)
    services.approve(convention, seen_hash=exact_hash(convention), opinion="同意。", actor=team.reviewer)
    services.call_meeting(convention, meeting_at=called[1], actor=team.chair)
    services.open_vote(convention, actor=team.chair, **soon)

    assert convention.state is State.VOTING
    assert (convention.notice_sent_at, convention.meeting_at) == called


def a_general_meeting(convention, **kw):
    """Of the convention's alliance, called with eight days of notice unless said otherwise."""
    body = alliance_body(convention)
    starts = clock.now() + timedelta(days=8)
    given = {
        "kind": MeetingKind.GENERAL,
        "title": "成员大会",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "venue": "文化礼堂",
        **kw,
    }
    return meetings.call(body, actor=convention.team.chair, short_notice="已同全体成员商量。", **given)


def alliance_body(convention):
    return owner_kind("alliance").find(convention.alliance_id)


def test_a_text_is_put_before_a_general_meeting_that_has_been_called():
    convention = a_convention(State.APPROVED_FOR_VOTE)
    meeting = a_general_meeting(convention)

    services.call_meeting(convention, meeting=meeting, actor=convention.team.chair)

    assert queries.assemblies_ahead(convention) == [meeting]
    assert (convention.meeting_id, convention.meeting_at) == (meeting.id, meeting.starts_at)
    assert convention.notice_sent_at == meeting.notice_sent_at
    assert convention.meeting_place.hans == "文化礼堂"


def test_only_an_assembly_of_the_same_alliance_decides():
    convention, other = a_convention(State.APPROVED_FOR_VOTE), a_convention(State.APPROVED_FOR_VOTE)
    chair = convention.team.chair

    with pytest.raises(Refused):
        services.call_meeting(convention, meeting=a_general_meeting(other), actor=chair)
    with pytest.raises(Refused):
        council = a_general_meeting(convention, kind=MeetingKind.REGULAR)
        services.call_meeting(convention, meeting=council, actor=chair)
    with pytest.raises(Refused):
        services.call_meeting(convention, actor=chair)

    assert convention.state is State.APPROVED_FOR_VOTE


# filing, publication


def test_filing_has_a_last_day_from_the_rule_and_shows_when_it_is_late():
    convention = a_convention(State.ADOPTED)
    due = convention.filing_due_on
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        filing = services.file(convention, office="街道", papers_sent="文本", actor=convention.team.chair)

    assert due == convention.adopted_on + timedelta(days=10)
    assert (filing.due_on, filing.late) == (due, True)


def test_without_a_number_nothing_is_published():
    convention = a_convention(State.FILED)

    with pytest.raises(Forbidden, match="备案号"):
        services.publish(convention, actor=convention.team.chair)
    with pytest.raises(Refused):
        services.give_number(convention, number=" ", actor=convention.team.reviewer)
    services.give_number(convention, number="备1号", actor=convention.team.reviewer)
    with pytest.raises(Forbidden):
        services.give_number(convention, number="备2号", actor=convention.team.reviewer)
    services.publish(convention, actor=convention.team.chair)

    assert (convention.state, convention.filing_no.hans) == (State.PUBLISHED, "备1号")
    notice = db.session.query(Notice).filter_by(kind=ADOPTED).one()
    assert (notice.path, notice.is_shown, notice.until_on) == (convention.path, True, None)
    assert text_of(notice).facts[0][1] == convention.title


def test_an_objection_brings_it_back_and_a_second_filing_heals_it():
    convention = a_convention(State.FILING_OBJECTED)

    services.file(
        convention, office="街道", papers_sent="签到表", answer="已补。", actor=convention.team.chair
    )

    assert [f.objection.hans for f in queries.filings_of(convention)] == ["", "缺签到表。"]


# keeping


def test_what_was_seen_needs_words_and_a_reminder_its_day():
    convention = a_convention(State.IN_FORCE)
    chair, key = convention.team.chair, keys(convention)[0]
    wrong = [
        {"finding": Finding.CHECK, "text": " "},
        {"finding": Finding.REMINDER, "text": "纸箱。"},
        {"finding": Finding.REMINDER, "text": "纸箱。", "mend_by": clock.today() - timedelta(days=1)},
    ]

    for given in wrong:
        with pytest.raises(Refused):
            services.observe(convention, clause_key=key, actor=chair, **given)
    with pytest.raises(Forbidden):
        services.observe(convention, clause_key=key, finding=Finding.CHECK, text="好。", actor=a_user())


def test_a_reminder_is_mended_once_and_seen_by_those_concerned_only(app):
    member = a_user()
    convention = a_convention(State.IN_FORCE, members=[member])
    key = keys(convention)[0]
    photo = a_scan(member)
    reminder = services.observe(
        convention,
        clause_key=key,
        finding=Finding.REMINDER,
        text="纸箱。",
        mend_by=clock.today(),
        photos=[photo],
        actor=member,
    )
    services.observe(convention, clause_key=key, finding=Finding.EXAMPLE, text="花架。", actor=member)

    services.mend(reminder, text="搬走了。", actor=member)
    with pytest.raises(Refused):
        services.mend(reminder, text="又搬。", actor=member)

    with app.test_request_context("/"):
        pages = [queries.observations_page(convention, viewer) for viewer in (None, member)]
    assert [len(page.rows) for page in pages] == [1, 2]
    assert [may_see(viewer, photo) for viewer in (a_user(), convention.team.chair)] == [False, True]


def test_one_year_is_appraised_once_and_long_enough():
    convention = a_convention(State.IN_FORCE)
    chair = convention.team.chair
    with pytest.raises(Refused, match="14"):
        services.open_appraisal(convention, until=clock.now() + timedelta(days=3), actor=chair)
    services.open_appraisal(convention, until=clock.now() + timedelta(days=14), actor=chair)
    with pytest.raises(Refused):
        services.close_appraisal(convention, conclusion="好。", actor=chair)
    with clock.stopped_at(clock.now() + timedelta(days=15)):
        services.close_appraisal(convention, conclusion="好。", actor=chair)
    with pytest.raises(Refused):
        services.open_appraisal(convention, until=clock.now() + timedelta(days=14), actor=chair)


def test_a_second_answer_takes_the_place_of_the_first_and_the_result_is_summed_up():
    member = a_user()
    convention = a_convention(State.APPRAISAL, members=[member])
    first, second, _third = keys(convention)
    for score in (1, 4):
        services.appraise(convention, scores={first: score}, helps=5, actor=member)
    services.appraise(convention, scores={first: 5, second: 2}, helps=4, actor=convention.team.chair)

    with clock.stopped_at(clock.now() + timedelta(days=15)):
        services.close_appraisal(convention, conclusion="好。", actor=convention.team.chair)

    appraisal = db.session.query(Appraisal).one()
    assert appraisal.answer_count == 2
    assert appraisal.result == {
        "answers": 2,
        "knows": 2,
        "helps": 450,
        "clauses": {
            first: {"average": 450, "count": 2, "low": 0},
            second: {"average": 200, "count": 1, "low": 1},
        },
    }


@pytest.mark.parametrize("wrong", [{"scores": {}}, {"scores": {"no": 3}}, {"helps": 6}])
def test_what_an_answer_must_say(wrong):
    member = a_user()
    convention = a_convention(State.APPRAISAL, members=[member])
    given = {"scores": {keys(convention)[0]: 3}, "helps": 3, **wrong}

    with pytest.raises(Refused):
        services.appraise(convention, actor=member, **given)


def test_a_late_answer_is_refused():
    member = a_user()
    convention = a_convention(State.APPRAISAL, members=[member])

    with clock.stopped_at(clock.now() + timedelta(days=15)), pytest.raises(Refused):
        services.appraise(convention, scores={keys(convention)[0]: 3}, helps=3, actor=member)


def test_nobody_answered_is_a_result_too():
    assert summed_up([]) == {"answers": 0, "knows": 0, "helps": 0, "clauses": {}}
    assert summed_up([Answer(scores={"a": 2}, helps=3, knows=False)] * 3)["clauses"]["a"]["average"] == 200


def test_officers_are_reminded_of_the_appraisal_after_a_year():
    convention = a_convention(State.IN_FORCE)

    with clock.stopped_at(clock.now() + timedelta(days=366)):
        first = services.remind_of_appraisals()

    assert (first, services.remind_of_appraisals()) == (1, 0)
    assert convention.state is State.IN_FORCE


# revision, correction


def test_a_revision_is_made_beside_the_text_in_force():
    member = a_user()
    convention = a_convention(State.IN_FORCE, members=[member])
    held = queries.version_in_force(convention)
    services.begin_revision(convention, reason="改第二条。", actor=convention.team.secretary)
    services.change_clause(
        convention,
        key=keys(convention)[1],
        new=NewClause(text="改过的。"),
        revision=1,
        actor=convention.team.secretary,
    )

    services.sign(convention, text_hash=held.text_hash, actor=member)

    assert queries.shown_version(convention, None) == queries.shown_version(convention, member) == held
    assert (convention.holds, convention.is_revised, convention.state) == (True, True, State.PROPOSED)
    assert queries.card(convention.id).state == State.IN_FORCE


def test_a_dropped_revision_leaves_the_text_in_force_and_the_next_gets_a_new_number():
    convention = a_convention(State.IN_FORCE)
    team, held = convention.team, convention.in_force_no
    services.begin_revision(convention, reason="改。", actor=team.secretary)
    dropped = convention.current_no

    services.drop_revision(convention, reason="不改了。", actor=team.chair)
    services.begin_revision(convention, reason="再改。", actor=team.secretary)

    assert (convention.in_force_no, convention.current_no) == (held, dropped + 1)


def test_named_clauses_no_longer_apply_until_a_new_text_is_in_force():
    convention = a_convention(State.ORDERED_TO_CORRECT)
    key = keys(convention)[1]

    voids = queries.void_clauses(queries.orders_of(convention), convention.in_force_no)
    services.correct(convention, report="不执行了。", actor=convention.team.chair)
    services.confirm_correction(convention, actor=convention.team.reviewer)

    assert list(voids) == [key]
    assert (convention.state, queries.open_orders(convention)) == (State.IN_FORCE, [])
    assert list(queries.void_clauses(queries.orders_of(convention), convention.in_force_no)) == [key]
    assert queries.void_clauses(queries.orders_of(convention), convention.in_force_no + 1) == {}


def test_an_order_names_clauses_and_a_day_to_come():
    convention = a_convention(State.IN_FORCE)
    tomorrow = clock.today() + timedelta(days=1)

    for wrong in ({"clause_keys": ["no"], "due_on": tomorrow}, {"due_on": clock.today()}):
        given = {"clause_keys": keys(convention)[:1], "reason": "违法。", **wrong}
        with pytest.raises(Refused):
            services.order_correction(convention, actor=convention.team.reviewer, **given)
    with pytest.raises(Forbidden):
        services.order_correction(
            convention,
            clause_keys=keys(convention)[:1],
            reason="违法。",
            due_on=tomorrow,
            actor=convention.team.chair,
        )


def test_a_correction_says_what_was_done():
    convention = a_convention(State.ORDERED_TO_CORRECT)

    with pytest.raises(Refused):
        services.correct(convention, report=" ", actor=convention.team.chair)


# clauses, verse


def test_a_source_names_an_opinion_that_exists():
    convention = a_convention(State.GATHERING)
    services.comment(convention, text="扫。", stance=Stance.SUPPORT, actor=a_user())
    text = {"hans": "第1号", "hant": "第1號", "script": "hans"}
    with clock.stopped_at(clock.now() + timedelta(days=21)):
        services.begin_drafting(convention, reason="忙。", actor=convention.team.secretary)

        for number in (1, 2):
            source = {"kind": SourceKind.OPINION, "text": text, "number": number}
            new = NewClause(text="每日清扫。", sources=[source])
            if number == 1:
                services.add_clause(convention, new=new, actor=convention.team.secretary)
                continue
            with pytest.raises(Refused):
                services.add_clause(convention, new=new, actor=convention.team.secretary)

    assert len(keys(convention)) == 4


def test_the_verse_edition_is_linked_line_by_line_and_goes_along_with_the_text():
    convention = a_convention(State.DRAFTING)
    actor, (first, second, _third) = convention.team.secretary, keys(convention)

    services.write_verse(
        convention, lines=[("开门扫，打烊清。", [first]), ("货不越，路畅通。", [second])], actor=actor
    )
    hash_before = exact_hash(convention)
    services.write_verse(convention, lines=[("开门扫，打烊清。", [first, second])], actor=actor)
    services.hand_in(convention, actor=actor)
    services.return_text(convention, reason="改。", actor=convention.team.reviewer)

    assert exact_hash(convention) == hash_before
    verse = queries.verse_of(queries.current_version(convention))
    assert [(v.text.hant, v.clause_keys) for v in verse] == [("開門掃，打烊清。", [first, second])]


@pytest.mark.parametrize("sung", [[], ["no"]])
def test_a_line_of_verse_stands_for_a_clause(sung):
    convention = a_convention(State.DRAFTING)

    with pytest.raises(Refused):
        services.write_verse(convention, lines=[("唱。", sung)], actor=convention.team.secretary)


def test_a_convention_in_verse_has_no_verse_edition():
    convention = a_convention(form=Form.RHYME)

    with pytest.raises(Refused):
        services.write_verse(
            convention, lines=[("唱。", keys(convention)[:1])], actor=convention.team.secretary
        )


# the rail


@pytest.mark.parametrize("state", list(State))
def test_the_rail_says_where_it_stands_and_who_is_on_turn(state):
    convention = a_convention(state)

    found = rail(convention)

    assert [kind for _label, kind, _note in found.stops].count("now") == 1
    assert str(found.now) == str(STATE_LABELS[state])
    assert found.party


def test_the_turn_has_a_deadline_where_something_sets_one():
    dated = {s for s in State if deadline(a_convention(s)) is not None}

    assert dated == {
        State.GATHERING,
        State.UNDER_REVIEW,
        State.MEETING_CALLED,
        State.DELIBERATION,
        State.VOTING,
        State.ADOPTED,
        State.FILED,
        State.FILING_OBJECTED,
        State.SIGNING,
        State.IN_FORCE,
        State.APPRAISAL,
        State.ORDERED_TO_CORRECT,
    }


def test_whoever_is_on_turn_is_told():
    convention = a_convention(State.UNDER_REVIEW)

    assert titles_told(convention.team.reviewer)[-1].startswith("“%(title)s” waits")


def test_answers_are_given_until_the_text_is_handed_in():
    convention = a_convention(State.UNDER_REVIEW)

    assert State.UNDER_REVIEW not in EDITABLE
    with pytest.raises(Forbidden):
        services.answer(
            convention,
            number=1,
            disposition=Disposition.ADOPTED,
            reply="好。",
            actor=convention.team.secretary,
        )
    assert db.session.get(Convention, convention.id).state is State.UNDER_REVIEW
