"""Putting messages into inboxes, and letters on their way."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from flask import render_template
from sqlalchemy import select, update

from portal.accounts.models import Standing, User
from portal.core import clock
from portal.core.db import db, put_once
from portal.core.errors import Refused
from portal.core.i18n import _, speaking
from portal.core.mail import letter, send
from portal.core.pages import absolute
from portal.core.services import guarded
from portal.core.settings import setting
from portal.core.web import LOCALES
from portal.notifications.models import InboxLine, MailWish
from portal.notifications.queries import sentence, topics_by_letter, unread_lines
from portal.notifications.rules import TOPICS, thing_of, topic_of


class Line(NamedTuple):
    """What one person is told: where it leads, and what fills the message."""

    user_id: int
    path: str
    values: dict[str, Any]


def tell(lines: Sequence[Line], *, message: str, key: str) -> None:
    """One line in each inbox; the same key reaches a person once. Not guarded: follows events."""
    if len(lines) == 1:
        [one] = lines
        put_once(InboxLine, key=key, message=message, **one._asdict())
        return
    told = select(InboxLine.user_id).where(
        InboxLine.key == key, InboxLine.user_id.in_([one.user_id for one in lines])
    )
    already = set(db.session.scalars(told))
    db.session.add_all(
        InboxLine(user_id=one.user_id, key=key, message=message, path=one.path, values=one.values)
        for one in lines
        if one.user_id not in already
    )


def post_letters(user_ids: Sequence[int], *, key: str) -> int:
    """Send the letters of one message; those already sent are not sent again. Not guarded: a job."""
    waiting = (
        select(InboxLine, User)
        .join(User, User.id == InboxLine.user_id)
        .where(
            InboxLine.key == key,
            InboxLine.user_id.in_(user_ids),
            InboxLine.mailed_at.is_(None),
            User.email != "",
            User.standing == Standing.ACTIVE,
        )
        .order_by(InboxLine.id)
    )
    sent = 0
    for line, person in db.session.execute(waiting):
        if topic_of(line.path) in topics_by_letter(person.id):
            send_letter(line, person)
            line.mailed_at = clock.now()
            sent += 1
    return sent


def send_letter(line: InboxLine, person: User) -> None:
    """One letter in the person's own language. Not guarded: a job."""
    with speaking(person.locale):  # type: ignore[arg-type]  # only our three locales are ever stored
        said = sentence(line.message, line.values)
        prefix = f"/{LOCALES[person.locale]}"
        words = {
            "name": person.name,
            "said": said,
            "address": absolute(prefix + line.path),
            "settings_url": absolute(f"{prefix}/inbox/"),
        }
        city = setting("city.portal_name")
        send(
            letter(
                to=person.email,
                subject=_("[%(portal)s] %(sentence)s", portal=city, sentence=said)[:180],
                text=render_template("email/notifications/told.txt", **words),
                html=render_template("email/notifications/told.html", **words),
                key=f"inbox-{line.id}",
            )
        )


@guarded("notifications.open")
def mark_read(line: InboxLine, *, actor: User) -> None:
    """The person has seen this message, and goes to the thing that the others about it lead to as well."""
    now, thing = clock.now(), thing_of(line.path)
    line.read_at = line.read_at or now
    for other in unread_lines(line.user_id):
        if thing_of(other.path) == thing:
            other.read_at = now


@guarded("notifications.read_all")
def mark_all_read(person: User, *, actor: User) -> None:
    """Everything in the actor's own inbox."""
    unread = update(InboxLine).where(InboxLine.user_id == actor.id, InboxLine.read_at.is_(None))
    db.session.execute(unread.values(read_at=clock.now()))


@guarded("notifications.wish")
def wish_letters(person: User, *, letters: bool, but: Collection[str] = (), actor: User) -> None:
    """Whether the actor wants letters besides the inbox, and about which topics none."""
    if not set(but) <= set(TOPICS):
        raise Refused(_("There is no such topic."))
    db.session.merge(MailWish(user_id=actor.id, letters=letters, but=sorted(but)))
