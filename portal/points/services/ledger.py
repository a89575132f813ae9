"""Writing lines of the ledger. Lines come one after another; all of a line happens, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import CursorResult

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.events.points import PointsPosted
from portal.points import rules
from portal.points.models import BookAccount, Entry, EntryNote, LedgerHead
from portal.points.queries.proof import digest
from portal.points.rules import OWNED, PATHS, AccountKind, TransferKind
from portal.points.states import Bucket

NOTHING = Bitext.both("", "")


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
    changed(update(LedgerHead).where(LedgerHead.id == 1).values(count=LedgerHead.count))
    found = select(LedgerHead.count, LedgerHead.hash, LedgerHead.at).where(LedgerHead.id == 1)
    count, last, at = db.session.execute(found).one()
    return End(count, last, at)


def changed(statement: Any) -> int:
    """How many rows a conditional UPDATE has changed. Not guarded: its callers decide."""
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(done, CursorResult)
    return int(done.rowcount)


def post(
    kind: TransferKind, *, bucket: Bucket, owner_id: int, amount: int, key: str, because: Because
) -> Entry:
    """Write one line. Not guarded: called by services that have asked. The same key twice is one line."""
    end = lock()
    if (known := find(key)) is not None:
        return known
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
    if (known := find(key)) is not None:
        return known
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
    return db.session.scalar(select(Entry).where(Entry.key == key))


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
    entry = Entry(
        id=end.count + 1,
        at=transfer.at,
        bucket=bucket,
        kind=transfer.kind,
        owner_id=owner_id,
        source_id=_account(bucket, transfer.source),
        target_id=_account(bucket, transfer.target),
        amount=transfer.amount,
        key=transfer.key,
        reverses_id=reverses_id,
        rule_id=because.rule_id,
        version_id=because.version_id,
        voucher_id=because.voucher_id,
        before_hash=end.hash,
    )
    entry.hash = digest(entry)
    _move(entry.source_id, -transfer.amount)
    _move(entry.target_id, transfer.amount)
    db.session.add(entry)
    db.session.flush()  # its note and the head name the line
    db.session.add(
        EntryNote(
            entry_id=entry.id,
            title=because.title,
            path=because.path,
            note=because.note,
            evidence=because.evidence,
            occurred_on=because.occurred_on,
            by_id=because.by_id,
            second_id=because.second_id,
        )
    )
    changed(
        update(LedgerHead)
        .where(LedgerHead.id == 1, LedgerHead.count == end.count)
        .values(count=entry.id, hash=entry.hash, at=entry.at)
    )
    if bucket is Bucket.SPENDABLE:
        announce(PointsPosted(transfer_id=entry.id, user_id=owner_id, points=entry.amount))
    return entry


def _account(bucket: Bucket, account: rules.Account) -> int:
    name = f"{bucket.value}:{account.kind.value}:{account.owner or ''}"
    found = db.session.scalar(select(BookAccount.id).where(BookAccount.name == name))
    if found is not None:
        return found
    columns = {"bucket": bucket, "kind": account.kind, "owner_id": account.owner, "name": name, "balance": 0}
    made: int = db.session.execute(insert(BookAccount).values(columns).returning(BookAccount.id)).scalar_one()
    return made


def _move(account_id: int, change: int) -> None:
    """The condition is asked in the UPDATE itself: what was read before may be old by now."""
    covered = or_(BookAccount.kind == AccountKind.ISSUER, BookAccount.balance + change >= 0)
    one = update(BookAccount).where(BookAccount.id == account_id, covered)
    if changed(one.values(balance=BookAccount.balance + change)) != 1:
        raise Refused(_("There are not enough points for this."))
