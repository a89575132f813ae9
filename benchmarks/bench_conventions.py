"""Does a long convention cost more than a short one? Ratios of pages, measured in the same run.

The long one has 200 clauses, 50 undecided amendments and 20 fixed versions; the short one 12 clauses like those of
the demo city, 3 amendments and 2 versions. Of those to sign, the long one bears 500 signatures, the short one 60. Each
page must answer within twice the time of the short one's, and with exactly as many statements; for strangers, and for
a member who is signed in and gets no kept pages.

python -m benchmarks.bench_conventions
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import event

from benchmarks.ground import Claims
from portal.accounts.models import User
from portal.app import create_app
from portal.conventions import queries, services
from portal.conventions.models import Convention
from portal.conventions.services import NewClause
from portal.conventions.states import State
from portal.core import clock
from portal.core.config import Config
from portal.core.db import db
from portal.core.language import Bitext
from portal.core.web import Portal
from portal.core.work import unit_of_work
from tests.clients import Browser
from tests.factories import a_member, a_user
from tests.factories.amendments import accepted, an_amendment
from tests.factories.conventions import a_convention

TWICE = 2.0
ROUNDS = 60
SENTENCE = "经营者在门前三米内每日清扫{0}次，物品摆放整齐，不占用盲道与消防通道，第{0}组互相提醒。"


def clause(number: int) -> NewClause:
    law = Bitext.of("《城市市容和环境卫生管理条例》第三十四条")
    return NewClause(
        text=SENTENCE.format(number),
        heading=f"门前卫生{number}",
        subject="经营者",
        sources=[{"kind": "law", "text": law.to_json()}],
    )


def grown(clauses: int, versions: int, undecided: int) -> Convention:
    """A convention out for comment, amended until it has had so many fixed texts."""
    convention: Convention = a_convention(
        State.GATHERING, texts=(), clauses=[clause(n) for n in range(1, clauses + 1)]
    )
    begun = clock.now()
    for n in range(1, versions):
        with clock.stopped_at(begun + timedelta(minutes=n)):
            at = n % clauses + 1
            accepted(an_amendment(convention, at=at, text=f"第{n}次修改：" + SENTENCE.format(n)))
    for n in range(undecided):
        said = f"第{n}号提议：" + SENTENCE.format(n)
        an_amendment(convention, at=n * 3 % clauses + 1, text=said)
    return convention


def signed_by(clauses: int, signatures: int) -> Convention:
    """A convention open for signing, with so many clauses and so many names under it."""
    members = [a_user() for _n in range(signatures)]
    words = [clause(n) for n in range(1, clauses + 1)]
    convention: Convention = a_convention(State.SIGNING, members=members, texts=(), clauses=words)
    exact = queries.signable_version(convention).text_hash
    for member in members:
        services.sign(convention, text_hash=exact, actor=member)
    return convention


def signing_pages_of(convention: Convention) -> dict[str, str]:
    path = f"/zh-hans{convention.path}"
    return {"the page to sign": f"{path}/sign", "who has signed": f"{path}/signatures"}


def a_member_of_both(*conventions: Convention) -> User:
    person: User = a_user()
    for convention in conventions:
        a_member(convention.alliance, person)
    return person


def pages_of(convention: Convention) -> dict[str, str]:
    """The pages that are compared, by what they are called. Add yours."""
    path = f"/zh-hans{convention.path}"
    fixed = queries.versions_of(convention)
    ends = f"from={fixed[1].text_hash[:12]}&to={fixed[0].text_hash[:12]}"
    newest = queries.open_amendments(convention)[-1].number
    return {
        "the convention": path,
        "the difference of two versions": f"{path}/compare?{ends}",
        "the list of versions": f"{path}/versions",
        "one version": f"{path}/versions/{fixed[-1].text_hash[:12]}",
        "the list of amendments": f"{path}/amendments",
        "one amendment": f"{path}/amendments/{newest}",
    }


def statements(ask: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    ask()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def measured(portal: Portal, short: str, long: str, cookie: str = "") -> tuple[float, float, int, int]:
    """Milliseconds (median of interleaved rounds) and statements of both."""

    def ask(path: str) -> Callable[[], None]:
        def get() -> None:
            browser = portal.test_client()
            if cookie:
                browser.set_cookie("yiyue", cookie)
            answer = browser.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")

        return get

    sides = ask(short), ask(long)
    times: tuple[list[float], list[float]] = ([], [])
    for side in sides:
        side()
    for _ in range(ROUNDS):
        for side, took in zip(sides, times, strict=True):
            began = time.perf_counter()
            side()
            took.append((time.perf_counter() - began) * 1000)
    with portal.app_context():
        counts = [statements(side) for side in sides]
    return statistics.median(times[0]), statistics.median(times[1]), counts[0], counts[1]


def main() -> None:
    claims = Claims()
    with tempfile.TemporaryDirectory() as folder:
        portal = create_app(Config(instance_dir=Path(folder)))
        portal.test_client_class = Browser
        with portal.app_context():
            db.create_all()
        with portal.app_context(), unit_of_work():
            short, long = grown(12, 2, 3), grown(200, 20, 50)
            pairs = {name: (path, pages_of(long)[name]) for name, path in pages_of(short).items()}
            few, many = signed_by(12, 60), signed_by(200, 500)
            pairs |= {
                name: (path, signing_pages_of(many)[name]) for name, path in signing_pages_of(few).items()
            }
            with portal.test_request_context():
                person = portal.test_client().sign_in(a_member_of_both(short, long, few, many))
            cookie = person.get_cookie("yiyue").value
        for who, mark in (("stranger", ""), ("member", cookie)):
            for name, (one, other) in pairs.items():
                quick, slow, fewer, more = measured(portal, one, other, mark)
                print(
                    f"       {who}, {name}: {quick:.1f} ms and {slow:.1f} ms, {fewer} and {more} statements"
                )
                claims.claim(f"{who}, {name}: long beside short", slow / quick, TWICE, at_most=True, unit="x")
                claims.claim(f"{who}, {name}: more statements", more - fewer, 0, at_most=True)
    claims.end()


if __name__ == "__main__":
    main()
