"""Nothing becomes public without its whole record: not by the services in any order, not by a move of the
workflow, not by setting the state, not by writing into the database."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.honor import services
from portal.honor.models import BoardEntry
from portal.honor.rules import missing
from portal.honor.states import LIVES, EntryState
from tests.factories.honor import (
    Office,
    a_number,
    at,
    draft,
    heard,
    noticed,
    praise,
    praised,
    reminded,
    reminder,
    served,
)

DAY = timedelta(days=1)
BLACK = ["check", "check_again", "serve", "wait", "consider", "draft", "sign", "publish"]
RED = ["check", "consent", "announce", "wait", "publish"]


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
            "number": a_number(),
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
        }
        with at(self.today):
            steps[step]()


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
            "announce": lambda: services.give_notice(
                e, number=a_number(), office="文明实践站", actor=o.editor
            ),
            "publish": lambda: services.publish_praise(e, actor=o.issuer),
        }
        with at(self.today):
            steps[step]()


def is_subsequence(steps, done):
    rest = iter(done)
    return all(step in rest for step in steps)


@pytest.mark.parametrize(("kind", "steps"), [(Black, BLACK), (Red, RED)], ids=["black", "red"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_order_of_services_leads_round(kind, steps, data, app):
    tries = data.draw(st.lists(st.sampled_from(steps), max_size=16) | st.permutations(steps * 2))
    with db.session.begin_nested() as point:
        story = kind()
        for step in tries:
            try:
                story.do(step)
            except (Refused, Forbidden):
                continue
        public = story.entry.state is EntryState.PUBLISHED
        complete = is_subsequence(steps, tries)
        assert not missing(story.entry) or not public
        point.rollback()

    assert public == complete


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
