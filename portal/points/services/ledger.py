"""Writing lines of the ledger. Lines come one after another; all of a line happens, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Integer, String, Table, and_, bindparam, case, func, insert, or_, select, update
from sqlalchemy.engine import CursorResult

from portal.core import clock
from portal.core.db import Moment, as_read, db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.prepared import Prepared, Together
from portal.events.points import PointsPosted
from portal.points import rules
from portal.points.models import BookAccount, Entry, EntryNote, LedgerHead
from portal.points.queries.proof import digest
from portal.points.rules import OWNED, PATHS, AccountKind, TransferKind
from portal.points.states import Bucket

NOTHING = Bitext.both("", "")
HEAD, BOOK, LINES, NOTES = (
    cast("Table", model.__table__) for model in (LedgerHead, BookAccount, Entry, EntryNote)
)

# every line asks these, while all who want to write one wait: compiled once
LOCKED = Prepared(
    update(HEAD)
    .where(HEAD.c.id == 1)
    .values(count=HEAD.c.count)
    .returning(HEAD.c.count, HEAD.c.hash, HEAD.c.at)
)
CHAINED = Together(
    update(HEAD)
    .where(HEAD.c.id == 1, HEAD.c.count == bindparam("before", type_=Integer))
    .values(
        count=bindparam("number", type_=Integer),
        hash=bindparam("digest", type_=String),
        at=bindparam("moment", type_=Moment()),
    ),
    insert(LINES).values({c.name: bindparam(c.name, type_=c.type) for c in LINES.c}),
    insert(NOTES).values({c.name: bindparam(c.name, type_=c.type) for c in NOTES.c}),
)
"""The line, its words, and the chain that ends with it now."""
WRITTEN = Prepared(select(LINES.c.id).where(LINES.c.key == bindparam("line", type_=String)))
SOURCE, TARGET = (bindparam(name, type_=String) for name in ("source", "target"))
AMOUNT = bindparam("amount", type_=Integer)
ABLE = BOOK.alias()
BOTH_ABLE = select(func.count()).where(
    or_(
        ABLE.c.name == TARGET,
        and_(ABLE.c.name == SOURCE, or_(ABLE.c.kind == AccountKind.ISSUER, ABLE.c.balance >= AMOUNT)),
    )
)
MOVED = Prepared(
    update(BOOK)
    .where(or_(BOOK.c.name == SOURCE, BOOK.c.name == TARGET), BOTH_ABLE.scalar_subquery() == 2)
    .values(balance=BOOK.c.balance + case((BOOK.c.name == SOURCE, -AMOUNT), else_=AMOUNT))
    .returning(BOOK.c.name, BOOK.c.id)
)
"""Both accounts, or none: of the one there has to be enough, and the other has to be there."""


@dataclass(frozen=True, kw_only=True)
class Because:
    """Why a line stands there, in words and by name."""

    rule_id: int | None = None
    version_id: int | None = None
    voucher_id: int | None = None
    title: Bitext = NOTHING
    path: str = ""
    note: Bitext | str = NOTHING
    evidence: Bitext | str = NOTHING
    occurred_on: date | None = None
    by_id: int | None = None
    second_id: int | None = None


@dataclass(frozen=True)
class End:
    """Where the chain ends, read under its lock."""

    count: int
    hash: str
    at: datetime | None


def lock() -> End:
    """Wait for whoever is writing, then read the end of the chain. Not guarded: part of every posting.

    An UPDATE takes its place on both databases; SELECT FOR UPDATE would do nothing on SQLite. What a posting
    decides by (balances, caps, limits) is read after this. Rows of other tables are locked before, never after.
    """
    db.session.flush()  # what was changed before is locked before
    [[count, last, at]] = LOCKED.rows(db.session.connection())
    return End(count, last, at)


def changed(statement: Any) -> int:
    """How many rows a conditional UPDATE has changed. Not guarded: its callers decide."""
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    return int(done.rowcount)


def post(
    kind: TransferKind,
    *,
    bucket: Bucket,
    owner_id: int,
    amount: int,
    key: str,
    because: Because,
    end: End | None = None,
) -> Entry:
    """Write one line. Not guarded: called by services that have asked. The same key twice is one line.

    Whoever has locked the chain and writes a line that cannot be there yet gives its `end`.
    """
    if end is None:
        end = lock()
        if (there := find(key)) is not None:
            return there
    source, target = PATHS[kind]
    return _write(
        end,
        rules.Transfer(
            kind=kind,
            source=_party(source, owner_id),
            target=_party(target, owner_id),
            amount=amount,
            at=_moment(end),
            key=key,
        ),
        bucket,
        because,
    )


def reverse(entry: Entry, *, key: str, because: Because) -> Entry:
    """Take a line back by a new one that names it. Not guarded: called by services that have asked."""
    end = lock()
    if (there := find(key)) is not None:
        return there
    if entry.kind is TransferKind.REVERSE or db.session.scalar(
        select(Entry.id).where(Entry.reverses_id == entry.id)
    ):
        raise Refused(_("This line has been corrected already. A line can be corrected once."))
    back = rules.reversal(as_transfer(entry), at=_moment(end), key=key)
    return _write(end, back, entry.bucket, because, reverses_id=entry.id)


def as_transfer(entry: Entry) -> rules.Transfer:
    """The line as the arithmetic knows it; of a reversal only its own path. Not guarded: reads."""
    source, target = PATHS[entry.kind]
    return rules.Transfer(
        kind=entry.kind,
        source=_party(source, entry.owner_id),
        target=_party(target, entry.owner_id),
        amount=entry.amount,
        at=entry.at,
        key=entry.key,
    )


def find(key: str) -> Entry | None:
    """Not guarded: reads."""
    found = WRITTEN.row(db.session.connection(), line=key)
    return db.session.get(Entry, found[0]) if found else None


def _party(kind: AccountKind, owner_id: int) -> rules.Account:
    return rules.Account(kind, owner_id if kind in OWNED else None)


def _moment(end: End) -> datetime:
    """The server's time, and never earlier than the line before: a clock that was set back changes nothing."""
    return max(clock.now(), end.at) if end.at else clock.now()


