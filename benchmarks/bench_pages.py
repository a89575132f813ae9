"""How fast the pages are beside bare Flask: same server, same database, same run.

make bench            the whole, about five minutes
BENCH_SCALE=3 BENCH_ROUNDS=3 python -m benchmarks.bench_pages     a quick look
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import select

from benchmarks.ground import ROUNDS, Ask, Claims, Server, interleaved, large_city, p95, round_of, served
from portal.accounts import sessions
from portal.accounts.models import Level, Standing, User
from portal.app import create_app
from portal.catalog.models import CatalogRow
from portal.core import clock
from portal.core.config import Config
from portal.core.db import db
from portal.core.jobs import run_due_jobs
from portal.core.settings import store
from portal.core.work import unit_of_work
from portal.discussions.models import Board, Topic
from portal.search.queries import count_of_documents

MEGABYTE = 1024 * 1024
PEOPLE = 100  # who reply in turn: the brake on floods looks at each of them
SEARCH = "/zh-hans/search?" + urlencode({"q": "停车"})


class Subjects:
    """What is asked for: a topic of at least 20 posts, a convention, a person who is signed in."""

    def __init__(self, folder: Path) -> None:
        app = create_app(Config(instance_dir=folder))
        with app.app_context(), unit_of_work():
            topic = db.session.execute(
                select(Topic.id, Topic.code)
                .join(Board)
                .where(Topic.post_count >= 20, Topic.hidden_at.is_(None), Board.members_only.is_(False))
                .order_by(Topic.id)
                .limit(1)
            ).one()
            self.topic = topic.code
            place = (
                select(Topic.code).join(Board).where(Board.subject_kind == "place", Topic.locked_at.is_(None))
            )
            self.open_topic = db.session.scalar(place.order_by(Topic.id).limit(1))
            self.convention = db.session.scalar(
                select(CatalogRow.path)
                .where(CatalogRow.kind == "convention")
                .order_by(CatalogRow.id)
                .limit(1)
            )
            registered = select(User).where(User.level >= Level.L1, User.standing == Standing.ACTIVE)
            people = db.session.scalars(registered.order_by(User.id).limit(PEOPLE)).all()
            store("forums.posts_per_hour", 1_000_000, actor_id=people[0].id, at=clock.now())
            self.documents = count_of_documents()
            signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
            name, csrf = app.config["SESSION_COOKIE_NAME"], "the-same-for-the-whole-run"
            kept = [{"_user_id": sessions.begin(p), "_fresh": False, "csrf_token": csrf} for p in people]
            self.cookies = tuple(f"{name}={signer.dumps(one)}" for one in kept)
            self.numbers = [person.id for person in people]
            self.cookie = {"Cookie": self.cookies[0]}


def page(
    server: Server, path: str, headers: dict[str, str] | None = None
) -> tuple[str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read().decode()
    assert answer.status == 200, (path, answer.status, body[:300])
    return body, answer.headers


def main() -> None:
    claims = Claims()
    with large_city() as folder, tempfile.TemporaryDirectory() as frames:
        asked = Subjects(folder)
        topic, convention = f"/zh-hans/forums/topics/{asked.topic}", f"/zh-hans{asked.convention}"
        with (
            served("benchmarks.app:application", folder) as kept,
            served("benchmarks.app:application", folder, BENCH_FRAGMENTS="0") as plain,
        ):
            for name, path in (
                ("topic", topic),
                ("home", "/zh-hans/"),
                ("convention", convention),
                ("search", SEARCH),
            ):
                (Path(frames) / f"{name}.html").write_text(page(plain, path)[0])
            with served("benchmarks.bare:application", folder, BENCH_FRAMES=frames) as bare:
                compare(claims, asked, kept, plain, bare)
                replies(claims, asked, plain, bare, folder)
            claims.claim("peak memory of a worker", kept.memory() / MEGABYTE, 150, at_most=True, unit=" MB")
    claims.end()


def compare(claims: Claims, asked: Subjects, kept: Server, plain: Server, bare: Server) -> None:
    topic, convention = f"/zh-hans/forums/topics/{asked.topic}", f"/zh-hans{asked.convention}"
    mine = page(bare, "/login/1")[1]["Set-Cookie"].split(";")[0]
    search = SEARCH
    sides = {
        "pasted topic": (bare, Ask(f"/pasted/topic/{asked.topic}")),
        "bare topic": (bare, Ask(f"/topic/{asked.topic}")),
        "topic": (plain, Ask(topic)),
        "kept topic": (kept, Ask(topic)),
        "bare topic, signed in": (bare, Ask(f"/topic/{asked.topic}", {"Cookie": mine})),
        "topic, signed in": (plain, Ask(topic, asked.cookie)),
        "kept topic, signed in": (kept, Ask(topic, asked.cookie)),
        "bare home": (bare, Ask("/home")),
        "home": (plain, Ask("/zh-hans/")),
        "kept home": (kept, Ask("/zh-hans/")),
        "home, signed in": (plain, Ask("/zh-hans/", asked.cookie)),
        "bare convention": (bare, Ask("/convention")),
        "convention": (plain, Ask(convention)),
        "kept convention": (kept, Ask(convention)),
        "convention, signed in": (plain, Ask(convention, asked.cookie)),
        "bare search": (bare, Ask("/search")),
        "search": (plain, Ask(search)),
        "search, signed in": (plain, Ask(search, asked.cookie)),
    }
    found = interleaved({name: lambda s=s, a=a: round_of(s.port, a) for name, (s, a) in sides.items()})  # type: ignore[misc]
    for name, (rate, times) in found.items():
        print(f"{name:24} {rate:8.0f} requests/s   p95 {p95(times):6.1f} ms")

    def ratio(ours: str, theirs: str) -> float:
        return found[ours][0] / found[theirs][0]

    claims.claim("topic / bare, nothing kept", ratio("topic", "bare topic"), 0.6)
    claims.claim("topic / bare, page kept by version", ratio("kept topic", "bare topic"), 3)
    claims.claim("topic / bare, signed in", ratio("kept topic, signed in", "bare topic, signed in"), 0.5)
    for name in ("home", "convention"):
        claims.claim(f"{name} / bare, kept until anything changes", ratio(f"kept {name}", f"bare {name}"), 1)
        print(f"       {name} / bare, nothing kept: {ratio(name, f'bare {name}'):.2f}")
        print(f"       {name} / bare, signed in: {ratio(f'{name}, signed in', f'bare {name}'):.2f}")
    for name in ("search", "search, signed in"):
        print(f"       {name} / bare: {ratio(name, 'bare search'):.2f}")
    alone = sorted(round_of(plain.port, Ask(search), clients=1)[1])
    print(f"search alone, {asked.documents} documents: p95 {p95(alone):.1f} ms")
    claims.claim("two-character search, one reader, p95", p95(alone), 20, at_most=True, unit=" ms")


def replies(claims: Claims, asked: Subjects, plain: Server, bare: Server, folder: Path) -> None:
    body = urlencode({"text": "同意，先试一个月再说。", "csrf_token": "-", "once": "{once}"}).replace(
        "%7Bonce%7D", "{once}"
    )
    form, _headers = page(plain, f"/zh-hans/forums/topics/{asked.open_topic}", asked.cookie)
    token = form.split('name="csrf_token" value="')[1].split('"')[0]
    ours = Ask(
        f"/zh-hans/forums/topics/{asked.open_topic}",
        {},
        (body.replace("csrf_token=-", f"csrf_token={token}"),),
        302,
        asked.cookies,
    )
    entered = [page(bare, f"/login/{number}") for number in asked.numbers]
    theirs = tuple(headers["Set-Cookie"].split(";")[0] for _token, headers in entered)
    words = (urlencode({"text": "同意，先试一个月再说。", "csrf_token": entered[0][0]}),)
    sides = {
        "bare insert": (bare, Ask(f"/insert/{asked.open_topic}", {}, words)),
        "bare reply": (bare, Ask(f"/reply/{asked.open_topic}", {}, words, 302, theirs)),
        "reply": (plain, ours),
    }
    spent = dict.fromkeys(sides, 0.0)

    def measured(name: str) -> tuple[float, list[float]]:
        server, ask = sides[name]
        before = server.processor()
        rate, times = round_of(server.port, ask)
        spent[name] += (server.processor() - before) / len(times) / (ROUNDS + 1)
        return rate, times

    found = interleaved({name: partial(measured, name) for name in sides})
    for name, (rate, times) in found.items():
        told = f"{rate:8.0f} requests/s   p95 {p95(times):6.1f} ms   processor {spent[name] * 1000:5.2f} ms"
        print(f"{name:24} {told}")
    claims.claim(
        "posting a reply / a bare reply with the same text and counters",
        found["reply"][0] / found["bare reply"][0],
        0.5,
    )
    print(f"       the same in processor time: {spent['bare reply'] / spent['reply']:.2f}")
    print(f"       posting a reply / one bare INSERT: {found['reply'][0] / found['bare insert'][0]:.2f}")
    print(f"       and afterwards, in the worker: {worker_needs(folder):.1f} ms for a reply")


def worker_needs(folder: Path, replies: int = 200) -> float:
    """Milliseconds for what follows from one reply: its hit in search, its points, the messages about it."""
    with create_app(Config(instance_dir=folder)).app_context():
        began = time.perf_counter()
        done = run_due_jobs(limit=replies)
        return (time.perf_counter() - began) / max(done, 1) * 1000


if __name__ == "__main__":
    main()
