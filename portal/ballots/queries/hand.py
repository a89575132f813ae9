"""What has been typed in, what waits for a second person, and who stands for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import places_where
from portal.ballots.models import Ballot, HandBallot, Proxy, UrnCount, Voter
from portal.ballots.rules import Choice
from portal.ballots.states import CHOICE_LABELS, ROLL_KEEPERS, Method
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can
from portal.places.models import Place


def waiting_entries(ballot: Ballot) -> Sequence[HandBallot]:
    """Typed in by one, not yet confirmed by another."""
    return _entries(ballot, HandBallot.confirmed_at.is_(None))


def confirmed_entries(ballot: Ballot) -> Sequence[HandBallot]:
    return _entries(ballot, HandBallot.confirmed_at.is_not(None))


def _entries(ballot: Ballot, test: Any) -> Sequence[HandBallot]:
    found = select(HandBallot).where(HandBallot.ballot_id == ballot.id, test)
    voter = joinedload(HandBallot.voter).joinedload(Voter.user)
    return db.session.scalars(found.options(voter).order_by(HandBallot.id)).all()


def marks_of(ballot: Ballot) -> dict[str, Any]:
    """What a paper of this vote can say, with the words for it: the choices, or the options, or nothing clear."""
    if ballot.method is Method.FORMAL:
        return {str(choice): label for choice, label in CHOICE_LABELS.items()}
    options = {option.key: option.text for option in ballot.options}
    return {**options, str(Choice.INVALID): CHOICE_LABELS[Choice.INVALID]}


def number_by_hand(ballot: Ballot, *, confirmed: bool) -> int:
    test = HandBallot.confirmed_at.is_not(None) if confirmed else HandBallot.confirmed_at.is_(None)
    found = select(func.count(HandBallot.id)).where(HandBallot.ballot_id == ballot.id, test)
    return db.session.scalar(found) or 0


def keeps_for_its_body(viewer: Any, kind: str, subject_id: int) -> bool:
    """Whether a feature says that this person keeps the rolls of votes about its own thing."""
    keepers = current_app.extensions["portal.roll_keepers"]
    return kind in keepers and bool(getattr(viewer, "id", None)) and keepers[kind](viewer, subject_id)


def papers_waiting_for(viewer: Any) -> Sequence[tuple[Ballot, int]]:
    """Uncounted votes with papers that this person keeps, as an official of the place or as an officer of the body
    that votes, and how many papers others typed in wait for them.
    """
    if not getattr(viewer, "id", None):
        return []
    paths = places_where(viewer, *ROLL_KEEPERS)
    bodies = Ballot.subject_kind.in_(current_app.extensions["portal.roll_keepers"])
    others = and_(HandBallot.confirmed_at.is_(None), HandBallot.typed_by_id != viewer.id)
    found = (
        select(Ballot, Place.path, func.count(HandBallot.id))
        .join(Place, Place.id == Ballot.place_id)
        .outerjoin(HandBallot, and_(HandBallot.ballot_id == Ballot.id, others))
        .where(
            Ballot.by_hand,
            Ballot.closed_at.is_(None),
            Ballot.opens_at <= clock.now(),
            or_(bodies, *(Place.path.startswith(p, autoescape=True) for p in paths)),
        )
        .group_by(Ballot.id, Place.path)
        .order_by(Ballot.closes_at)
    )
    return [
        (ballot, waiting)
        for ballot, path, waiting in db.session.execute(found)
        if path.startswith(tuple(paths)) or keeps_for_its_body(viewer, ballot.subject_kind, ballot.subject_id)
    ]


def get_entry(ballot: Ballot, entry_id: int) -> HandBallot:
    entry = db.session.get(HandBallot, entry_id)
    if entry is None or entry.ballot_id != ballot.id:
        raise NotFound(_("This ballot was not found among those typed in."))
    return entry


def urn_of(ballot: Ballot) -> UrnCount | None:
    return db.session.scalar(select(UrnCount).where(UrnCount.ballot_id == ballot.id))


def proxies_of(ballot: Ballot) -> Sequence[Proxy]:
    found = select(Proxy).where(Proxy.ballot_id == ballot.id)
    loaded = found.options(joinedload(Proxy.voter).joinedload(Voter.user), joinedload(Proxy.holder))
    return db.session.scalars(loaded.order_by(Proxy.id)).all()


def get_proxy(ballot: Ballot, proxy_id: int) -> Proxy:
    proxy = db.session.get(Proxy, proxy_id)
    if proxy is None or proxy.ballot_id != ballot.id:
        raise NotFound(_("This written authority was not found."))
    return proxy


def may_see_authority(viewer: Any, proxy_id: int) -> bool:
    proxy = db.session.get(Proxy, proxy_id)
    return proxy is not None and can(viewer, "ballots.keep_roll", proxy.ballot)


def may_see_scan(viewer: Any, entry_id: int) -> bool:
    entry = db.session.get(HandBallot, entry_id)
    return entry is not None and can(viewer, "ballots.keep_roll", entry.ballot)
