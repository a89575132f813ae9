"""The proof of the books: every line is chained to the one before, and the balances are what history adds up to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from portal.core.audit import Damage
from portal.core.db import db
from portal.points.ddl import START
from portal.points.models import BookAccount, Entry, LedgerHead
from portal.points.rules import (
    OWNED,
    PATHS,
    Account,
    AccountKind,
    Balances,
    Transfer,
    TransferInvalid,
    TransferKind,
    post,
)
from portal.points.states import Bucket

TABLE = Entry.__tablename__
PROBLEM_SENTENCE = "the line may not stand in the ledger: {}"


def digest(entry: Any) -> str:
    """The hash of one line over everything in it and the hash of the line before."""
    line = [
        entry.before_hash,
        entry.id,
        entry.at.astimezone(UTC).isoformat(),
        str(entry.bucket),
        str(entry.kind),
        entry.owner_id,
        entry.source_id,
        entry.target_id,
        entry.amount,
        entry.key,
        entry.reverses_id,
        entry.rule_id,
        entry.version_id,
        entry.voucher_id,
    ]
    return hashlib.sha256(json.dumps(line, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """What a checkpoint publishes: how many lines there are, and the hash of the last."""

    count: int
    hash: str


def head() -> Head:
    found = db.session.execute(select(LedgerHead.count, LedgerHead.hash)).first()
    return Head(found[0], found[1]) if found else Head(0, START)


@dataclass
class Walk:
    """What has been seen so far, line by line."""

    accounts: dict[int, Any]
    books: dict[Bucket, Balances] = field(default_factory=lambda: {b: Balances() for b in Bucket})
    keys: dict[int, str] = field(default_factory=dict)
    before: str = START
    count: int = 0

    def problems(self, entry: Any) -> Iterator[str]:
        self.count += 1
        if entry.id != self.count:
            yield f"line {self.count} is missing before this one"
            self.count = entry.id
        if entry.before_hash != self.before:
            yield "the line before is missing or was changed"
        if digest(entry) != entry.hash:
            yield "the line was changed"
        if not self.names_its_accounts(entry):
            yield "the line's accounts are not those of its kind and owner"
        try:
            self.add(entry)
        except TransferInvalid as error:
            yield PROBLEM_SENTENCE.format(error.problem.value)
        self.before = entry.hash

    def names_its_accounts(self, entry: Any) -> bool:
        named = (self.accounts.get(entry.source_id), self.accounts.get(entry.target_id))
        pair = [account for account in named if account is not None]
        if len(pair) < 2 or any(account.bucket is not entry.bucket for account in pair):
            return False
        owners = {account.owner_id for account in pair if account.kind in OWNED}
        return owners == {entry.owner_id}

    def add(self, entry: Any) -> None:
        source, target = (
            Account(account.kind, account.owner_id) if account else Account(AccountKind.SPENT)
            for account in (self.accounts.get(entry.source_id), self.accounts.get(entry.target_id))
        )
        self.keys[entry.id] = entry.key
        transfer = Transfer(
            kind=entry.kind,
            source=source,
            target=target,
            amount=entry.amount,
            at=entry.at,
            key=entry.key,
            reverses=self.keys.get(entry.reverses_id) if entry.reverses_id else None,
        )
        post(self.books[entry.bucket], transfer)

    def sums(self) -> Iterator[Damage]:
        for account in self.accounts.values():
            own = Account(account.kind, account.owner_id)
            if account.balance != self.books[account.bucket].of(own):
                yield Damage(
                    BookAccount.__tablename__, account.id, "the balance is not what the lines add up to"
                )
        for bucket in Bucket:
            total = sum(a.balance for a in self.accounts.values() if a.bucket is bucket)
            if total:
                yield Damage(BookAccount.__tablename__, 0, f"the balances of “{bucket}” do not sum to zero")


def verify() -> Iterator[Damage]:
    """Yield what is wrong with the ledger, the first broken line first; nothing when it is sound."""
    accounts = select(
        BookAccount.id, BookAccount.bucket, BookAccount.kind, BookAccount.owner_id, BookAccount.balance
    )
    walk = Walk({row.id: row for row in db.session.execute(accounts)})
    ledger = select(*Entry.__table__.columns).order_by(Entry.id).execution_options(yield_per=500)
    with closing(db.session.execute(ledger)) as lines:  # whoever asks may stop at the first damage
        for entry in lines:
            for why in walk.problems(entry):
                yield Damage(TABLE, entry.id, why)
    end = head()
    if (end.count, end.hash) != (walk.count, walk.before):
        yield Damage(TABLE, walk.count + 1, "lines are missing at the end of the ledger")
    yield from walk.sums()


def history(owner_id: int, bucket: Bucket) -> tuple[Transfer, ...]:
    """One person's lines in one bucket, for the arithmetic."""
    found = select(Entry).where(Entry.owner_id == owner_id, Entry.bucket == bucket).order_by(Entry.id)
    keys: dict[int, str] = {}
    done: list[Transfer] = []
    for entry in db.session.scalars(found):
        keys[entry.id] = entry.key
        first = entry if entry.kind is not TransferKind.REVERSE else None
        done.append(_transfer(entry, keys, first, done))
    return tuple(done)


def _transfer(entry: Entry, keys: dict[int, str], own: Entry | None, done: list[Transfer]) -> Transfer:
    if own is None:
        old = next(t for t in done if t.key == keys.get(entry.reverses_id or 0))
        source, target = old.target, old.source
    else:
        source, target = (
            Account(kind, entry.owner_id if kind in OWNED else None) for kind in PATHS[entry.kind]
        )
    return Transfer(
        kind=entry.kind,
        source=source,
        target=target,
        amount=entry.amount,
        at=entry.at,
        key=entry.key,
        reverses=keys.get(entry.reverses_id) if entry.reverses_id else None,
    )


def last_at() -> datetime | None:
    return db.session.scalar(select(func.max(Entry.at)))
