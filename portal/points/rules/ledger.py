"""Double entry: every transfer takes from one account what it gives to another, so all balances sum to zero.

The issuer goes below zero by exactly what is in circulation; holders and their held points never do. Nothing
is changed or deleted: a correction is a new transfer that names the old one, at most once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

HIGHEST_AMOUNT = 1_000_000


class AccountKind(StrEnum):
    """`issuer`, `spent` and `expired` are one each for a scheme; `holder` and `held` one for each person."""

    ISSUER = "issuer"
    HOLDER = "holder"
    HELD = "held"
    SPENT = "spent"
    EXPIRED = "expired"


OWNED = frozenset({AccountKind.HOLDER, AccountKind.HELD})


class TransferKind(StrEnum):
    AWARD = "award"
    OPEN = "open"
    DEDUCT = "deduct"
    HOLD = "hold"
    RELEASE = "release"
    SPEND = "spend"
    EXPIRE = "expire"
    RESET = "reset"
    REVERSE = "reverse"


PATHS = {
    TransferKind.AWARD: (AccountKind.ISSUER, AccountKind.HOLDER),
    TransferKind.OPEN: (AccountKind.ISSUER, AccountKind.HOLDER),
    TransferKind.RESET: (AccountKind.HOLDER, AccountKind.ISSUER),
    TransferKind.DEDUCT: (AccountKind.HOLDER, AccountKind.ISSUER),
    TransferKind.HOLD: (AccountKind.HOLDER, AccountKind.HELD),
    TransferKind.RELEASE: (AccountKind.HELD, AccountKind.HOLDER),
    TransferKind.SPEND: (AccountKind.HELD, AccountKind.SPENT),
    TransferKind.EXPIRE: (AccountKind.HOLDER, AccountKind.EXPIRED),
}


class Problem(StrEnum):
    """Why a transfer cannot be posted; each is the key of a sentence."""

    AMOUNT = "amount"
    ACCOUNT = "account"
    PATH = "path"
    OWNER = "owner"
    KEY = "key"
    REPEATED = "repeated"
    NOT_ENOUGH = "not_enough"
    NOTHING_TO_REVERSE = "nothing_to_reverse"
    REVERSED_BEFORE = "reversed_before"
    REVERSED_OTHERWISE = "reversed_otherwise"
    TIME = "time"


class TransferInvalid(ValueError):
    """A transfer that may not stand in the ledger. `key` names it."""

    def __init__(self, problem: Problem, key: str) -> None:
        super().__init__(f"{key}: {problem.value}")
        self.problem = problem
        self.key = key


@dataclass(frozen=True)
class Account:
    """One account; `owner` is the person or household, None for the accounts of the scheme."""

    kind: AccountKind
    owner: int | None = None


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """`amount` points from `source` to `target`. `key` is unique and makes a repeat harmless."""

    kind: TransferKind
    source: Account
    target: Account
    amount: int
    at: datetime
    key: str
    reverses: str | None = None

    @property
    def legs(self) -> tuple[tuple[Account, int], tuple[Account, int]]:
        """The two lines of the ledger; they sum to zero."""
        return ((self.source, -self.amount), (self.target, self.amount))


@dataclass
class Balances:
    """What a ledger adds up to, kept while it is folded."""

    amounts: dict[Account, int] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    last: datetime | None = None

    def of(self, account: Account) -> int:
        return self.amounts.get(account, 0)

    def spendable(self, owner: int) -> int:
        """What a person may spend now; held points are not in it."""
        return self.of(Account(AccountKind.HOLDER, owner))

    def held(self, owner: int) -> int:
        return self.of(Account(AccountKind.HELD, owner))

    @property
    def total(self) -> int:
        """The sum over all accounts: always 0."""
        return sum(self.amounts.values())


def validate(transfer: Transfer) -> None:
    """Check what can be seen on the transfer alone. Raises TransferInvalid."""
    _require(transfer, bool(transfer.key.strip()), Problem.KEY)
    whole = isinstance(transfer.amount, int) and not isinstance(transfer.amount, bool)
    _require(transfer, whole and 0 < transfer.amount <= HIGHEST_AMOUNT, Problem.AMOUNT)
    _require(transfer, transfer.at.tzinfo is not None, Problem.TIME)
    for account in (transfer.source, transfer.target):
        _require(transfer, (account.owner is not None) is (account.kind in OWNED), Problem.ACCOUNT)
    path = (transfer.source.kind, transfer.target.kind)
    if transfer.kind is TransferKind.REVERSE:
        _require(transfer, path[::-1] in PATHS.values(), Problem.PATH)
        _require(transfer, transfer.reverses is not None, Problem.NOTHING_TO_REVERSE)
    else:
        _require(transfer, path == PATHS[transfer.kind], Problem.PATH)
        _require(transfer, transfer.reverses is None, Problem.PATH)
    owners = {account.owner for account in (transfer.source, transfer.target) if account.kind in OWNED}
    _require(transfer, len(owners) == 1, Problem.OWNER)


def post(balances: Balances, transfer: Transfer) -> None:
    """Add one transfer to the balances. Raises TransferInvalid and changes nothing when it may not stand."""
    validate(transfer)
    _require(transfer, transfer.key not in balances.transfers, Problem.REPEATED)
    _require(transfer, balances.last is None or transfer.at >= balances.last, Problem.TIME)
    if transfer.reverses is not None:
        _check_reversal(balances, transfer, transfer.reverses)
    enough = transfer.source.kind not in OWNED or balances.of(transfer.source) >= transfer.amount
    _require(transfer, enough, Problem.NOT_ENOUGH)
    for account, change in transfer.legs:
        balances.amounts[account] = balances.of(account) + change
    balances.transfers[transfer.key] = transfer
    balances.last = transfer.at
    if transfer.reverses is not None:
        balances.reversed.add(transfer.reverses)


def fold(history: Iterable[Transfer]) -> Balances:
    """The balances a history adds up to, in the order it was posted.

    Raises TransferInvalid naming the first transfer that may not stand there.
    """
    balances = Balances()
    for transfer in history:
        post(balances, transfer)
    return balances


def reversal(transfer: Transfer, *, at: datetime, key: str) -> Transfer:
    """The transfer that takes another one back."""
    return Transfer(
        kind=TransferKind.REVERSE,
        source=transfer.target,
        target=transfer.source,
        amount=transfer.amount,
        at=at,
        key=key,
        reverses=transfer.key,
    )


def _check_reversal(balances: Balances, transfer: Transfer, key: str) -> None:
    old: Mapping[str, Transfer] = balances.transfers
    _require(transfer, key in old and old[key].kind is not TransferKind.REVERSE, Problem.NOTHING_TO_REVERSE)
    _require(transfer, key not in balances.reversed, Problem.REVERSED_BEFORE)
    mirrored = reversal(old[key], at=transfer.at, key=transfer.key)
    _require(transfer, transfer == mirrored, Problem.REVERSED_OTHERWISE)


def _require(transfer: Transfer, holds: bool, problem: Problem) -> None:
    if not holds:
        raise TransferInvalid(problem, transfer.key)
