from __future__ import annotations

import socket
import threading
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.events import announce
from portal.core.i18n import N_
from portal.core.jobs import run_due_jobs
from portal.core.language import Bitext
from portal.core.work import unit_of_work
from portal.events.notifications import EachTold, PeopleTold
from portal.notifications import services
from portal.notifications.models import InboxLine
from portal.notifications.rules import thing_of
from tests.clients import queries_of
from tests.factories import a_user, saved

SENTENCE = N_("Messages stay here; you get no letters.")


def told(*people, key="convention:1:voting", **kw):
    announce(
        PeopleTold(
            user_ids=tuple(p.id for p in people), message=SENTENCE, key=key, **({"path": "/inbox/"} | kw)
        ),
    )
    db.session.flush()


def test_news_of_each_ones_own_leads_each_to_their_own_thing():
    ming, hua = a_user(), a_user()
    news = EachTold(
        user_ids=(ming.id, hua.id),
        message="Your opinion No. %(number)s on “%(title)s” has its answer.",
        paths=("/consultations/a/opinions/1", "/consultations/a/opinions/2"),
        values=({"number": "1, 3"}, {"number": "2"}),
        key="answer:1:1",
    )

    announce(news)
    announce(news)

    lines = db.session.execute(select(InboxLine.user_id, InboxLine.path, InboxLine.values).order_by("path"))
    assert [tuple(line) for line in lines] == list(zip(news.user_ids, news.paths, news.values, strict=True))


def test_the_same_news_reaches_a_person_once():
    ming, hua = a_user(), a_user()

    told(ming)
    told(ming, hua)

    assert sorted(db.session.scalars(select(InboxLine.user_id))) == [ming.id, hua.id]


def test_a_message_is_said_in_the_readers_script(client):
    person = a_user()
    title = Bitext.of("新开路商户公约")
    line = InboxLine(
        user_id=person.id,
        key="k",
        message=N_("Read more: %(address)s"),
        values={"bi_address": title.to_json()},
        path="/inbox/",
    )
    saved(line)
    client.sign_in(person)

    assert "新开路商户公约" in client.get("/zh-hans/inbox/").text
    assert "新開路商戶公約" in client.get("/zh-hant/inbox/").text


def test_opening_a_message_marks_it_read_and_leads_to_the_matter(client):
    person = a_user()
    told(person)
    line = db.session.scalars(select(InboxLine)).one()
    client.sign_in(person)

    response = client.post(f"/inbox/{line.id}")

    assert (response.status_code, response.location) == (302, "/zh-hans/inbox/")
    assert line.read_at is not None


def test_opening_a_message_marks_all_about_the_same_thing(client):
    person = a_user()
    for key, path in (
        ("a", "/conventions/ab12"),
        ("b", "/conventions/ab12/vote#x"),
        ("c", "/conventions/cd34"),
    ):
        told(person, key=key, path=path)
    first, second, third = db.session.scalars(select(InboxLine).order_by(InboxLine.id))
    client.sign_in(person)

    client.post(f"/inbox/{second.id}")

    assert [bool(line.read_at) for line in (first, second, third)] == [True, True, False]


def test_messages_about_one_thing_stand_together_and_old_ones_below(client):
    person = a_user()
    for number in range(3):
        told(person, key=f"new:{number}", path=f"/conventions/ab12/{number}")
    told(person, key="old", path="/conventions/cd34")
    db.session.scalars(select(InboxLine).where(InboxLine.key == "old")).one().read_at = clock.now()
    client.sign_in(person)

    page = client.get("/inbox/").text

    assert page.count('class="unread"') == 1
    assert "关于此事还有 2 条消息" in page
    assert "看过的" in page


@pytest.mark.parametrize(
    ("path", "thing"),
    [
        ("/conventions/856936a0/comments#comment-3", "/conventions/856936a0"),
        ("/forums/topics/a1b2?from=21#p23", "/forums/topics/a1b2"),
        ("/points/", "/points"),
        ("/me", "/me"),
        ("/", "/"),
    ],
)
def test_what_a_message_is_about_is_told_from_its_address(path, thing):
    assert thing_of(path) == thing


