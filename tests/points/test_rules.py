from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.points.rules import (
    Account,
    AccountKind,
    Award,
    AwardRule,
    Balances,
    Cap,
    Lot,
    Problem,
    Span,
    Transfer,
    TransferInvalid,
    TransferKind,
    allowed_award,
    expired_points,
    first_in_first_out,
    fold,
    new_voucher_code,
    normal_voucher_code,
    post,
    reversal,
    score,
    shown_voucher_code,
    span_start,
)
from portal.points.rules.vouchers import DIGITS, _check

pytestmark = pytest.mark.no_database

START = datetime(2026, 1, 1, tzinfo=UTC)
PATHS = {
    TransferKind.AWARD: (AccountKind.ISSUER, AccountKind.HOLDER),
    TransferKind.DEDUCT: (AccountKind.HOLDER, AccountKind.ISSUER),
    TransferKind.HOLD: (AccountKind.HOLDER, AccountKind.HELD),
    TransferKind.RELEASE: (AccountKind.HELD, AccountKind.HOLDER),
    TransferKind.SPEND: (AccountKind.HELD, AccountKind.SPENT),
    TransferKind.EXPIRE: (AccountKind.HOLDER, AccountKind.EXPIRED),
}
PERSONAL = (AccountKind.HOLDER, AccountKind.HELD)


def an_account(kind: AccountKind, owner: int) -> Account:
    return Account(kind, owner if kind in PERSONAL else None)


def a_transfer(kind: str, amount: int, hour: int = 0, owner: int = 1) -> Transfer:
    source, target = PATHS[TransferKind(kind)]
    return Transfer(
        kind=TransferKind(kind),
        source=an_account(source, owner),
        target=an_account(target, owner),
        amount=amount,
        at=START + timedelta(hours=hour),
        key=f"{kind}:{hour}:{owner}",
    )


def a_history(*steps: tuple[str, int], owner: int = 1) -> list[Transfer]:
    return [a_transfer(kind, amount, hour, owner) for hour, (kind, amount) in enumerate(steps)]


def test_a_story_adds_up() -> None:
    history = a_history(
        ("award", 50), ("hold", 15), ("spend", 15), ("hold", 20), ("release", 20), ("expire", 5)
    )

    balances = fold(history)

    assert (balances.spendable(1), balances.held(1), balances.total) == (30, 0, 0)
    assert balances.of(Account(AccountKind.ISSUER)) == -50
    assert balances.of(Account(AccountKind.SPENT)) == 15
    assert balances.of(Account(AccountKind.EXPIRED)) == 5


def test_the_two_legs_of_a_transfer_sum_to_zero() -> None:
    assert a_transfer("award", 7).legs == (
        (Account(AccountKind.ISSUER), -7),
        (Account(AccountKind.HOLDER, 1), 7),
    )


GOOD = a_transfer("award", 5)


@pytest.mark.parametrize(
    ("transfer", "problem"),
    [
        (replace(GOOD, amount=0), Problem.AMOUNT),
        (replace(GOOD, amount=-5), Problem.AMOUNT),
        (replace(GOOD, amount=1.5), Problem.AMOUNT),
        (replace(GOOD, amount=True), Problem.AMOUNT),
        (replace(GOOD, amount=1_000_001), Problem.AMOUNT),
        (replace(GOOD, key=" "), Problem.KEY),
        (replace(GOOD, at=START.replace(tzinfo=None)), Problem.TIME),
        (replace(GOOD, source=Account(AccountKind.ISSUER, 1)), Problem.ACCOUNT),
        (replace(GOOD, target=Account(AccountKind.HOLDER)), Problem.ACCOUNT),
        (replace(GOOD, source=Account(AccountKind.SPENT)), Problem.PATH),
        (replace(GOOD, kind=TransferKind.SPEND), Problem.PATH),
        (replace(GOOD, reverses="x"), Problem.PATH),
        (replace(GOOD, kind=TransferKind.REVERSE, reverses="x"), Problem.NOTHING_TO_REVERSE),
        (replace(reversal(GOOD, at=START, key="r"), reverses=None), Problem.NOTHING_TO_REVERSE),
        (replace(GOOD, kind=TransferKind.REVERSE, target=GOOD.source), Problem.PATH),
        (replace(a_transfer("hold", 5), target=Account(AccountKind.HELD, 2)), Problem.OWNER),
    ],
)
def test_a_wrong_transfer_is_refused(transfer: Transfer, problem: Problem) -> None:
    with pytest.raises(TransferInvalid) as refused:
        fold([transfer])

    assert (refused.value.problem, refused.value.key) == (problem, transfer.key)


