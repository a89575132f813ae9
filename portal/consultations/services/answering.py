"""What becomes of each opinion: begin to answer, answer one or several, publish the result, archive."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.consultations.models import Consultation, Opinion, OpinionAnswer, Promise
from portal.consultations.rules import REASON_LEAST, needs_longer_reason
from portal.consultations.services.reporting import freeze
from portal.consultations.states import LIFE, PENDING, Disposition
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _, _n
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.consultations import ConsultationArchived, OpinionAnswered
from portal.events.notifications import EachTold, PeopleTold


@guarded("consultations.collate")
def collate(consultation: Consultation, *, actor: User) -> None:
    """From now on opinions are answered, one by one or several at once."""
    LIFE.move(consultation, "collate", actor=actor)
    announce(CardChanged(kind="consultation", object_id=consultation.id))


@guarded("consultations.answer")
def answer(
    consultation: Consultation,
    *,
    opinions: Sequence[Opinion],
    disposition: Disposition,
    reason: str,
    unit: str,
    title: str = "",
    actor: User,
) -> OpinionAnswer:
    """Give one answer to one or several opinions; a later answer takes the place of an earlier one.

    Each author is told personally.
    """
    if not opinions:
        raise Refused(_("Please choose the opinions this answers."))
    if any(opinion.consultation_id != consultation.id for opinion in opinions):
        raise Refused(_("This opinion belongs to another consultation."))
    given = made_answer(
        consultation, disposition=disposition, reason=reason, unit=unit, title=title, actor=actor
    )
    for opinion in opinions:
        opinion.answer = given
    db.session.flush()  # the count below reads what was just answered
    count_answered(consultation)
    tell(consultation, opinions, given)
    return given


def made_answer(
    consultation: Consultation, *, disposition: Disposition, reason: str, unit: str, title: str, actor: User
) -> OpinionAnswer:
    """An answer that nobody has yet. Not guarded: part of answering opinions and clusters."""
    if not unit.strip():
        raise Refused(_("Please say which office answers."))
    if needs_longer_reason(disposition, reason):
        raise Refused(
            _(
                "Please give a reason of at least %(least)s characters: people want to know why.",
                least=REASON_LEAST,
            )
            if reason.strip()
            else _("Please give a reason.")
        )
    given = OpinionAnswer(
        consultation_id=consultation.id,
        disposition=disposition,
        title=title.strip(),
        reason=reason.strip(),
        unit=unit.strip(),
        answered_by=actor.id,
        at=clock.now(),
    )
    db.session.add(given)
    return given


def count_answered(consultation: Consultation) -> None:
    """Two clerks who answer at the same time wait for one another here, so no answer is forgotten.

    Not guarded: part of everything that gives or takes answers.
    """
    lock = select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    db.session.execute(lock)
    done = select(func.count(Opinion.id)).where(
        Opinion.consultation_id == consultation.id, Opinion.answer_id.is_not(None)
    )
    number = db.session.scalar(done) or 0
    db.session.execute(
        update(Consultation)
        .where(Consultation.id == consultation.id)
        .values(answered_count=number)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(consultation, "answered_count", number)


def tell(consultation: Consultation, opinions: Sequence[Opinion], given: OpinionAnswer) -> None:
    """Tell each author personally, once, with the numbers of all their opinions among these.

    Not guarded: part of answering opinions and clusters.
    """
    of: dict[int, list[Opinion]] = {}
    for opinion in opinions:
        announce(OpinionAnswered(consultation_id=consultation.id, opinion_id=opinion.id))
        if opinion.author_id:
            of.setdefault(opinion.author_id, []).append(opinion)
    if not of:
        return
    title = consultation.title.to_json()
    announce(
        EachTold(
            user_ids=tuple(of),
            message=N_("Your opinion No. %(number)s on “%(title)s” has its answer."),
            paths=tuple(own[0].address for own in of.values()),
            values=tuple(
                {"number": ", ".join(str(one.number) for one in own), "bi_title": title}
                for own in of.values()
            ),
            key=f"answer:{given.id}:{min(one.id for one in opinions)}",
        )
    )


@guarded("consultations.publish_result")
def publish_result(consultation: Consultation, *, actor: User) -> None:
    """Publish what became of the opinions. Refused while one of them has no answer."""
    _refuse_unanswered(consultation)
    LIFE.move(consultation, "publish_result", actor=actor)
    consultation.answered_at = clock.now()
    freeze(consultation, actor)
    authors = select(Opinion.author_id).where(
        Opinion.consultation_id == consultation.id, Opinion.author_id.is_not(None)
    )
    announce(
        PeopleTold(
            user_ids=tuple(sorted({one for one in db.session.scalars(authors) if one})),
            message=N_("The result of “%(title)s” is published."),
            path=f"{consultation.address}/result",
            key=f"consultation:{consultation.id}:result",
            values={"bi_title": consultation.title.to_json()},
        )
    )
    announce(CardChanged(kind="consultation", object_id=consultation.id))


@guarded("consultations.archive")
def archive(consultation: Consultation, *, actor: User) -> None:
    """Close it for good. Refused while one opinion has no answer, a letter typed in late included."""
    _refuse_unanswered(consultation)
    refuse_open_promises(consultation)
    LIFE.move(consultation, "archive", actor=actor)
    announce(ConsultationArchived(consultation_id=consultation.id))
    announce(CardChanged(kind="consultation", object_id=consultation.id))


def _refuse_unanswered(consultation: Consultation) -> None:
    if consultation.unanswered:
        raise Refused(
            _n(
                "%(num)d opinion has no answer yet.",
                "%(num)d opinions have no answer yet.",
                consultation.unanswered,
            )
        )


def refuse_open_promises(consultation: Consultation) -> None:
    """Nothing ends while something promised is still being worked on. Not guarded: part of ending it."""
    waiting = select(func.count(Promise.id)).where(
        Promise.consultation_id == consultation.id, Promise.state.in_(PENDING)
    )
    if number := db.session.scalar(waiting):
        raise Refused(_n("%(num)d promise is still open.", "%(num)d promises are still open.", number))
