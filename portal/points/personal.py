"""What points know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from portal.core.db import db
from portal.points.models import (
    Certificate,
    Deduction,
    Determination,
    Entry,
    EntryNote,
    Nickname,
    Voucher,
    Wish,
    YearClose,
)
from portal.points.queries import (
    balances,
    certificates,
    deductions,
    evidence,
    households,
    nicknames,
    shelf,
    wishes,
    years,
)
from portal.points.queries.slots import slot_of
from portal.points.services.households import leave_for_good
from portal.points.services.ledger import NOTHING

WORDS_OF_DEDUCTIONS = (
    "facts",
    "evidence",
    "weighing",
    "statement",
    "decision",
    "objection",
    "answer",
    "appeal",
    "review",
)


def export(user_id: int) -> dict[str, Any]:
    """Every line with its why, every voucher, and one's households: their numbers, and never who else is in them."""
    purse = balances.purse(user_id)
    lines = balances.lines(
        db.session.execute(balances.statement(user_id).order_by(Entry.id)).all()  # all of them: it is theirs
    )
    return {
        "spendable": purse.spendable,
        "held": purse.held,
        "score": purse.score,
        "lines": [
            {
                "at": line.entry.at.isoformat(),
                "kind": str(line.entry.kind),
                "points": line.change,
                "rule": line.rule_code,
                "title": line.title.original if line.title else "",
                "note": line.note.note.original if line.note else "",
                "evidence": line.note.evidence.original if line.note else "",
            }
            for line in lines
        ],
        "years": [
            {"year": year.year, "score": year.score, "grade": str(year.grade)}
            for year in years.years_of(user_id)
        ],
        "deductions": [
            {
                "number": deduction.code,
                "rule": deduction.version.rule.code,
                "points": -deduction.points,
                "occurred_on": deduction.occurred_on.isoformat(),
                "state": str(deduction.state),
                **{name: getattr(deduction, name).original for name in WORDS_OF_DEDUCTIONS},
            }
            for deduction in deductions.own(user_id)
        ],
        "vouchers": [
            {
                "number": voucher.number,
                "reward": voucher.reward.name.original,
                "points": voucher.points,
                "state": str(voucher.state),
                "reserved_at": voucher.reserved_at.isoformat(),
                "appointment": slot.starts_at.isoformat() if (slot := slot_of(voucher)) else "",
            }
            for voucher in db.session.scalars(shelf.vouchers_of(user_id).order_by(Voucher.id))
        ],
        "certificates": [
            {
                "scheme": str(certificate.scheme),
                "score": certificate.score,
                "consent": certificate.consent.original,
                "at": certificate.consented_at.isoformat(),
                "reward": certificate.voucher.reward.name.original,
            }
            for certificate in certificates.certificates_of(user_id)
        ],
        "households": _households(user_id),
        "household_invitations": [
            {"number": one.household.number, "until": one.expires_at.isoformat()}
            for one in households.invitations_to(user_id)
        ],
        "nicknames": [
            {"name": mine.nickname.original, "consented_at": mine.consented_at.isoformat()}
            for mine in (nicknames.of(user_id),)
            if mine is not None
        ],
        "wishes": [
            {"reward": wish.reward.name.original, "at": wish.made_at.isoformat()}
            for wish in wishes.wishes_of(user_id)
        ],
    }


def _households(user_id: int) -> list[dict[str, Any]]:
    return [
        {
            "number": member.household.number,
            "place": member.household.place.name.original,
            "state": str(member.household.state),
            "keeper": member.household.keeper_id == user_id,
            "asked_to_keep": member.household.next_keeper_id == user_id,
            "joined_at": member.joined_at.isoformat(),
            "left_at": member.left_at.isoformat() if member.left_at else "",
            "shares": member.shares,
        }
        for member in households.memberships_of(user_id)
    ]


def forget(user_id: int) -> None:
    """The words go, the numbers stay: every line is still in the chain and every sum still holds.

    A household is left first, so that it goes on without this person, or ends.
    """
    leave_for_good(user_id)
    lines = select(Entry.id).where(Entry.owner_id == user_id)
    gone = {"note": NOTHING, "evidence": NOTHING, "title": NOTHING, "path": ""}
    db.session.execute(
        update(EntryNote)
        .where(EntryNote.entry_id.in_(lines))
        .values(gone)
        .execution_options(synchronize_session=False)
    )
    for model, column, empty in (
        (Deduction, Deduction.user_id, dict.fromkeys(WORDS_OF_DEDUCTIONS, NOTHING)),
        (Determination, Determination.user_id, dict.fromkeys(("note", "evidence", "weighing"), NOTHING)),
        (Voucher, Voucher.user_id, {"helper_reason": NOTHING}),
    ):
        db.session.execute(
            update(model).where(column == user_id).values(empty).execution_options(synchronize_session=False)
        )
    for gone_with_them in (Certificate, Nickname, Wish):
        db.session.execute(
            delete(gone_with_them)
            .where(gone_with_them.user_id == user_id)
            .execution_options(synchronize_session=False)
        )
    db.session.execute(
        update(YearClose)
        .where(YearClose.user_id == user_id)
        .values(proof=None)  # its paper proves nothing any more
        .execution_options(synchronize_session=False)
    )
    evidence.forget_photos(user_id)
    db.session.expire_all()
