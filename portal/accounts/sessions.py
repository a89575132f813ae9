"""Server-side sessions: they die on sign-out, password change, role loss and erasure, cookie or not."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Date, and_, bindparam, delete, or_, select, update

from portal.accounts.models import Grant, SignIn, Standing, User
from portal.accounts.queries import HELD, in_term, remember_roles
from portal.core import clock
from portal.core.db import Moment, columns, db, restored
from portal.core.prepared import Prepared
from portal.places.models import Place

LIFE = timedelta(days=30)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


HELD_COUNT = len(HELD)
TODAY = bindparam("today", type_=Date)
WITH_ROLES = Prepared(
    select(*columns(User), *HELD)
    .select_from(User)
    .join(SignIn, SignIn.user_id == User.id)
    .outerjoin(Grant, and_(Grant.user_id == User.id, in_term(TODAY)))
    .outerjoin(Place, Place.id == Grant.place_id)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.ends_at > bindparam("now", type_=Moment()),
        User.standing == Standing.ACTIVE,
    )
)


def person_of(token: str) -> User | None:
    """The person behind a session token, with the roles held today, in one statement made once.

    None when the session has ended.
    """
    rows = WITH_ROLES.rows(
        db.session.connection(), token_hash=token_hash(token), now=clock.now(), today=clock.today()
    )
    if not rows:
        return None
    user = restored(User, rows[0][:-HELD_COUNT])
    user.token = token
    held = (row[-HELD_COUNT:] for row in rows)
    remember_roles(user, (grant for grant in held if grant[0] is not None))
    return user


def begin(user: User, device: str = "") -> str:
    """Open a session and give its token to the person object, so that `login_user` puts it in the cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(token_hash=token_hash(token), user_id=user.id, device=device[:200], ends_at=clock.now() + LIFE)
    )
    user.token = token
    return token


def end(token: str) -> None:
    db.session.execute(
        update(SignIn).where(SignIn.token_hash == token_hash(token)).values(ended_at=clock.now())
    )


def end_all(user_id: int, *, but: str = "") -> None:
    """After a password change or the loss of a role: every other device has to sign in again."""
    still = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but:
        still = still.where(SignIn.token_hash != token_hash(but))
    db.session.execute(still.values(ended_at=clock.now()))


def end_one(user_id: int, sign_in_id: int) -> None:
    """Sign one device out; somebody else's is left alone."""
    of_theirs = update(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id)
    db.session.execute(of_theirs.values(ended_at=clock.now()))


def open_ones(user_id: int) -> Sequence[SignIn]:
    """Where the person is signed in now, the newest first."""
    found = select(SignIn).where(
        SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.ends_at > clock.now()
    )
    return db.session.scalars(found.order_by(SignIn.id.desc())).all()


def sweep() -> int:
    """Time-driven: forget sessions that ended a month ago, by themselves or by hand."""
    past = clock.now() - LIFE
    done = db.session.execute(delete(SignIn).where(or_(SignIn.ends_at < past, SignIn.ended_at < past)))
    return int(getattr(done, "rowcount", 0))


def all_of(user_id: int) -> Sequence[SignIn]:
    return db.session.scalars(select(SignIn).where(SignIn.user_id == user_id)).all()
