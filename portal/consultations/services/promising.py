"""Promising what follows from the answers, reporting on it, moving its day; rating it, asking for a second look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.consultations.models import Cluster, Consultation, Opinion, Promise, PromiseNews, PromiseRating
from portal.consultations.states import PROMISE_LIFE, Satisfaction
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.masking import mask_personal_data
from portal.core.services import guarded
from portal.core.types import written
from portal.events.catalog import CardChanged
from portal.events.consultations import PromiseMade, PromiseRated, PromiseReportedDone
from portal.events.notifications import PeopleTold
from portal.files.models import StoredFile
from portal.files.services import attach

LONGEST_NOTE = 500


@guarded("consultations.promise")
def promise(
    consultation: Consultation,
    *,
    title: str,
    owner: str,
    due_on: date,
    text: str = "",
    cluster: Cluster | None = None,
    actor: User,
) -> Promise:
    """Say what is done by whom and by when. Its first day stays readable for ever."""
    if not title.strip():
        raise Refused(_("Please say what is promised."))
    if not owner.strip():
        raise Refused(_("Please say which office does it."))
    if due_on < clock.today():
        raise Refused(_("The day has passed already."))
    if cluster is not None and cluster.consultation_id != consultation.id:
        raise Refused(_("This group belongs to another consultation."))
    hold_row(consultation, "opinion_count")  # numbers have no gaps, however many clerks promise at once
    last = select(func.max(Promise.number)).where(Promise.consultation_id == consultation.id)
    made = Promise(
        consultation=consultation,
        number=(db.session.scalar(last) or 0) + 1,
        cluster=cluster,
        title=title.strip(),
        text=text.strip(),
        owner=owner.strip(),
        first_due_on=due_on,
        due_on=due_on,
        made_by=actor.id,
    )
    db.session.add(made)
    db.session.flush()  # the news names it
    announce(PromiseMade(promise_id=made.id, consultation_id=consultation.id))
    announce(CardChanged(kind="consultation_promise", object_id=made.id))
    announce(CardChanged(kind="consultation", object_id=consultation.id))
    return made


@guarded("consultations.report_progress")
def report(promised: Promise, *, text: str, files: Sequence[StoredFile] = (), actor: User) -> PromiseNews:
    """Say how far it has come, with photos if there are any."""
    if not text.strip():
        raise Refused(_("Please write what was done."))
    return _news(promised, text, actor, files)


@guarded("consultations.report_progress")
def postpone(promised: Promise, *, due_on: date, reason: str, actor: User) -> PromiseNews:
    """Another day, later or earlier, with the reason for everybody to read. People concerned are told."""
    if due_on == promised.due_on:
        raise Refused(_("Please choose another day."))
    if due_on < clock.today():
        raise Refused(_("The day has passed already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    news = _news(promised, reason, actor)
    news.due_before, news.due_after, promised.due_on = promised.due_on, due_on, due_on
    _tell(promised, f"day-{news.id}", N_("The day of “%(what)s” was changed; its page says why."))
    return news


@guarded("consultations.keep_promise")
def report_done(promised: Promise, *, reason: str, files: Sequence[StoredFile] = (), actor: User) -> None:
    """Say that it is done, and what was done. People concerned are asked how satisfied they are."""
    _move(promised, "report_done", actor, reason)
    promised.done_by, promised.done_on = actor.id, clock.today()
    _news(promised, reason, actor, files)
    announce(PromiseReportedDone(promise_id=promised.id, consultation_id=promised.consultation_id))
    _tell(promised, "done", N_("“%(what)s” is reported done. Are you satisfied?"))


@guarded("consultations.give_up_promise")
def give_up(promised: Promise, *, reason: str, actor: User) -> None:
    """Admit that it cannot be kept, and why. It counts as not kept."""
    _move(promised, "give_up", actor, reason)
    _news(promised, reason, actor)
    _tell(promised, "given-up", N_("“%(what)s” cannot be kept; the reason stands on its page."))


@guarded("consultations.rate_promise")
def rate(promised: Promise, *, satisfaction: Satisfaction, note: str = "", actor: User) -> PromiseRating:
    """How satisfied the actor is. Rating again takes the place of the first rating."""
    if len(note) > LONGEST_NOTE:
        raise Refused(_("A note may have at most %(most)s characters.", most=LONGEST_NOTE))
    given = rating_of(promised, actor) or PromiseRating(promise=promised, user_id=actor.id)
    given.satisfaction, given.at = satisfaction, clock.now()
    given.note = written(mask_personal_data(note.strip()))
    db.session.add(given)
    db.session.flush()  # the audit line names it
    announce(PromiseRated(promise_id=promised.id, user_id=actor.id))
    return given


@guarded("consultations.ask_second_look")
def look_again(promised: Promise, *, reason: str, actor: User) -> None:
    """Whoever is not satisfied has it looked at by another person. Once for each promise."""
    given = rating_of(promised, actor)
    if given is None or given.satisfaction is not Satisfaction.NOT_SATISFIED:
        raise Refused(_("Please rate it first: a second look is for those who are not satisfied."))
    reason = mask_personal_data(reason.strip())
    _move(promised, "look_again", actor, reason)
    announce(
        PeopleTold(
            user_ids=tuple(sorted({promised.made_by, promised.done_by or promised.made_by})),
            message=N_("Somebody asks for a second look at “%(what)s”."),
            path=promised.address,
            key=f"promise:{promised.id}:again",
            values={"bi_what": promised.title.to_json()},
        )
    )


@guarded("consultations.settle_promise")
def settle(promised: Promise, *, reason: str, files: Sequence[StoredFile] = (), actor: User) -> None:
    """Another person has looked again and says what was found and done. That is the end of it."""
    _move(promised, "settle", actor, reason)
    _news(promised, reason, actor, files)
    _tell(promised, "settled", N_("“%(what)s” was looked at a second time; read what was found."))


def rating_of(promised: Promise, person: User) -> PromiseRating | None:
    """Not guarded: a read for the services above."""
    found = select(PromiseRating).where(
        PromiseRating.promise_id == promised.id, PromiseRating.user_id == person.id
    )
    return db.session.scalar(found)


def _move(promised: Promise, step: str, actor: User, reason: str) -> None:
    PROMISE_LIFE.move(promised, step, actor=actor, reason=reason)
    announce(CardChanged(kind="consultation_promise", object_id=promised.id))


def _news(promised: Promise, text: str, actor: User, files: Sequence[StoredFile] = ()) -> PromiseNews:
    news = PromiseNews(promise=promised, text=text.strip(), by=actor.id)
    db.session.add(news)
    db.session.flush()  # the photos name it
    attach(files, news, public=False)
    return news


def _tell(promised: Promise, what: str, message: str) -> None:
    """Those whose opinions led to it; without a group everybody who gave an opinion; and whoever rated it."""
    spoke = select(Opinion.author_id).where(Opinion.consultation_id == promised.consultation_id)
    if promised.cluster_id is not None:
        spoke = spoke.where(Opinion.cluster_id == promised.cluster_id)
    rated = select(PromiseRating.user_id).where(PromiseRating.promise_id == promised.id)
    concerned = {one for one in (*db.session.scalars(spoke), *db.session.scalars(rated)) if one}
    announce(
        PeopleTold(
            user_ids=tuple(sorted(concerned)),
            message=message,
            path=promised.address,
            key=f"promise:{promised.id}:{what}",
            values={"bi_what": promised.title.to_json()},
        )
    )