@pytest.mark.parametrize(
    ("history", "problem"),
    [
        ([GOOD, GOOD], Problem.REPEATED),
        (a_history(("award", 5), ("hold", 6)), Problem.NOT_ENOUGH),
        (a_history(("award", 5), ("spend", 1)), Problem.NOT_ENOUGH),
        (a_history(("award", 5), ("deduct", 6)), Problem.NOT_ENOUGH),
        (a_history(("award", 5), ("expire", 6)), Problem.NOT_ENOUGH),
        ([a_transfer("award", 5, 9), a_transfer("award", 5, 8)], Problem.TIME),
    ],
)
def test_a_transfer_in_the_wrong_place_is_refused(history: list[Transfer], problem: Problem) -> None:
    with pytest.raises(TransferInvalid) as refused:
        fold(history)

    assert (refused.value.problem, refused.value.key) == (problem, history[-1].key)


def test_a_refused_transfer_changes_nothing() -> None:
    balances = fold([GOOD])

    with pytest.raises(TransferInvalid):
        post(balances, a_transfer("hold", 6, 1))

    assert balances == fold([GOOD])


def test_a_transfer_is_taken_back_once() -> None:
    back = reversal(GOOD, at=START, key="back")
    again = replace(back, key="again")

    assert fold([GOOD, back]).spendable(1) == 0
    with pytest.raises(TransferInvalid) as refused:
        fold([GOOD, replace(GOOD, key="more"), back, again])

    assert refused.value.problem is Problem.REVERSED_BEFORE


def test_a_reversal_must_mirror_and_is_not_reversed_itself() -> None:
    back = reversal(GOOD, at=START, key="back")
    more = replace(GOOD, key="more")

    with pytest.raises(TransferInvalid) as otherwise:
        fold([GOOD, replace(back, amount=4)])
    with pytest.raises(TransferInvalid) as twice:
        fold([GOOD, more, back, replace(GOOD, kind=TransferKind.REVERSE, key="z", reverses="back")])

    assert otherwise.value.problem is Problem.REVERSED_OTHERWISE
    assert twice.value.problem in (Problem.PATH, Problem.NOTHING_TO_REVERSE)


def test_an_award_that_is_spent_cannot_be_taken_back() -> None:
    with pytest.raises(TransferInvalid) as refused:
        fold([GOOD, a_transfer("hold", 3, 1), reversal(GOOD, at=START + timedelta(hours=2), key="back")])

    assert refused.value.problem is Problem.NOT_ENOUGH


@pytest.mark.parametrize(
    ("steps", "lots"),
    [
        ([("award", 5), ("award", 7)], [5, 7]),
        ([("award", 5), ("award", 7), ("hold", 3)], [2, 7]),
        ([("award", 5), ("award", 7), ("hold", 5)], [7]),
        ([("award", 5), ("award", 7), ("hold", 8), ("spend", 8)], [4]),
        ([("award", 5), ("award", 7), ("hold", 8), ("release", 8)], [5, 7]),
        ([("award", 5), ("hold", 5), ("spend", 5), ("award", 7), ("expire", 2)], [5]),
        ([("award", 5), ("deduct", 5)], []),
        ([], []),
    ],
)
def test_points_earned_first_are_spent_first(steps: list[tuple[str, int]], lots: list[int]) -> None:
    history = a_history(*steps)

    assert [lot.amount for lot in first_in_first_out(history, 1)] == lots
    assert sum(lots) == fold(history).spendable(1)


