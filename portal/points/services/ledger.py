"""Writing lines of the ledger. Lines come one after another; all of a line happens, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Integer, String, Table, and_, bindparam, case, func, insert, or_, select, update
from sqlalchemy.engine import CursorResult

from portal.core import clock
from portal.core.audit import say_last, say_now
from portal.core.db import Moment, as_read, db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.prepared import Prepared, Together, Way
from portal.events.points import PointsPosted
from portal.points import rules
from portal.points.models import BookAccount, Entry, EntryNote, LedgerHead
from portal.points.queries.proof import digest
from portal.points.rules import OWNED, PATHS, AccountKind, TransferKind
from portal.points.states import Bucket

Moved = dict[str, int]  # the numbers of accounts by their names
NOTHING = Bitext.both("", "")
HEAD, BOOK, LINES, NOTES = (
    cast("Table", model.__table__) for model in (LedgerHead, BookAccount, Entry, EntryNote)
)

# every line asks these, while all who want to write one wait: compiled once
END = (HEAD.c.count, HEAD.c.hash, HEAD.c.at)
LOCKED = {
    "sqlite": Prepared(update(HEAD).where(HEAD.c.id == 1).values(count=HEAD.c.count).returning(*END)),
    "postgresql": Prepared(select(*END).where(HEAD.c.id == 1).with_for_update()),
}
"""The place in the chain: SELECT FOR UPDATE would do nothing on SQLite, an UPDATE would write twice on PostgreSQL."""
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


class Beginning:
    """A line that is begun on a way with other things: its place in the chain is held, its accounts are moved."""

    def __init__(self, way: Way, kind: TransferKind, *, bucket: Bucket, owner_id: int, amount: int) -> None:
        self._locked = way.ask(LOCKED[way.connection.dialect.name])
        self._moved = way.ask(MOVED, **_legs(bucket, _parties(kind, owner_id), amount)) if amount else None

    def ended(self) -> tuple[End, Moved]:
        """Once, when the way has ended: the end of the chain, and the numbers of the accounts if both were moved."""
        return End(*self._locked.rows()[0]), dict(self._moved.rows()) if self._moved else {}


def lock() -> End:
    """Wait for whoever is writing, then read the end of the chain. Not guarded: part of every posting.

    What a posting decides by (balances, caps, limits) is read after this. Rows of other tables are locked before,
    never after.
    """
    db.session.flush()  # what was changed before is locked before
    connection = db.session.connection()
    [[count, last, at]] = LOCKED[connection.dialect.name].rows(connection)
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
    begun: Beginning | None = None,
) -> Entry:
    """Write one line. Not guarded: called by services that have asked. The same key twice is one line.

    Who has `begun` a line that cannot be there yet ends it so; nobody reads it in the same request.
    """
    moved: Moved = {}
    if begun is None:
        end = lock()
        if (there := find(key)) is not None:
            return there
    else:
        end, moved = begun.ended()
    source, target = _parties(kind, owner_id)
    transfer = rules.Transfer(
        kind=kind, source=source, target=target, amount=amount, at=_moment(end), key=key
    )
    write = say_last if begun else say_now
    return _write(end, transfer, bucket, because, moved=moved, write=write)


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
    source, target = _parties(entry.kind, entry.owner_id)
    return rules.Transfer(
        kind=entry.kind,
        source=source,
        target=target,
        amount=entry.amount,
        at=entry.at,
        key=entry.key,
    )


def find(key: str) -> Entry | None:
    """Not guarded: reads."""
    found = WRITTEN.row(db.session.connection(), line=key)
    return db.session.get(Entry, found[0]) if found else None


def _parties(kind: TransferKind, owner_id: int) -> tuple[rules.Account, rules.Account]:
    """From whom to whom."""
    source, target = (rules.Account(one, owner_id if one in OWNED else None) for one in PATHS[kind])
    return source, target


def _moment(end: End) -> datetime:
    """The server's time, and never earlier than the line before: a clock that was set back changes nothing."""
    return max(clock.now(), end.at) if end.at else clock.now()


def _write(
    end: End,
    transfer: rules.Transfer,
    bucket: Bucket,
    because: Because,
    *,
    reverses_id: int | None = None,
    moved: Moved | None = None,
    write: Callable[..., None] = say_now,
) -> Entry:
    rules.validate(transfer)
    owner_id = transfer.source.owner or transfer.target.owner
    assert owner_id is not None  # validate has seen to it
    source_id, target_id = _move(bucket, transfer, moved or {})
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
    write(
        CHAINED,
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


def _legs(bucket: Bucket, parties: tuple[rules.Account, rules.Account], amount: int) -> dict[str, Any]:
    source, target = (_name(bucket, account) for account in parties)
    return {"source": source, "target": target, "amount": amount}


def _move(bucket: Bucket, transfer: rules.Transfer, moved: Moved) -> tuple[int, int]:
    """The accounts' numbers. The condition is asked in the UPDATE itself: what was read before may be old by now."""
    legs = _legs(bucket, (transfer.source, transfer.target), transfer.amount)
    moved = moved or dict(MOVED.rows(db.session.connection(), **legs))
    if not moved and _opened(bucket, transfer):
        moved = dict(MOVED.rows(db.session.connection(), **legs))
    if not moved:
        raise Refused(_("There are not enough points for this."))
    return moved[legs["source"]], moved[legs["target"]]


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
