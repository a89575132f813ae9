"""The ledger in a real database: what it refuses, what it proves, and that tampering is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.points import ddl, rules
from portal.points.models import BookAccount, Entry, EntryNote, LedgerHead
from portal.points.queries.balances import Purse, purse, totals
from portal.points.queries.proof import head, history, verify
from portal.points.rules import TransferKind, fold
from portal.points.services import ledger
from portal.points.services.ledger import Because
from portal.points.states import Bucket
from tests.factories import a_user

WHY = Because()


def earn(user, amount, key="earned"):
    return ledger.post(
        TransferKind.AWARD, bucket=Bucket.SPENDABLE, owner_id=user.id, amount=amount, key=key, because=WHY
    )


def do(kind, user, amount, key):
    return ledger.post(kind, bucket=Bucket.SPENDABLE, owner_id=user.id, amount=amount, key=key, because=WHY)


def test_every_line_takes_from_one_account_what_it_gives_to_another():
    user = a_user()

    earn(user, 20)
    do(TransferKind.HOLD, user, 15, "held")
    do(TransferKind.SPEND, user, 15, "spent")

    assert purse(user.id) == Purse(spendable=5)
    assert (totals().issued, totals().in_purses, totals().spent) == (20, 5, 15)
    assert sum(db.session.scalars(select(BookAccount.balance))) == 0
    assert list(verify()) == []


def test_the_same_key_twice_is_one_line():
    user = a_user()

    first, second = earn(user, 20), earn(user, 20)

    assert first is second
    assert purse(user.id).spendable == 20


def test_nobody_spends_what_they_do_not_have():
    user = a_user()
    earn(user, 20)

    with pytest.raises(Refused):
        do(TransferKind.HOLD, user, 21, "too much")

    assert purse(user.id).spendable == 20


def test_held_points_cannot_be_spent_twice():
    user = a_user()
    earn(user, 20)
    do(TransferKind.HOLD, user, 20, "held")

    with pytest.raises(Refused):
        do(TransferKind.HOLD, user, 1, "again")


@pytest.mark.parametrize("amount", [0, -5, 1_000_001])
def test_amounts_are_whole_and_above_zero(amount):
    with pytest.raises(rules.TransferInvalid):
        earn(a_user(), amount)


def test_a_line_is_reversed_at_most_once():
    user = a_user()
    entry = earn(user, 20)
    back = ledger.reverse(entry, key="back", because=WHY)

    with pytest.raises(Refused):
        ledger.reverse(entry, key="back again", because=WHY)
    with pytest.raises(Refused):
        ledger.reverse(back, key="back of back", because=WHY)

    assert purse(user.id).spendable == 0
    assert list(verify()) == []


def test_spent_points_cannot_be_taken_back():
    user = a_user()
    entry = earn(user, 20)
    do(TransferKind.HOLD, user, 15, "held")

    with pytest.raises(Refused):
        ledger.reverse(entry, key="back", because=WHY)


def test_time_never_runs_backwards():
    user = a_user()
    now = clock.now()
    first = earn(user, 20)

    with clock.stopped_at(now - timedelta(days=1)):
        second = earn(user, 5, "yesterday")

    assert second.at >= first.at
    assert list(verify()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_entry SET amount = 500",
        "DELETE FROM points_entry",
        "DELETE FROM points_account",
        "DELETE FROM points_head",
    ],
)
def test_the_database_refuses_to_change_or_delete_lines(statement):
    earn(a_user(), 20)
    db.session.execute(text("DELETE FROM points_entry_note"))

    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(statement))


def test_the_database_refuses_a_balance_below_zero():
    user = a_user()
    earn(user, 20)

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(BookAccount).where(BookAccount.owner_id == user.id).values(balance=-1))


def unprotect():
    """What somebody with all rights on the database would do first."""
    db.session.flush()
    for table, acts in ddl.FORBIDDEN.items():
        if db.engine.dialect.name == "sqlite":
            for act in acts:
                db.session.execute(text(f"DROP TRIGGER {table}_no_{act.lower()}"))
        else:
            db.session.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))


def three_lines():
    user = a_user()
    earn(user, 20)
    do(TransferKind.HOLD, user, 15, "held")
    do(TransferKind.RELEASE, user, 15, "released")
    db.session.expunge_all()
    unprotect()
    return head().count - 2


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1",
        "key = 'another'",
        "owner_id = owner_id, kind = 'expire'",
        "source_id = target_id, target_id = source_id",
        "hash = substr(hash, 2) || 'x'",
    ],
)
def test_a_changed_line_is_named(change):
    first = three_lines()
    db.session.execute(text(f"UPDATE points_entry SET {change} WHERE id = {first + 1}"))

    assert next(verify()).row == first + 1


def test_a_deleted_line_is_named():
    first = three_lines()
    db.session.execute(text("DELETE FROM points_entry_note"))
    db.session.execute(text(f"DELETE FROM points_entry WHERE id = {first + 1}"))

    assert next(verify()).row == first + 2


def test_a_deleted_tail_is_named():
    first = three_lines()
    db.session.execute(text("DELETE FROM points_entry_note"))
    db.session.execute(text(f"DELETE FROM points_entry WHERE id = {first + 2}"))

    assert next(verify()).row == first + 2


def test_a_changed_balance_is_named():
    user = a_user()
    earn(user, 20)
    account = db.session.scalar(select(BookAccount.id).where(BookAccount.owner_id == user.id))
    db.session.execute(update(BookAccount).where(BookAccount.id == account).values(balance=900))

    assert next(verify()).row == account


def test_a_chain_written_anew_no_longer_has_the_published_head():
    three_lines()
    published = head()
    db.session.execute(update(LedgerHead).values(hash="0" * 64))

    assert head() != published
    assert list(verify()) != []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["earn", "reserve", "cancel", "redeem", "expire", "reverse"]),
        st.integers(1, 40),
        st.integers(0, 30),
    ),
    max_size=25,
)
KINDS = {
    "earn": TransferKind.AWARD,
    "reserve": TransferKind.HOLD,
    "cancel": TransferKind.RELEASE,
    "redeem": TransferKind.SPEND,
    "expire": TransferKind.EXPIRE,
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_the_books_balance(app, steps):
    """Any sequence keeps all balances at a sum of zero, no purse below zero, and shown = fold of history."""
    user = a_user()
    written = []
    for n, (step, amount, which) in enumerate(steps):
        try:
            with db.session.begin_nested():
                if step != "reverse":
                    written.append(do(KINDS[step], user, amount, f"{user.id}:{n}"))
                elif written:
                    entry = written[which % len(written)]
                    written.append(ledger.reverse(entry, key=f"{user.id}:{n}", because=WHY))
        except Refused:
            pass

        shown = purse(user.id)
        folded = fold(history(user.id, Bucket.SPENDABLE))
        assert (shown.spendable, shown.held) == (folded.spendable(user.id), folded.held(user.id))
        assert min(shown.spendable, shown.held) >= 0
        assert sum(db.session.scalars(select(BookAccount.balance))) == 0
    assert list(verify()) == []
    assert db.session.scalar(select(LedgerHead.count)) == len(db.session.scalars(select(Entry.id)).all())
    assert len(db.session.scalars(select(EntryNote.entry_id)).all()) == head().count
