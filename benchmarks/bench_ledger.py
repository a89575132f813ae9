"""The page of one's points on a ledger of 1,000,000 transfers, beside the same page on a ledger of 1,000.

python -m benchmarks.bench_ledger

Both ledgers are whole: every line is chained to the one before, every balance is the sum of its lines, and each person has
a hundred lines of their own, of which the page shows the newest. The page has to ask the same number of questions and to be
there within twice the time. What a quarter earned, which the league is made of, is summed with its index and, in the same
run, without it. `portal verify` over the large ledger is timed beside it, without a promise.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import event, insert, text, update  # noqa: E402

from benchmarks.ground import Claims  # noqa: E402
from portal.accounts import sessions  # noqa: E402
from portal.app import create_app  # noqa: E402
from portal.core import clock  # noqa: E402
from portal.core.config import Config  # noqa: E402
from portal.core.db import db  # noqa: E402
from portal.core.language import Bitext  # noqa: E402
from portal.core.work import unit_of_work  # noqa: E402
from portal.points.models import BookAccount, Entry, EntryNote, LedgerHead  # noqa: E402
from portal.points.queries.league import earned_in  # noqa: E402
from portal.points.queries.proof import digest, verify  # noqa: E402
from portal.points.rules import AccountKind, Span, TransferKind, span_start  # noqa: E402
from portal.points.states import Bucket  # noqa: E402
from tests.factories import a_user  # noqa: E402
from tests.factories.points import a_rule  # noqa: E402

LINES, SMALL, LARGE, AT_ONCE = 100, 1_000, 1_000_000, 20_000
ROUNDS, WARM, SUMS = 60, 5, 5
INDEX = "ix_points_entry_earned"
PATH = "/zh-hans/points/"
START = "0" * 64


class Town:
    """An installation with a ledger of so many lines, and somebody who looks at their own."""

    def __init__(self, folder: Path, transfers: int) -> None:
        database = f"sqlite:///{folder / f'{transfers}.sqlite'}"
        self.app = create_app(Config(instance_dir=folder, database_url=database, secret_key="s" * 40))
        with self.app.app_context():
            db.create_all()
            with unit_of_work():
                self.fill(transfers)
            with unit_of_work():
                person = db.session.get_one(type(self.person), self.person_id)
                token = sessions.begin(person)
        self.client = self.app.test_client()
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, False

    def fill(self, transfers: int) -> None:
        version = a_rule(points=5)
        people = transfers // LINES
        first = a_user()
        self.person, self.person_id = first, first.id
        same = {"password_hash": "!", "level": first.level, "locale": first.locale}
        owners = [first.id, *(first.id + 1_000 + n for n in range(people - 1))]
        rows = [
            {
                "id": owner,
                "username": f"p{owner}",
                "username_folded": f"p{owner}",
                "name": Bitext.name(f"居民{owner}"),
                "name_folded": f"居民{owner}",
                **same,
            }
            for owner in owners[1:]
        ]
        for start in range(0, len(rows), AT_ONCE):
            db.session.execute(insert(type(first)), rows[start : start + AT_ONCE])
        accounts = [
            {"id": n, "bucket": Bucket.SPENDABLE, "kind": kind, "owner_id": owner, "name": name, "balance": 0}
            for n, (kind, owner, name) in enumerate(
                [(AccountKind.ISSUER, None, "spendable:issuer")]
                + [(AccountKind.HOLDER, owner, f"spendable:holder:{owner}") for owner in owners],
                1,
            )
        ]
        db.session.execute(insert(BookAccount), accounts)
        last = self.write(transfers, owners, version)
        for account in accounts[1:]:
            account["balance"] = LINES * 5
        accounts[0]["balance"] = -transfers * 5
        db.session.execute(
            update(BookAccount), [{"id": one["id"], "balance": one["balance"]} for one in accounts]
        )
        head = {"count": transfers, "hash": last, "at": clock.now()}
        db.session.execute(update(LedgerHead).where(LedgerHead.id == 1).values(head))

    def write(self, transfers: int, owners: list[int], version: Any) -> str:
        begin, before, batch, notes = clock.now() - timedelta(days=700), START, [], []
        title = Bitext.of("晨扫，三条路四个楼道")
        for n in range(1, transfers + 1):
            who = (n - 1) % len(owners)
            line = {
                "id": n,
                "at": begin + timedelta(seconds=n * 60),
                "bucket": Bucket.SPENDABLE,
                "kind": TransferKind.AWARD,
                "owner_id": owners[who],
                "source_id": 1,
                "target_id": who + 2,
                "amount": 5,
                "key": f"bench:{n}",
                "reverses_id": None,
                "rule_id": version.rule_id,
                "version_id": version.id,
                "voucher_id": None,
                "before_hash": before,
            }
            line["hash"] = before = digest(SimpleNamespace(**line))
            batch.append(line)
            notes.append({"entry_id": n, "title": title, "path": "", "note": title})
            if len(batch) == AT_ONCE or n == transfers:
                db.session.execute(insert(Entry), batch)
                db.session.execute(insert(EntryNote), notes)
                batch, notes = [], []
        return before

    def asked(self) -> int:
        """How many questions the page asks the database."""
        said: list[str] = []

        def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            said.append(statement)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", hear)
        self.look()
        event.remove(engine, "before_cursor_execute", hear)
        return len(said)

    def look(self) -> float:
        began = time.perf_counter()
        answer = self.client.get(PATH)
        took = time.perf_counter() - began
        assert answer.status_code == 200, answer.status
        assert "晨扫" in answer.get_data(as_text=True)
        return took * 1000


def measured(towns: dict[int, Town]) -> dict[int, float]:
    """The median of the page on each ledger, asked in turns."""
    times: dict[int, list[float]] = {size: [] for size in towns}
    for n in range(WARM + ROUNDS):
        for size, town in towns.items():
            took = town.look()
            if n >= WARM:
                times[size].append(took)
    return {size: statistics.median(all_of) for size, all_of in times.items()}


def quarter_summed(town: Town) -> tuple[float, float]:
    """Milliseconds for what everybody earned in a quarter: by the index of what was earned, and without it."""
    with town.app.app_context():
        start = span_start(Span.QUARTER, (clock.now() - timedelta(days=300)).date())
        took = []
        for _turn in range(2):
            times = []
            for _n in range(SUMS):
                began = time.perf_counter()
                assert len(db.session.execute(earned_in(start)).all()) > 1_000
                times.append((time.perf_counter() - began) * 1000)
            took.append(statistics.median(times))
            db.session.execute(text(f"DROP INDEX IF EXISTS {INDEX}"))
        db.session.rollback()  # the index stays
    return took[0], took[1]


def checked(town: Town) -> Iterator[float]:
    with town.app.app_context():
        began = time.perf_counter()
        damage = list(verify())
        assert damage == [], damage[:3]
        yield time.perf_counter() - began


def main() -> None:
    claims = Claims()
    with tempfile.TemporaryDirectory() as name:
        towns = {size: Town(Path(name), size) for size in (SMALL, LARGE)}
        questions = {size: town.asked() for size, town in towns.items()}
        took = measured(towns)
        by_index, by_all = quarter_summed(towns[LARGE])
        [seconds] = checked(towns[LARGE])
    print(f"a ledger of {SMALL:,}: {took[SMALL]:.2f} ms, {questions[SMALL]} questions")
    print(
        f"a ledger of {LARGE:,}: {took[LARGE]:.2f} ms, {questions[LARGE]} questions; checked in {seconds:.1f} s"
    )
    print(f"what a quarter earned: {by_index:.0f} ms by its index, {by_all:.0f} ms without it")
    claims.claim(
        "the sum of a quarter beside the same without its index", by_index / by_all, 0.2, at_most=True
    )
    claims.claim("questions more on the large ledger", questions[LARGE] - questions[SMALL], 0, at_most=True)
    claims.claim("time on the large ledger beside the small one", took[LARGE] / took[SMALL], 2, at_most=True)
    claims.end()


if __name__ == "__main__":
    main()
