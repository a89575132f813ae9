"""Written past the portal: what the database itself refuses, and that each refusal is the trigger's."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from portal.core import clock
from portal.core.db import db
from portal.honor import services
from portal.honor.models import (
    Argument,
    Assessment,
    BasisUse,
    BoardEntry,
    Candidacy,
    Decision,
    Evidence,
    EvidenceCheck,
    HeardStatement,
    Objection,
    ServedNotice,
)
from portal.honor.states import LIVES, EntryState, Polarity, SubjectType
from tests.factories import a_user
from tests.factories.honor import (
    Office,
    a_title,
    admitted,
    at,
    draft,
    heard,
    praise,
    praised,
    reminded,
    reminder,
    served,
)
from tests.honor.guards import unguarded

DAY = timedelta(days=1)


def refused(*statements):
    """Whether one of them is, done one after another; nothing of them stays."""
    with db.session.begin_nested() as point:
        try:
            for statement in statements:
                db.session.execute(statement, execution_options={"synchronize_session": False})
        except IntegrityError as error:
            assert "a board" in str(error.orig), error
            return True
        finally:
            point.rollback()
            db.session.expire_all()
    return False


def columns_of(entry, *besides):
    return {
        c.key: getattr(entry, c.key)
        for c in inspect(BoardEntry).column_attrs
        if c.key not in {"id", "code", *besides}
    }


def of(entry, **values):
    return update(BoardEntry).where(BoardEntry.id == entry.id).values(**values)


@pytest.mark.parametrize("make", [praised, reminded])
def test_a_faked_row_with_all_milestones_is_not_taken_in_public(make):
    with at("2025-09-01"):
        entry = make(Office())
    faked = insert(BoardEntry).values(**columns_of(entry), code="faked000")

    assert refused(faked)
    with unguarded("honor_entry_born"):
        assert not refused(faked)


@pytest.mark.parametrize(
    ("polarity", "make", "begin"), [("red", praised, praise), ("black", reminded, reminder)]
)
def test_neither_does_one_get_there_that_began_as_a_nomination(polarity, make, begin):
    """Its milestones are those of another; at once, and step by step in order."""
    with at("2025-09-01"):
        office = Office()
        other, entry = make(office), begin(office)
        db.session.flush()
    goal = of(entry, **columns_of(other, "holder_id"))
    steps = [step.after for step in LIVES[Polarity(polarity)].transitions.values() if not step.danger]
    steps = steps[: steps.index(EntryState.PUBLISHED)]
    walk = [of(entry, state=state) for state in steps if state is not EntryState.DECLINED]

    assert refused(goal)
    with unguarded("honor_entry_step"):
        assert refused(goal), "the record is another one's"
    filled = of(entry, **columns_of(other, "holder_id", "state"))
    if entry.is_red:  # a notice names somebody in public: it is asked for the record already
        *walk, out = walk
    else:
        out = of(entry, state=EntryState.PUBLISHED)
    assert not refused(filled, *walk)
    assert refused(filled, *walk, out)


WAYS_BACK = [
    (praised, EntryState.REVOKED),
    (reminded, EntryState.WITHDRAWN),
    (reminded, EntryState.EXPIRED),
]


@pytest.mark.parametrize(("make", "end"), WAYS_BACK)
def test_nothing_comes_back_from_its_end_nor_changes_its_colour(make, end):
    with at("2025-09-01"):
        entry = make(Office())
    db.session.flush()
    ended, back = of(entry, state=end), of(entry, state=EntryState.PUBLISHED)
    colour = Polarity.BLACK if entry.is_red else Polarity.RED

    assert not refused(ended)
    assert refused(ended, back)
    assert refused(of(entry, state=EntryState.NOMINATED))
    assert refused(of(entry, state=EntryState.NOTICE if not entry.is_red else EntryState.DECIDED))
    assert refused(ended, of(entry, polarity=colour))
    with unguarded("honor_entry_step"):
        assert not refused(ended, back)


def a_signed_reminder():
    """Everything on record, an answered argument too; and what would put it out."""
    office = Office()
    with at("2025-09-01"):
        entry = heard(served(office, holder=a_user()), office, "已经清过。")
    with at(entry.statement_until + 2 * DAY):
        draft(entry, office, days=30)
        services.sign_decision(entry, actor=office.issuer)
        db.session.flush()
        term = {"publish_from": clock.today(), "publish_until": clock.today() + 29 * DAY}
    return entry, of(entry, state=EntryState.PUBLISHED, published_by=office.issuer.id, **term)


def a_candidate_on_notice():
    office = Office()
    with at("2025-09-01"):
        entry = admitted(office).entry
        services.give_notice(entry, office="文明实践站", actor=office.editor)
        db.session.flush()
    first = entry.notice_until + DAY
    return entry, of(entry, state=EntryState.PUBLISHED, published_by=office.issuer.id, publish_from=first)


def taken_from(entry):
    """What may be missing of either record, each as the statement that takes it away."""
    statements = select(HeardStatement.id).where(HeardStatement.entry_id == entry.id)
    answers = update(Argument).where(Argument.statement_id.in_(statements))
    decision = update(Decision).where(Decision.entry_id == entry.id)
    assessment = update(Assessment).where(Assessment.id == entry.assessment_id)
    either = [delete(EvidenceCheck).where(EvidenceCheck.entry_id == entry.id)]
    if entry.is_red:
        objection = {"entry_id": entry.id, "text": "不属实。", "contact": "x", "state": "open"}
        days = {"received_on": entry.notice_from, "due_on": entry.notice_until}
        return [
            *either,
            of(entry, consented_at=None, needs_consent=False),
            of(entry, consented_at=None, needs_consent=False, holder_id=None),
            assessment.values(state="ended"),
            assessment.values(valid_until=entry.notice_until),
            update(Candidacy).where(Candidacy.entry_id == entry.id).values(admitted=None),
            insert(Objection).values(**objection, **days),
        ]
    return [
        *either,
        either[0].where(EvidenceCheck.checked_by == entry.second_checked_by),
        delete(Evidence).where(Evidence.entry_id == entry.id),
        delete(BasisUse).where(BasisUse.entry_id == entry.id),
        delete(ServedNotice).where(ServedNotice.entry_id == entry.id),
        update(ServedNotice).where(ServedNotice.entry_id == entry.id).values(days=29),
        delete(Decision).where(Decision.entry_id == entry.id),
        decision.values(signed_by=None),
        decision.values(signed_on=entry.decided_on + DAY),
        decision.values(days=29),
        decision.values(scope="alliance"),
        answers.values(finding=None),
        of(entry, subject_type=SubjectType.ORGANISATION),
    ]


@pytest.mark.parametrize(
    ("make", "trigger"),
    [
        (a_signed_reminder, ["honor_entry_reminder"]),
        (a_candidate_on_notice, ["honor_entry_praise", "honor_entry_out"]),
    ],
)
def test_without_any_one_record_the_last_step_is_refused(make, trigger):
    entry, out = make()

    assert not refused(out), "with all of it on record it may"
    for taken in taken_from(entry):
        assert refused(taken, out), str(taken)
        with unguarded(*trigger):
            assert not refused(taken, out), str(taken)


def test_what_a_public_reminder_rests_on_is_neither_taken_away_nor_changed():
    with at("2025-09-01"):
        entry = reminded(Office())
    decision = update(Decision).where(Decision.entry_id == entry.id)

    for kind in (EvidenceCheck, Evidence, BasisUse, ServedNotice, Decision):
        assert refused(delete(kind).where(kind.entry_id == entry.id)), kind
    assert refused(decision.values(days=60))
    assert refused(decision.values(entry_id=entry.id + 1))
    assert refused(of(entry, publish_until=entry.publish_until + DAY)), "it stays for as long as was decided"
    assert not refused(of(entry, publish_until=entry.publish_until - DAY))
    assert not refused(decision.values(text="作为脏乱点位公布。")), (
        "its twin in the other script may be made anew"
    )
    ended = of(entry, state=EntryState.WITHDRAWN)
    assert not refused(ended, delete(Decision).where(Decision.entry_id == entry.id))


def test_the_word_of_the_jury_stands_while_its_title_is_held():
    with at("2025-09-01"):
        title = a_title(Office())
    db.session.flush()
    no = update(Candidacy).where(Candidacy.id == title.id).values(admitted=False)

    assert refused(no)
    assert refused(delete(Candidacy).where(Candidacy.id == title.id))
    assert not refused(of(title.entry, state=EntryState.REVOKED), no)
    with unguarded("honor_candidacy_stands"):
        assert not refused(no)
