"""The baseline of a redemption: bare Flask and SQLAlchemy Core over the same tables, one transaction of conditional UPDATEs.

Who asks, a guard against forms of other sites, a form that is in order; one piece off the shelf if there is one, the points
off the account if they are there, a row for the voucher. No sessions that can be ended, no roles, no limits for each person,
no second leg of the transfer, no chain of hashes, no audit, no guard against double clicks, no notice, no news for others.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, redirect, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy import bindparam, create_engine, insert, select, update
from wtforms import BooleanField, Form
from wtforms.validators import InputRequired

from portal.accounts.models import User
from portal.cli.wsgi import settle
from portal.core.config import Config
from portal.core.engines import use_real_transactions
from portal.points.models import BookAccount, Reward, Voucher
from portal.points.states.vouchers import VoucherState

PEOPLE, REWARDS = User.__table__, Reward.__table__
ACCOUNTS, VOUCHERS = BookAccount.__table__, Voucher.__table__
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

    @app.get("/login/<int:person>")
    def login(person: int) -> str:
        session["person"], session["csrf_token"] = person, "the-same-for-the-whole-run"
        return generate_csrf()

    @app.post("/reserve/<code>")
    def reserve(code: str) -> Any:
        guard.protect()
        if not Agreed(request.form).validate():
            return "", 422
        person, now = session["person"], datetime.now(UTC)
        with engine.begin() as connection:
            connection.execute(WHO, {"person": person}).one()
            reward = connection.execute(WHAT, {"code": code}).one()
            if connection.execute(OFF_SHELF, {"reward": reward.id}).rowcount != 1:
                return "", 422
            spent = {"purse": f"spendable:holder:{person}", "points": reward.points}
            if connection.execute(OFF_PURSE, spent).rowcount != 1:
                return "", 422
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
        return redirect(f"/voucher/{voucher}")

    settle()
    return app
