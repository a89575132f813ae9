"""A street asks its people: those who do it at browsers, and the crowd that does the same through the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select

from portal.accounts.models import Level, User
from portal.consultations.models import Consultation
from portal.core.db import db
from portal.core.work import unit_of_work
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

EDITOR, ISSUER = "suwenbo", "liangqixin"
CITIZEN, NEIGHBOUR = "wangxiulan", "wangzhiyuan"
STREET = "linhe"
LAST_WORDS = {
    "How your opinion will be used": "每条意见都编号、归并、答复，采不采纳都说明理由。",
    "Contact": "临河街道办事处，电话 0000-1231001",
}


@contextmanager
def crowd(town: Town, size: int) -> Iterator[list[User]]:
    """People whose identity is confirmed, always the same ones first; what they do is kept."""
    with town.app.app_context():
        with unit_of_work():
            known = select(User).where(User.level == Level.L2, User.username.not_in([CITIZEN, NEIGHBOUR]))
            people = db.session.scalars(known.order_by(User.id).limit(size)).all()
            assert len(people) == size
            yield list(people)
        db.session.remove()


def consultation_at(path: str) -> Consultation:
    """Inside `crowd` only."""
    return db.session.scalars(select(Consultation).where(Consultation.code == path.split("/")[2])).one()


def draft(town: Town, kind: str, title: str, fields: dict[str, str], ways: Sequence[str] = ()) -> Visitor:
    """All questions on one page, filled in by the editor of the street; not kept yet."""
    editor = town.visitor(EDITOR)
    editor.open(f"/consultations/new/place/{STREET}?step=0")
    editor.choose("Kind of consultation", kind).page.locator("#title").fill(editor.say(title))
    for label, text in (fields | LAST_WORDS).items():
        editor.fill(label, text)
    for number, way in enumerate(ways):
        editor.page.locator(f"#options-{number}-title").evaluate(
            "field => field.closest('details').open = true"
        )
        editor.page.locator(f"#options-{number}-title").fill(editor.say(way))
    return editor


def publish(town: Town, path: str) -> Visitor:
    issuer = town.visitor(ISSUER)
    issuer.open(path).press_and_agree("Publish")
    return issuer.sees("Done: %(step)s.", within="body", step=issuer.say("Publish"))