def test_a_reversed_award_leaves_no_remainder() -> None:
    history = a_history(("award", 5), ("award", 7), ("hold", 2))
    history.append(reversal(history[1], at=START + timedelta(hours=9), key="back"))

    assert first_in_first_out(history, 1) == (Lot(key="award:0:1", earned_at=START, amount=3),)


def test_expiry_takes_unspent_remainders_and_finds_nothing_again() -> None:
    history = a_history(("award", 5), ("award", 7), ("hold", 3))
    due = START + timedelta(hours=1)

    points = expired_points(first_in_first_out(history, 1), due)
    after = [*history, a_transfer("expire", points, 9)]

    assert points == 2
    assert expired_points(first_in_first_out(after, 1), due) == 0


def test_spending_does_not_lower_the_score() -> None:
    history = a_history(
        ("award", 50), ("hold", 15), ("spend", 15), ("deduct", 5), ("award", 9), ("expire", 1)
    )
    history.append(reversal(history[4], at=START + timedelta(hours=9), key="back"))

    assert score(history, 1) == 45
    assert score(history, 1, since=START + timedelta(hours=1)) == -5
    assert score(history, 2) == 0


steps = st.lists(
    st.tuples(st.sampled_from([str(kind) for kind in PATHS]), st.integers(1, 30), st.integers(1, 3)),
    max_size=40,
)


@given(steps, st.sets(st.integers(0, 39)))
def test_whatever_is_posted_the_books_balance(plan: list[tuple[str, int, int]], taken_back: set[int]) -> None:
    balances, history = Balances(), []
    for hour, (kind, amount, owner) in enumerate(plan):
        tries = [a_transfer(kind, amount, hour, owner)]
        if hour in taken_back and history:
            tries.append(reversal(history[0], at=tries[0].at, key=f"back:{hour}"))
        for transfer in tries:
            try:
                post(balances, transfer)
            except TransferInvalid:
                continue
            history.append(transfer)

    assert balances.total == 0
    assert fold(history).amounts == balances.amounts
    for owner in (1, 2, 3):
        assert balances.spendable(owner) >= 0
        assert balances.held(owner) >= 0
        assert sum(lot.amount for lot in first_in_first_out(history, owner)) == balances.spendable(owner)


def test_voucher_codes_are_eight_digits_without_look_alikes() -> None:
    codes = {new_voucher_code() for _ in range(500)}

    assert len(codes) > 490
    assert all(len(code) == 8 and set(code) <= set(DIGITS) for code in codes)
    assert all(normal_voucher_code(code) == code for code in codes)


def test_the_check_digit_is_damms() -> None:
    assert _check("572") == 4
    assert _check("5724") == 0


@pytest.mark.parametrize("place", range(8))
def test_a_wrong_digit_is_found(place: int) -> None:
    code = new_voucher_code()

    for digit in set(DIGITS) - {code[place]}:
        assert normal_voucher_code(code[:place] + digit + code[place + 1 :]) is None


