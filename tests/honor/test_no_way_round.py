"""Nothing becomes public without its whole record: not by the services in any order, not by a move of the
workflow, not by setting the state, not by writing into the database."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, inspect, select, update
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.honor import services
from portal.honor.models import BoardEntry
from portal.honor.models.entry import entries_begin_as_nominations, no_step_is_skipped
from portal.honor.models.programme import no_title_without_the_jury
from portal.honor.rules import missing
from portal.honor.services import praising
from portal.honor.states import GONE, LIVES, EntryState
from tests.factories.honor import (
    Office,
    a_candidate,
    at,
    called,
    draft,
    heard,
    noticed,
    praise,
    praised,
    reminded,
    reminder,
    scored,
    served,
)
from tests.honor.guards import unguarded

DAY = timedelta(days=1)
REFUSALS = (Refused, Forbidden, IntegrityError)
BLACK = ["check", "check_again", "serve", "wait", "consider", "draft", "sign", "publish"]
RED = ["check", "consent", "announce", "wait", "publish"]
TITLES = [  # consent may come at any time between the check and the public notice
    ["check", *middle, "announce", "wait", "publish"]
    for middle in (["consent", "score", "jury"], ["score", "consent", "jury"], ["score", "jury", "consent"])
]


class Black:
    """Tries steps in any order; what is refused leaves everything as it was."""

    def __init__(self):
        self.office = Office()
        self.today = clock.today()
        self.entry = reminder(self.office)

    def do(self, step):
        o, e = self.office, self.entry
        if step == "wait":
            self.today += 30 * DAY
            return
        look = {"finding": "属实。", "no_minor": True}
        notice = {
            "method": "in_person",
            "service_note": "签收",
            "rights": "可以申辩",
            "days": 30,
        }
        steps = {
            "check": lambda: services.check_evidence(e, **look, actor=o.editor),
            "check_again": lambda: services.check_again(e, **look, actor=o.reviewer),
            "serve": lambda: services.serve_notice(e, **notice, actor=o.editor),
            "consider": lambda: services.consider(e, findings={}, actor=o.editor),
            "draft": lambda: draft(e, o),
            "sign": lambda: services.sign_decision(e, actor=o.issuer),
            "publish": lambda: services.publish_reminder(e, actor=o.issuer),
            "withdraw": lambda: services.withdraw(e, reason="查明有误。", actor=o.issuer),
            "repair": self.repair,
            **self.side_ways(),
        }
        with at(self.today):
            steps[step]()

    def side_ways(self):
        """What is no step of the procedure: the clock, a copy, a state set by hand."""
        return {"due": services.expire_due, "copy": self.copy, "by hand": self.by_hand}

    def repair(self):
        services.ask_repair(self.entry, text="已清运。", pledge=True, actor=self.office.editor)
        services.close_repair(self.entry, granted=True, finding="属实。", actor=self.office.reviewer)

    def copy(self):
        columns = {c.key: getattr(self.entry, c.key) for c in inspect(BoardEntry).column_attrs}
        db.session.add(BoardEntry(**{k: v for k, v in columns.items() if k not in {"id", "code"}}))
        db.session.flush()

    def by_hand(self):
        self.entry.state = EntryState.PUBLISHED
        self.entry.publish_from, self.entry.publish_until = clock.today(), clock.today() + DAY
        db.session.flush()


class Red(Black):
    def __init__(self):
        self.office = Office()
        self.today = clock.today()
        self.entry = praise(self.office)

    def do(self, step):
        o, e = self.office, self.entry
        if step == "wait":
            self.today += 30 * DAY
            return
        steps = {
            "check": lambda: services.check_praise(e, finding="属实。", no_minor=True, actor=o.reviewer),
            "consent": lambda: services.consent(e, actor=e.holder),
            "announce": lambda: services.give_notice(e, office="文明实践站", actor=o.editor),
            "publish": lambda: services.publish_praise(e, actor=o.issuer),
            "revoke": lambda: services.revoke(e, reason="核实有误。", actor=o.issuer),
            "decline": lambda: services.decline(e, actor=e.holder),
            **self.side_ways(),
        }
        with at(self.today):
            steps[step]()


class Title(Red):
    """A candidate of a programme: the way of praise, and the jury besides."""

    def __init__(self):
        self.office = Office()
        self.today = clock.today()
        self.candidacy = a_candidate(called(self.office))
        self.entry = self.candidacy.entry

    def do(self, step):
        o, c = self.office, self.candidacy
        steps = {
            "score": lambda: scored(c, o),
            "jury": lambda: services.decide_jury(c, admitted=True, finding="同意。", actor=o.issuer),
        }
        if step in steps:
            with at(self.today):
                steps[step]()
        else:
            super().do(step)


def is_subsequence(steps, done):
    rest = iter(done)
    return all(step in rest for step in steps)


def told(kind, tries):
    """Whether these tries made an entry public, in a story of its own that is taken back."""
    with db.session.begin_nested() as point:
        story = kind()
        for step in tries:
            with suppress(*REFUSALS), db.session.begin_nested():  # each written by itself
                story.do(step)
        public = story.entry.state is EntryState.PUBLISHED
        assert not missing(story.entry) or not public
        point.rollback()
    db.session.expunge_all()  # the next story's rows may get the same numbers
    return public


@pytest.mark.parametrize(
    ("kind", "ways"), [(Black, [BLACK]), (Red, [RED]), (Title, TITLES)], ids=["black", "red", "title"]
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_order_of_services_leads_round(kind, ways, data, app):
    steps = ways[0]
    tries = data.draw(st.lists(st.sampled_from(steps), max_size=16) | st.permutations(steps * 2))

    public = told(kind, tries)

    assert public == any(is_subsequence(way, tries) for way in ways)


SIDE = ["due", "copy", "by hand", "wait", "publish"]
ENDINGS = {Black: ["withdraw", "repair"], Red: ["revoke", "decline"], Title: ["revoke", "decline"]}


def comes_back(kind, way, tries):
    """Whether, after a whole way, these tries show an entry again that had ended, or make a second one public."""
    with db.session.begin_nested() as point:
        story, ended, found = kind(), False, False
        for step in way:
            story.do(step)
        assert story.entry.state is EntryState.PUBLISHED
        for step in tries:
            with suppress(*REFUSALS), db.session.begin_nested():
                story.do(step)
            with at(story.today):
                ended = ended or story.entry.state in GONE
                found = found or (ended and story.entry.is_shown)
            shown = select(func.count()).where(BoardEntry.state == EntryState.PUBLISHED)
            found = found or db.session.scalar(shown) > 1
        point.rollback()
    db.session.expunge_all()  # the next story's rows may get the same numbers
    return found


@pytest.mark.parametrize(
    ("kind", "way"), [(Black, BLACK), (Red, RED), (Title, TITLES[0])], ids=["black", "red", "title"]
)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_has_ended_never_comes_back_and_nothing_is_public_twice(kind, way, data, app):
    steps = [*ENDINGS[kind], *SIDE, *dict.fromkeys(way)]

    assert not comes_back(kind, way, data.draw(st.lists(st.sampled_from(steps), max_size=8)))


@contextmanager
def without(listener, *moments):
    """A planted fault: one of the model's own questions is not asked."""
    for moment in moments:
        event.remove(BoardEntry, moment, listener)
    try:
        yield
    finally:
        for moment in moments:
            event.listen(BoardEntry, moment, listener)


