"""What a person has: read from the balance rows, one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.core.language import Bitext
from portal.core.settings import setting
from portal.points.models import BookAccount, Entry, EntryNote, RuleVersion
from portal.points.models.rulebook import PointRule
from portal.points.rules import AccountKind, TransferKind
from portal.points.rules.grades import Thresholds
from portal.points.states import Bucket

Money = tuple[Bucket, AccountKind]
PURSE = (Bucket.SPENDABLE,)
SCORES = (Bucket.HOUSEHOLD_SCORE, Bucket.MERCHANT_SCORE)


@dataclass(frozen=True)
class Purse:
    """`score_*` is what was earned, `spendable` what can be spent now, `held` what waits in vouchers."""

    spendable: int = 0
    held: int = 0
    score_household: int = 0
    score_merchant: int = 0

    @property
    def score(self) -> int:
        return self.score_household + self.score_merchant


def purse(user_id: int) -> Purse:
    found = select(BookAccount.bucket, BookAccount.kind, BookAccount.balance).where(
        BookAccount.owner_id == user_id
    )
    have: dict[Money, int] = {(b, k): n for b, k, n in db.session.execute(found)}
    return Purse(
        spendable=have.get((Bucket.SPENDABLE, AccountKind.HOLDER), 0),
        held=have.get((Bucket.SPENDABLE, AccountKind.HELD), 0),
        score_household=have.get((Bucket.HOUSEHOLD_SCORE, AccountKind.HOLDER), 0),
        score_merchant=have.get((Bucket.MERCHANT_SCORE, AccountKind.HOLDER), 0),
    )


def score_in(user_id: int, bucket: Bucket) -> int:
    """What stands in one score."""
    found = select(BookAccount.balance).where(
        BookAccount.owner_id == user_id, BookAccount.bucket == bucket, BookAccount.kind == AccountKind.HOLDER
    )
    return db.session.scalar(found) or 0


def has_shop(user_id: int) -> bool:
    """Whether this person has a shop's score, however low it is."""
    found = select(BookAccount.id).where(
        BookAccount.owner_id == user_id, BookAccount.bucket == Bucket.MERCHANT_SCORE
    )
    return db.session.scalar(found.limit(1)) is not None


def thresholds() -> Thresholds:
    """Where the grades begin, as the city has set it."""
    return Thresholds(
        a=int(setting("points.grade_a")), b=int(setting("points.grade_b")), c=int(setting("points.grade_c"))
    )


def spendable(user_id: int) -> int:
    return purse(user_id).spendable


@dataclass(frozen=True)
class Totals:
    """What the issuer has given out, and where it is now."""

    issued: int
    in_purses: int
    held: int
    spent: int
    expired: int


def totals() -> Totals:
    found = select(BookAccount.kind, BookAccount.balance).where(BookAccount.bucket == Bucket.SPENDABLE)
    sums = dict.fromkeys(AccountKind, 0)
    for kind, balance in db.session.execute(found):
        sums[kind] += balance
    return Totals(
        issued=-sums[AccountKind.ISSUER],
        in_purses=sums[AccountKind.HOLDER],
        held=sums[AccountKind.HELD],
        spent=sums[AccountKind.SPENT],
        expired=sums[AccountKind.EXPIRED],
    )


CHANGES = {
    TransferKind.AWARD: 1,
    TransferKind.OPEN: 1,
    TransferKind.DEDUCT: -1,
    TransferKind.HOLD: -1,
    TransferKind.RELEASE: 1,
    TransferKind.SPEND: 0,
    TransferKind.EXPIRE: -1,
    TransferKind.RESET: -1,
}


@dataclass(frozen=True)
class Line:
    """One line of a statement, with its why."""

    id: int
    entry: Entry
    note: EntryNote | None
    version: RuleVersion | None
    rule_code: str | None
    reversed_kind: TransferKind | None
    reversed_by: int | None

    @property
    def change(self) -> int:
        """What the line did to the spendable balance."""
        kind = self.reversed_kind or self.entry.kind
        sign = -CHANGES[kind] if self.reversed_kind else CHANGES[kind]
        return sign * self.entry.amount

    @property
    def title(self) -> Bitext | None:
        if self.version is not None:
            return self.version.title
        return self.note.title if self.note and self.note.title else None


def statement(
    user_id: int, buckets: Sequence[Bucket] = PURSE
) -> Select[tuple[int, Entry, EntryNote, RuleVersion, str, str, int]]:
    """A person's lines in the purse, or in the scores; newest first by the caller's page."""
    old, later = aliased(Entry), aliased(Entry)
    return (
        select(
            Entry.id,
            Entry,
            EntryNote,
            RuleVersion,
            PointRule.code,
            case((old.id.is_not(None), old.kind)).label("reversed_kind"),
            later.id.label("reversed_by"),
        )
        .outerjoin(EntryNote, EntryNote.entry_id == Entry.id)
        .outerjoin(RuleVersion, RuleVersion.id == Entry.version_id)
        .outerjoin(PointRule, PointRule.id == Entry.rule_id)
        .outerjoin(old, old.id == Entry.reverses_id)
        .outerjoin(later, later.reverses_id == Entry.id)
        .where(Entry.owner_id == user_id, Entry.bucket.in_(buckets))
    )


def newest_lines(user_id: int, most: int, buckets: Sequence[Bucket] = PURSE) -> list[Line]:
    """A person's lines for a table, the newest first."""
    found = statement(user_id, buckets).order_by(Entry.id.desc()).limit(most)
    return lines(db.session.execute(found).all())


def lines(rows: Sequence[Any]) -> list[Line]:
    return [
        Line(id_, entry, note, version, code, TransferKind(kind) if kind else None, later)
        for id_, entry, note, version, code, kind, later in rows
    ]
