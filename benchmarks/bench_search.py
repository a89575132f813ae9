"""Promise: two characters are found in under 20 ms (p95) among 20,000 texts, on SQLite and PostgreSQL.

`python benchmarks/search.py [--documents 20000] [--whoosh] [--postgres URL]` prints, for each engine, p50 and p95
of a two-character query with counts and the first twenty hits, beside a LIKE scan of the same rows in the same run.
Exit status 1 when FTS5 or PostgreSQL breaks the promise.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, or_, select, text
from sqlalchemy.orm import Session

from portal.search.documents import Doc
from portal.search.engine import Engine
from portal.search.fts5 import Fts5
from portal.search.models import SearchDoc
from portal.search.postgres import Postgres
from portal.search.tokens import plain
from portal.search.whoosh_engine import Whoosh
from tests.search.corpus import WORDS, both, sentence

PROMISE = 20.0
QUERIES = 90
START = datetime(2020, 1, 1, tzinfo=UTC)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英建华文辉鑫玲志红宁波海燕斌"


def city(count: int) -> Iterator[Doc]:
    """200 to 1,500 characters each, with names of persons and numbers of houses that are rare."""
    dice = random.Random(1)
    for number in range(1, count + 1):
        name = "".join((dice.choice(SURNAMES), dice.choice(GIVEN), dice.choice(GIVEN)))
        body = "\n".join(
            f"{sentence(dice, 20)}{name}，{dice.randint(1, 999)}号。" for _ in range(dice.randint(2, 15))
        )
        yield Doc(
            kind=dice.choice(["convention", "topic", "consultation"]),
            object_id=number,
            title=both(sentence(dice, 3)),
            body=both(body),
            path=f"/x/{number}",
            at=START + timedelta(minutes=number),
            place_path=f"/1/{dice.randint(1, 9)}/",
        )


def questions() -> list[str]:
    """Two thirds odd pieces (names and what stands between words), one third topic words."""
    dice = random.Random(2)
    words = [word for word in WORDS if len(word) >= 2]
    pieces = [dice.choice(SURNAMES + GIVEN) + dice.choice(GIVEN) for _ in range(QUERIES // 3)]
    pieces += [dice.choice(words)[-1] + dice.choice(words)[0] for _ in range(QUERIES // 3)]
    return pieces + [dice.choice(words)[:2] for _ in range(QUERIES // 3)]


def milliseconds(ask: Callable[[str], object], asked: list[str]) -> list[float]:
    spent = []
    for question in asked:
        start = perf_counter()
        ask(question)
        spent.append((perf_counter() - start) * 1000)
    return spent


def scan(session: Session, question: str) -> object:
    wanted = f"%{plain(question)}%"
    answering = or_(SearchDoc.title_plain.like(wanted), SearchDoc.body_plain.like(wanted))
    found = select(SearchDoc.id, SearchDoc.kind).where(answering).order_by(SearchDoc.id.desc())
    return session.execute(found).all()


def report(name: str, spent: list[float]) -> float:
    p95 = quantiles(spent, n=20)[-1]
    print(f"{name:<22} p50 {median(spent):8.2f} ms   p95 {p95:8.2f} ms")
    return p95


def measure(name: str, engine: Engine, session: Session, documents: int) -> float:
    start = perf_counter()
    engine.rebuild(city(documents))
    session.commit()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
    print(f"{name:<22} {documents / (perf_counter() - start):8.0f} documents/s built")
    asked = questions()
    milliseconds(engine.query, asked[:10])
    spent = milliseconds(engine.query, asked)
    scanned = milliseconds(lambda question: scan(session, question), asked[::3])
    p95 = report(name, spent)
    print(f"{'':<22} {report(f'{name}: LIKE scan', scanned) / p95:.1f} times faster than the scan (p95)")
    return p95


@contextmanager
def tables(url: str) -> Iterator[Database]:
    database = create_engine(url)
    SearchDoc.__table__.create(database)
    try:
        yield database
    finally:
        SearchDoc.__table__.drop(database)
        database.dispose()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=20_000)
    options.add_argument("--postgres", default="", help="an empty database, postgresql+psycopg://…")
    options.add_argument("--whoosh", action="store_true", help="also Whoosh, which promises nothing")
    chosen = options.parse_args()
    kept = True
    with (
        TemporaryDirectory() as folder,
        tables(f"sqlite:///{folder}/search.db") as database,
        Session(database) as session,
    ):
        kept &= measure("FTS5", Fts5(session), session, chosen.documents) < PROMISE
        if chosen.whoosh:
            measure("Whoosh", Whoosh(session, Path(folder) / "index"), session, chosen.documents)
    if chosen.postgres:
        with tables(chosen.postgres) as database, Session(database) as session:
            kept &= measure("PostgreSQL", Postgres(session), session, chosen.documents) < PROMISE
    print(f"promise of {PROMISE:.0f} ms {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
