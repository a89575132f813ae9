"""Grouping opinions that say the same, and answering the group. Always a person's decision.

An opinion takes the answer of its cluster, unless it was given one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.consultations.models import Cluster, Consultation, Opinion, OpinionAnswer
from portal.consultations.services.answering import count_answered, made_answer, tell
from portal.consultations.states import WITH_RESULT, Disposition, Leaning
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded


@guarded("consultations.group")
def open_cluster(
    consultation: Consultation,
    *,
    theme: str,
    leaning: Leaning,
    text: str,
    opinions: Sequence[Opinion] = (),
    actor: User,
) -> Cluster:
    """A new argument under the next number, in words that stand for all its opinions."""
    _refuse_wordless(theme, text)
    _refuse_foreign(consultation, opinions)
    hold_row(consultation, "opinion_count")  # numbers have no gaps, however many clerks group at once
    last = select(func.max(Cluster.number)).where(Cluster.consultation_id == consultation.id)
    cluster = Cluster(
        consultation=consultation,
        number=(db.session.scalar(last) or 0) + 1,
        theme=theme.strip(),
        leaning=leaning,
        text=text.strip(),
        made_by=actor.id,
    )
    db.session.add(cluster)
    db.session.flush()  # opinions and the audit line name it
    _move(cluster, opinions)
    return cluster


@guarded("consultations.group_into")
def change_cluster(cluster: Cluster, *, theme: str, leaning: Leaning, text: str, actor: User) -> None:
    """Find better words for it, or put it on another side."""
    _refuse_wordless(theme, text)
    cluster.theme, cluster.leaning, cluster.text = theme.strip(), leaning, text.strip()  # type: ignore[assignment]  # lines take a str


@guarded("consultations.group_into")
def put_into(cluster: Cluster, *, opinions: Sequence[Opinion], actor: User) -> None:
    """Put opinions there, from nowhere or from another cluster. Without an answer of their own they get its answer."""
    if not opinions:
        raise Refused(_("Please choose opinions first."))
    _refuse_foreign(cluster.consultation, opinions)
    _move(cluster, opinions)


@guarded("consultations.group_opinion")
def take_out(opinion: Opinion, *, actor: User) -> None:
    """Let an opinion stand alone again. Refused where it would lose an answer that is published."""
    if opinion.cluster is None:
        raise Refused(_("This opinion is in no group."))
    consultation = opinion.consultation
    _refuse_losing(consultation, opinion.follows_cluster and opinion.answer_id is not None)
    if opinion.follows_cluster:
        opinion.answer = None
    opinion.cluster = None
    db.session.flush()  # the count reads it
    count_answered(consultation)


@guarded("consultations.group_into")
def drop_cluster(cluster: Cluster, *, actor: User) -> None:
    """Take away a cluster that holds nothing."""
    held = select(func.count(Opinion.id)).where(Opinion.cluster_id == cluster.id)
    if db.session.scalar(held):
        raise Refused(_("There are opinions in this group. Take them out first."))
    db.session.delete(cluster)


@guarded("consultations.group_into")
def answer_cluster(
    cluster: Cluster, *, disposition: Disposition, reason: str, unit: str, actor: User
) -> OpinionAnswer:
    """One answer for all its opinions, except for those with an answer of their own. Each author is told personally."""
    consultation = cluster.consultation
    given = made_answer(
        consultation,
        disposition=disposition,
        reason=reason,
        unit=unit,
        title=cluster.text.original,
        actor=actor,
    )
    following = [one for one in members(cluster) if one.answer_id is None or one.follows_cluster]
    cluster.answer = given
    for opinion in following:
        opinion.answer = given
    db.session.flush()  # the count below reads what was just answered
    count_answered(consultation)
    tell(consultation, following, given)
    return given


@guarded("consultations.group_opinion")
def follow(opinion: Opinion, *, actor: User) -> None:
    """Drop the opinion's own answer for that of its cluster."""
    if opinion.cluster is None or opinion.cluster.answer is None:
        raise Refused(_("The group of this opinion has no answer yet."))
    if opinion.follows_cluster:
        raise Refused(_("This opinion has the answer of its group already."))
    opinion.answer = opinion.cluster.answer
    tell(opinion.consultation, [opinion], opinion.cluster.answer)


def members(cluster: Cluster) -> Sequence[Opinion]:
    """Not guarded: a read for the services above."""
    found = select(Opinion).where(Opinion.cluster_id == cluster.id).order_by(Opinion.number)
    return db.session.scalars(found).all()


def _move(cluster: Cluster, opinions: Sequence[Opinion]) -> None:
    consultation = cluster.consultation
    losing = [one for one in opinions if one.follows_cluster and one.answer_id is not None]
    _refuse_losing(consultation, bool(losing) and cluster.answer is None)
    fresh = []
    for opinion in opinions:
        if opinion.cluster_id == cluster.id:
            continue
        if opinion.answer_id is None or opinion in losing:
            opinion.answer = cluster.answer
            fresh.append(opinion)
        opinion.cluster = cluster
    db.session.flush()  # the count reads what has an answer now
    count_answered(consultation)
    if cluster.answer is not None:
        tell(consultation, fresh, cluster.answer)


def _refuse_losing(consultation: Consultation, loses: bool) -> None:
    if loses and consultation.state in WITH_RESULT:
        raise Refused(_("The answers are published. Give this opinion an answer of its own first."))


def _refuse_wordless(theme: str, text: str) -> None:
    if not theme.strip():
        raise Refused(_("Please say what the group is about."))
    if not text.strip():
        raise Refused(_("Please put the argument into one sentence."))


def _refuse_foreign(consultation: Consultation, opinions: Sequence[Opinion]) -> None:
    if any(opinion.consultation_id != consultation.id for opinion in opinions):
        raise Refused(_("This opinion belongs to another consultation."))