@pytest.mark.parametrize(
    ("listener", "moment", "trigger", "tries"),
    [
        (entries_begin_as_nominations, "before_insert", "honor_entry_born", ["copy"]),
        (no_step_is_skipped, "before_update", "honor_entry_step", ["revoke", "by hand"]),
    ],
)
def test_the_walk_sees_a_copy_and_a_return(app, listener, moment, trigger, tries):
    assert not comes_back(Red, RED, tries)
    with without(listener, moment):
        assert not comes_back(Red, RED, tries)
        with unguarded(trigger):
            assert comes_back(Red, RED, tries)


@contextmanager
def without_jury_in_the_services():
    """A planted fault: nobody asks for the jury before the public notice and the publication."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(praising, "refuse_without_jury", lambda entry: None)
        yield


@contextmanager
def without_jury_in_the_model():
    """A planted fault: what is written as published is not compared with the jury's word."""
    event.remove(BoardEntry, "before_update", no_title_without_the_jury)
    try:
        yield
    finally:
        event.listen(BoardEntry, "before_update", no_title_without_the_jury)


NO_JURY = [step for step in TITLES[0] if step not in {"score", "jury"}]


@pytest.mark.parametrize("fault", [without_jury_in_the_services, without_jury_in_the_model])
def test_with_either_guard_gone_the_other_keeps_a_title_from_the_public(fault):
    with fault():
        assert not told(Title, NO_JURY)