def _write(
    end: End, transfer: rules.Transfer, bucket: Bucket, because: Because, *, reverses_id: int | None = None
) -> Entry:
    rules.validate(transfer)
    owner_id = transfer.source.owner or transfer.target.owner
    assert owner_id is not None  # validate has seen to it
    source_id, target_id = _move(bucket, transfer)
    line: dict[str, Any] = {
        "id": end.count + 1,
        "at": transfer.at,
        "bucket": bucket,
        "kind": transfer.kind,
        "owner_id": owner_id,
        "source_id": source_id,
        "target_id": target_id,
        "amount": transfer.amount,
        "key": transfer.key,
        "reverses_id": reverses_id,
        "rule_id": because.rule_id,
        "version_id": because.version_id,
        "voucher_id": because.voucher_id,
        "before_hash": end.hash,
    }
    line["hash"] = digest(SimpleNamespace(**line))
    CHAINED.run(
        db.session.connection(),
        **line,
        entry_id=line["id"],
        title=because.title,
        path=because.path,
        note=because.note,
        evidence=because.evidence,
        occurred_on=because.occurred_on,
        by_id=because.by_id,
        second_id=because.second_id,
        before=end.count,
        number=line["id"],
        digest=line["hash"],
        moment=line["at"],
    )
    if bucket is Bucket.SPENDABLE:
        announce(PointsPosted(transfer_id=line["id"], user_id=owner_id, points=transfer.amount))
    return as_read(Entry, line, {})


def _move(bucket: Bucket, transfer: rules.Transfer) -> tuple[int, int]:
    """The accounts' numbers. The condition is asked in the UPDATE itself: what was read before may be old by now."""
    source, target = (_name(bucket, account) for account in (transfer.source, transfer.target))
    legs = {"source": source, "target": target, "amount": transfer.amount}
    moved = MOVED.rows(db.session.connection(), **legs)
    if not moved and _opened(bucket, transfer):
        moved = MOVED.rows(db.session.connection(), **legs)
    if not moved:
        raise Refused(_("There are not enough points for this."))
    number = dict(moved)
    return number[source], number[target]


def _name(bucket: Bucket, account: rules.Account) -> str:
    return f"{bucket.value}:{account.kind.value}:{account.owner or ''}"


def _opened(bucket: Bucket, transfer: rules.Transfer) -> bool:
    """Whether an account was missing and is there now."""
    both = {_name(bucket, account): account for account in (transfer.source, transfer.target)}
    known = set(db.session.scalars(select(BookAccount.name).where(BookAccount.name.in_(both))))
    missing = [
        {"bucket": bucket, "kind": account.kind, "owner_id": account.owner, "name": name, "balance": 0}
        for name, account in both.items()
        if name not in known
    ]
    if missing:
        db.session.execute(insert(BookAccount), missing)
    return bool(missing)
