"""The baseline of a redemption: bare Flask and SQLAlchemy Core over the same tables, one transaction of conditional UPDATEs.

Who asks, by a signed cookie; a guard against forms of other sites; a form that is in order; one piece off the shelf if there
is one, the points off the purse if they are there; a row for the voucher. Five statements, none of them twice.

What it leaves out: roles and permissions, limits for each person, sessions that can be ended, keys against double clicks, the
second leg of the transfer, the chain of hashes under one lock, the words of the line, the audit with its own chain, the notice,
news for others, two scripts. With `BARE_BOOK=1` it also asks for a session that can be ended and writes a line of a book and a
key: what nobody may leave out who hands out things for points. That is printed beside, and no promise.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, redirect, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from wtforms import BooleanField, Form
from wtforms.validators import InputRequired

from portal.accounts.models import SignIn, User
from portal.accounts.sessions import token_hash
from portal.cli.wsgi import settle
from portal.core.config import Config
from portal.core.engines import use_real_transactions
from portal.core.once import OnceKey
from portal.points.models import BookAccount, Reward, Voucher
from portal.points.states.vouchers import VoucherState

PEOPLE, REWARDS = User.__table__, Reward.__table__
ACCOUNTS, VOUCHERS = BookAccount.__table__, Voucher.__table__
SESSIONS, KEYS = SignIn.__table__, OnceKey.__table__
BOOK = Table(
    "bare_line",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("owner_id", Integer, nullable=False, index=True),
    Column("amount", Integer, nullable=False),
    Column("key", String(40), nullable=False, unique=True),
)
"""A book of its own: lines without a chain would damage the other one."""
BOOKED = os.environ.get("BARE_BOOK") == "1"
WHO_IS_SIGNED_IN = (
    select(PEOPLE.c.id, PEOPLE.c.name)
    .join(SESSIONS, SESSIONS.c.user_id == PEOPLE.c.id)  # type: ignore[arg-type]
    .where(
        SESSIONS.c.token_hash == bindparam("token"),
        SESSIONS.c.ended_at.is_(None),
        SESSIONS.c.ends_at > bindparam("now"),
    )
)
WHO = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id == bindparam("person"))
WHAT = select(REWARDS.c.id, REWARDS.c.points).where(REWARDS.c.code == bindparam("code"))
OFF_SHELF = (
    update(REWARDS)  # type: ignore[arg-type]
    .where(REWARDS.c.id == bindparam("reward"), REWARDS.c.stock > 0)
    .values(stock=REWARDS.c.stock - 1)
)
OFF_PURSE = (
    update(ACCOUNTS)  # type: ignore[arg-type]
    .where(ACCOUNTS.c.name == bindparam("purse"), ACCOUNTS.c.balance >= bindparam("points"))
    .values(balance=ACCOUNTS.c.balance - bindparam("points"))
)


class Agreed(Form):
    agreed = BooleanField("同意", [InputRequired()])


def application() -> Flask:
    app = Flask("bare", static_folder=None)
    app.secret_key = "the bare one has a key of thirty-two letters"
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    guard = CSRFProtect(app)
    engine = create_engine(Config(database_url=os.environ["PORTAL_DATABASE_URL"]).database_url)
    use_real_transactions(engine)

    @app.get("/login/<int:person>/<token>")
    def login(person: int, token: str) -> str:
        session["person"], session["token"], session["csrf_token"] = (
            person,
            token,
            "the-same-for-the-whole-run",
        )
        return generate_csrf()

    @app.post("/reserve/<code>")
    def reserve(code: str) -> Any:
        guard.protect()
        if not Agreed(request.form).validate():
            return "", 422
        try:
            with engine.begin() as connection:
                return redirect(f"/voucher/{reserved(connection, code)}")
        except (Refused, IntegrityError):
            return "", 422

    settle()
    return app


class Refused(Exception):
    """Sold out, too few points, or nobody is signed in."""


def who_asks(connection: Connection, now: datetime) -> int:
    if BOOKED:
        signed_in = {"token": token_hash(session["token"]), "now": now}
        found = connection.execute(WHO_IS_SIGNED_IN, signed_in).one_or_none()
    else:
        found = connection.execute(WHO, {"person": session["person"]}).one_or_none()
    if found is None:
        raise Refused
    return int(found.id)


def reserved(connection: Connection, code: str) -> str:
    now = datetime.now(UTC)
    person = who_asks(connection, now)
    reward = connection.execute(WHAT, {"code": code}).one()
    if connection.execute(OFF_SHELF, {"reward": reward.id}).rowcount != 1:
        raise Refused
    spent = {"purse": f"spendable:holder:{person}", "points": reward.points}
    if connection.execute(OFF_PURSE, spent).rowcount != 1:
        raise Refused
    voucher = secrets.token_hex(5)
    row = {
        "code": voucher,
        "number": secrets.token_hex(4),
        "user_id": person,
        "reward_id": reward.id,
        "points": reward.points,
        "state": VoucherState.CANCELLED,  # so that nobody's limit counts it
        "reserved_at": now,
        "expires_at": now + timedelta(days=30),
        "helper_reason": "",
    }
    connection.execute(insert(VOUCHERS), row)  # type: ignore[arg-type]
    if BOOKED:
        line = {"at": now, "owner_id": person, "amount": reward.points, "key": f"voucher:{voucher}"}
        connection.execute(insert(BOOK), line)
        done = {"owner": f"bare:{person}", "key": request.form["once"], "body": "", "at": now}
        done |= {"location": f"/voucher/{voucher}", "status": 302}
        connection.execute(insert(KEYS), done)  # type: ignore[arg-type]
    return voucher