def test_with_all_guards_gone_the_walks_would_see_it():
    with without_jury_in_the_services(), without_jury_in_the_model():
        assert not told(Title, NO_JURY)
        with unguarded("honor_entry_praise"):
            assert told(Title, NO_JURY)
    assert not told(Title, NO_JURY)


def test_with_the_statement_period_open_at_once_the_records_still_hold_it_back(app, monkeypatch):
    """A planted fault: arguments are answered on the day of service. The decision then cannot be written."""
    rules = app.extensions["portal.permissions"]
    monkeypatch.setitem(rules, "honor.consider", rules["honor.draft_decision"])
    hasty = [step for step in BLACK if step != "wait"]

    assert not told(Black, hasty)


BEFORE = [
    lambda o: reminder(o),
    lambda o: served(o),
    lambda o: heard(served(o), o),
    lambda o: praise(o),
    lambda o: noticed(o),
]


@pytest.mark.parametrize("make", BEFORE)
def test_the_model_refuses_a_state_set_by_hand(make):
    with at("2025-11-03"):
        entry = make(Office())
        entry.state = EntryState.PUBLISHED
        entry.publish_from, entry.publish_until = clock.today(), clock.today() + 20 * DAY

        with pytest.raises(Refused, match="记录不全"):
            db.session.flush()


@pytest.mark.parametrize("make", BEFORE)
def test_the_database_refuses_what_comes_in_by_the_back_door(make):
    with at("2025-11-03"):
        entry = make(Office())
        db.session.flush()
        today = clock.today()
        forced = (
            update(BoardEntry)
            .where(BoardEntry.id == entry.id)
            .values(
                state=EntryState.PUBLISHED,
                publish_from=today,
                publish_until=today + DAY,
                published_by=entry.nominated_by,
            )
        )

        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(forced)


MILESTONES = {
    "black": [
        "checked_by",
        "second_checked_by",
        "served_on",
        "statement_until",
        "considered_at",
        "decided_on",
        "drafted_by",
        "signed_by",
        "publish_from",
        "publish_until",
        "published_by",
        "severity",
    ],
    "red": ["checked_by", "consented_at", "notice_from", "notice_until", "publish_from", "published_by"],
}


@pytest.mark.parametrize(("colour", "column"), [(c, m) for c, columns in MILESTONES.items() for m in columns])
def test_no_milestone_can_be_taken_out_of_a_public_entry(colour, column):
    with at("2025-09-01"):
        entry = reminded(Office()) if colour == "black" else praised(Office())
    db.session.flush()

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(BoardEntry).where(BoardEntry.id == entry.id).values({column: None}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("checked_by", "second_checked_by"),
        ("signed_by", "drafted_by"),
        ("signed_by", "checked_by"),
        ("published_by", "drafted_by"),
        ("checked_by", "nominated_by"),
    ],
)
def test_two_steps_by_one_person_are_refused_by_the_database(one, other):
    with at("2025-09-01"):
        entry = reminded(Office())
    db.session.flush()

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(
            update(BoardEntry).where(BoardEntry.id == entry.id).values({one: getattr(entry, other)})
        )


def test_no_person_is_blamed_in_the_database_either():
    with at("2025-09-01"):
        entry = reminder(Office())
    db.session.flush()

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(BoardEntry).where(BoardEntry.id == entry.id).values(subject_type="person"))


def test_every_step_of_the_workflow_leads_somewhere_and_back_from_nowhere():
    for life in LIVES.values():
        for state in (
            EntryState.WITHDRAWN,
            EntryState.EXPIRED,
            EntryState.REPAIRED,
            EntryState.REVOKED,
            EntryState.DROPPED,
        ):
            assert life.leaving(state) == []
        into = {b for t in life.transitions.values() if t.after is EntryState.PUBLISHED for b in t.before}
        assert len(into) == 1