@pytest.mark.parametrize("place", range(7))
def test_swapped_neighbours_are_found(place: int) -> None:
    code = next(c for c in iter(new_voucher_code, None) if c[place] != c[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert normal_voucher_code(swapped) is None


def test_codes_are_read_as_they_are_typed() -> None:
    code = new_voucher_code()
    wide = code.translate({ord("0") + d: chr(0xFF10 + d) for d in range(10)})

    assert normal_voucher_code(f" {shown_voucher_code(code)} ") == code
    assert normal_voucher_code(f"{code[:4]}-{code[4:]}") == code
    assert normal_voucher_code(wide) == code


@given(st.text())
def test_typing_anything_is_harmless(typed: str) -> None:
    normal = normal_voucher_code(typed)

    assert normal is None or normal_voucher_code(normal) == normal


def at(text: str) -> datetime:
    """A moment on city time."""
    return datetime.fromisoformat(f"{text}:00+08:00")


@pytest.mark.parametrize(
    ("caps", "past", "moment", "points"),
    [
        ((), [], "2026-11-22T12:00", 5),
        ((Cap(span=Span.DAY, times=1),), ["2026-11-22T00:00"], "2026-11-22T23:59", 0),
        ((Cap(span=Span.DAY, times=1),), ["2026-11-21T23:59"], "2026-11-22T00:00", 5),
        ((Cap(span=Span.WEEK, times=1),), ["2026-11-16T00:00"], "2026-11-22T12:00", 0),
        ((Cap(span=Span.WEEK, times=1),), ["2026-11-15T23:59"], "2026-11-22T12:00", 5),
        ((Cap(span=Span.MONTH, points=12),), ["2026-11-01T00:00", "2026-11-02T00:00"], "2026-11-22T12:00", 2),
        ((Cap(span=Span.MONTH, points=12),), ["2026-10-31T23:59"] * 3, "2026-11-22T12:00", 5),
        ((Cap(span=Span.QUARTER, points=10),), ["2026-10-01T00:00"] * 2, "2026-12-31T12:00", 0),
        ((Cap(span=Span.QUARTER, points=10),), ["2026-09-30T23:59"] * 2, "2026-12-31T12:00", 5),
        ((Cap(span=Span.YEAR, points=60),), ["2026-01-01T00:00"] * 12, "2026-12-31T23:59", 0),
        ((Cap(span=Span.YEAR, points=60),), ["2025-12-31T23:59"] * 12, "2026-12-31T23:59", 5),
        ((Cap(span=Span.EVER, times=1),), ["2001-01-01T00:00"], "2026-12-31T23:59", 0),
        ((Cap(span=Span.EVER, points=3),), [], "2026-12-31T23:59", 3),
        # all caps hold
        (
            (Cap(span=Span.DAY, times=3), Cap(span=Span.YEAR, points=7)),
            ["2026-11-22T08:00"],
            "2026-11-22T12:00",
            2,
        ),
        ((Cap(span=Span.EVER, points=4),), ["2026-01-01T00:00"] * 2, "2026-12-31T23:59", 0),
    ],
)
def test_caps(caps: tuple[Cap, ...], past: list[str], moment: str, points: int) -> None:
    history = [Award(5, at(text)) for text in past]

    assert allowed_award(history, AwardRule(points=5, caps=caps), at(moment)) == points


@pytest.mark.parametrize(
    ("moment", "points"),
    [
        ("2026-10-31T23:59", 0),
        ("2026-11-01T00:00", 5),
        ("2026-11-30T23:59", 5),
        ("2026-12-01T00:00", 0),
    ],
)
def test_a_rule_is_in_force_on_its_days(moment: str, points: int) -> None:
    rule = AwardRule(points=5, valid_from=date(2026, 11, 1), valid_until=date(2026, 11, 30))

    assert allowed_award([], rule, at(moment)) == points


def test_city_midnight_decides_not_the_servers() -> None:
    rule = AwardRule(points=5, caps=(Cap(span=Span.DAY, times=1),))
    history = [Award(5, datetime(2026, 11, 22, 15, 59, tzinfo=UTC))]

    assert allowed_award(history, rule, datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == 5


@given(st.sampled_from(Span), st.dates())
def test_a_span_begins_no_later_than_its_day(span: Span, day: date) -> None:
    assert span_start(span, day) <= day
    assert span_start(span, span_start(span, day)) == span_start(span, day)


@given(st.integers(1, 50), st.integers(0, 100), st.lists(st.integers(1, 48), max_size=30))
def test_a_cap_of_points_is_never_passed(points: int, cap: int, hours: list[int]) -> None:
    rule = AwardRule(points=points, caps=(Cap(span=Span.MONTH, points=cap),))
    history: list[Award] = []

    moment = at("2026-11-03T00:00")
    for hour in hours:
        moment += timedelta(hours=hour // 4)
        given_points = allowed_award(history, rule, moment)
        if given_points:
            history.append(Award(given_points, moment))

    november = [a.points for a in history if a.at < at("2026-12-01T00:00")]
    assert sum(november) <= cap