def test_somebody_elses_message_does_not_exist(client):
    told(a_user())
    line = db.session.scalars(select(InboxLine)).one()
    client.sign_in(a_user())

    assert client.post(f"/inbox/{line.id}").status_code == 404
    assert line.read_at is None


def test_somebody_elses_message_cannot_be_marked():
    told(a_user())
    line = db.session.scalars(select(InboxLine)).one()

    with pytest.raises(Forbidden):
        services.mark_read(line, actor=a_user())


def test_all_messages_are_marked_read(client):
    person = a_user()
    told(person, key="a")
    told(person, key="b")
    client.sign_in(person)

    client.post("/inbox/read")

    assert all(line.read_at for line in db.session.scalars(select(InboxLine)))


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_for_three(client, count):
    person = a_user()
    for n in range(count):
        told(person, key=str(n))
    client.sign_in(person)

    assert queries_of(client, "/inbox/") <= 6


def test_letters_go_into_the_folder_in_the_persons_own_script(app):
    folder = Path(app.extensions["portal.config"].instance_dir) / "mail"
    person = a_user(email="ming@example.cn", locale="zh_Hant", name="陳明")
    with unit_of_work():
        told(person)

    run_due_jobs()
    run_due_jobs()

    letters = [message_from_bytes(p.read_bytes(), policy=default) for p in sorted(folder.glob("*.eml"))]
    mine = [m for m in letters if m["To"] == "ming@example.cn"]
    assert len(mine) == 1
    assert "/zh-hant/inbox/" in mine[0].get_body(("plain",)).get_content()


def test_who_wants_no_letters_gets_none(client):
    person = a_user(email="hua@example.cn")
    client.sign_in(person)
    client.post("/inbox/letters", data={"letters": "no"})

    told(person)

    assert services.post_letters([person.id], key="convention:1:voting") == 0


def test_letters_come_about_what_was_ticked(client):
    person = a_user(email="hua@example.cn")
    client.sign_in(person)
    client.post("/inbox/letters", data={"letters": "yes", "chosen": "1", "topic": ["points", "other"]})

    told(person, key="a", path="/conventions/ab12")
    told(person, key="b", path="/points/")
    told(person, key="c", path="/me")

    assert [services.post_letters([person.id], key=key) for key in "abc"] == [0, 1, 1]
    assert client.get("/inbox/").text.count(" checked") == 2


def test_who_ticks_nothing_gets_none(client):
    person = a_user(email="hua@example.cn")
    client.sign_in(person)

    client.post("/inbox/letters", data={"letters": "yes", "chosen": "1"})

    told(person)
    assert services.post_letters([person.id], key="convention:1:voting") == 0


def test_an_unknown_topic_is_refused(client):
    person = a_user()
    client.sign_in(person)

    answer = client.post("/inbox/letters", data={"letters": "yes", "chosen": "1", "topic": "gossip"})

    assert answer.status_code == 400
    with pytest.raises(Refused):
        services.wish_letters(person, letters=True, but=["gossip"], actor=person)


def test_a_wrong_wish_is_refused(client):
    client.sign_in(a_user())

    assert client.post("/inbox/letters", data={"letters": "perhaps"}).status_code == 400


class Postbox:
    def __init__(self):
        self.letters = []
        self.came = threading.Event()

    async def handle_DATA(self, _server, _session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        self.came.set()
        return "250 OK"


def test_letters_reach_a_real_mail_server(app, monkeypatch):
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        config = app.extensions["portal.config"]
        monkeypatch.setitem(
            app.extensions,
            "portal.config",
            type(config)(**{**vars(config), "mail_url": f"smtp://127.0.0.1:{port}"}),
        )
        person = a_user(email="li@example.cn")
        told(person)
        assert services.post_letters([person.id], key="convention:1:voting") == 1
    finally:
        server.stop()

    assert [(m["To"], "禾塘" in m["Subject"]) for m in box.letters] == [("li@example.cn", True)]
