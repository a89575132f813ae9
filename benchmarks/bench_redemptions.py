"""Redemptions a second with four processes, beside a bare transaction of conditional UPDATEs, on SQLite and PostgreSQL.

python -m benchmarks.bench_redemptions

One redemption: a form is posted by somebody who is signed in, one piece leaves the shelf, points leave the purse, a voucher
is made. The same server, as many processes, the same tables; see `bare_redemption.py` for what the bare one does and leaves
out. Beside it, without a promise, stands a heavier one: with a book, a key against double clicks and sessions that can be ended.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email.message import Message
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import postgres  # noqa: E402  # of tools/
from sqlalchemy import func, select  # noqa: E402

from benchmarks import bare_redemption  # noqa: E402
from benchmarks.ground import Ask, Claims, interleaved, p95, round_of, served  # noqa: E402
from portal.accounts import sessions  # noqa: E402
from portal.app import create_app  # noqa: E402
from portal.core.config import Config  # noqa: E402
from portal.core.db import db  # noqa: E402
from portal.core.work import unit_of_work  # noqa: E402
from portal.points.models import Entry, Reward, Voucher  # noqa: E402
from portal.points.queries.proof import verify  # noqa: E402
from portal.points.rules import TransferKind  # noqa: E402
from tests.factories import a_user  # noqa: E402
from tests.factories.points import a_reward, points_for  # noqa: E402

PROCESSES, PEOPLE, PLENTY = 4, 32, 100_000
KEY = "one secret key for this measurement, long enough"
BARE = "benchmarks.bare_redemption:application"
TOKEN = "the-same-for-the-whole-run"


def got(port: int, path: str, **headers: str) -> tuple[str, Message]:
    """A page and its headers; the connection is closed, for the server waits for open ones when it ends."""
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.read().decode(), answer.headers


class Town:
    """An installation with one reward that never runs out, and people who can afford it."""

    def __init__(self, database: str, folder: Path) -> None:
        self.settings = {"PORTAL_DATABASE_URL": database, "PORTAL_SECRET_KEY": KEY}
        self.app = create_app(Config(instance_dir=folder, database_url=database, secret_key=KEY))
        with self.app.app_context():
            db.create_all()
            bare_redemption.BOOK.metadata.create_all(db.engine)
            with unit_of_work():
                reward = a_reward(stock=PLENTY, points=1)
                people = [a_user() for _n in range(PEOPLE)]
                for person in people:
                    points_for(person, PLENTY)
                self.path, self.code = f"/zh-hans/points/rewards/{reward.code}/reserve", reward.code
                self.people = [person.id for person in people]
                name = self.app.config["SESSION_COOKIE_NAME"]
                signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
                self.tokens = [sessions.begin(person) for person in people]
                kept = [{"_user_id": one, "_fresh": False, "csrf_token": TOKEN} for one in self.tokens]
                self.cookies = tuple(f"{name}={signer.dumps(one)}" for one in kept)
            db.engine.dispose()

    def ask(self, port: int) -> Ask:
        page, _headers = got(port, self.path, Cookie=self.cookies[0])
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        body = f"agreed=y&csrf_token={token}&once={{once}}"
        return Ask(self.path, bodies=(body,), expects=302, people=self.cookies)

    def ask_bare(self, port: int) -> Ask:
        cookies, token = [], ""
        for person, signed_in in zip(self.people, self.tokens, strict=True):
            token, headers = got(port, f"/login/{person}/{signed_in}")
            cookies.append(headers["Set-Cookie"].split(";")[0])
        body = f"agreed=y&csrf_token={token}&once={{once}}"
        return Ask(f"/reserve/{self.code}", bodies=(body,), expects=302, people=tuple(cookies))

    def wrong(self) -> int:
        """Pieces that are not where they should be, and lines of the ledger that do not hold."""
        with self.app.app_context():
            made = db.session.scalar(select(func.count(Voucher.id))) or 0
            held = select(func.count(Entry.id)).where(Entry.kind == TransferKind.HOLD)
            ours = db.session.scalar(held) or 0
            stock = db.session.scalar(select(Reward.stock)) or 0
            bare = db.session.scalar(select(func.count(Voucher.id)).where(Voucher.ended_at.is_(None))) or 0
            wrong = abs(PLENTY - stock - made) + abs(bare - made) + (ours == 0)
            # the bare one writes no second leg: its points are missing from the books, and only they
            return wrong + sum("balance" not in damage.why for damage in verify())


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    with postgres.server() as server:
        yield {"SQLite": f"sqlite:///{folder}/bench.db", "PostgreSQL": server}


def measure(claims: Claims, name: str, town: Town, folder: Path) -> None:
    with (
        served("portal.cli.wsgi:application", folder, PROCESSES, **town.settings) as ours,
        served(BARE, folder, PROCESSES, **town.settings) as bare,
        served(BARE, folder, PROCESSES, BARE_BOOK="1", **town.settings) as heavier,
    ):
        found = interleaved(
            {
                "bare": partial(round_of, bare.port, town.ask_bare(bare.port), clients=8),
                "with a book": partial(round_of, heavier.port, town.ask_bare(heavier.port), clients=8),
                "ours": partial(round_of, ours.port, town.ask(ours.port), clients=8),
            }
        )
    for side, (rate, times) in found.items():
        print(f"       {name}, {side}: {rate:.0f} a second, p95 {p95(times):.0f} ms")
    print(f"       beside the one with a book: {found['ours'][0] / found['with a book'][0]:.2f}")
    claims.claim(
        f"redemptions on {name} beside the bare transaction", found["ours"][0] / found["bare"][0], 0.5
    )


def main() -> None:
    claims = Claims()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with databases(folder) as addresses:
            for name, address in addresses.items():
                town = Town(address, folder)
                measure(claims, name, town, folder)
                claims.claim(f"pieces and lines on {name} that are wrong", town.wrong(), 0, at_most=True)
    claims.end()


if __name__ == "__main__":
    main()
