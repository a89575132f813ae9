"""Opinions as they are grouped: the desk on which it is done, and the groups as everybody reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.consultations.models import Cluster, Consultation, Opinion
from portal.consultations.queries.opinions import OpinionView, complete, numbered, views_of
from portal.consultations.rules.keywords import key_words, look_alike, speaks_of
from portal.consultations.states import Leaning
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext, Script, reader_script, to_script
from portal.core.paging import Page, newest_first
from portal.core.similar import folded, most_alike

AT_ONCE = 50
COMPARED = 2000
"""So many opinions are looked through for shared words; those after them when these are grouped."""
SHOWN_GROUPS = 5


@dataclass(frozen=True)
class ClusterView:
    """A group with the numbers of its opinions and how many people stand behind them, authors included."""

    cluster: Cluster
    numbers: Sequence[int]
    voices: int


@dataclass(frozen=True)
class Theme:
    """What several groups are about: those for and against it to be read side by side, and the others."""

    title: Bitext
    sides: Sequence[tuple[Leaning, Sequence[ClusterView]]]

    @property
    def is_opposed(self) -> bool:
        return {leaning for leaning, held in self.sides if held} >= {Leaning.FOR, Leaning.AGAINST}


def clusters_of(consultation_id: int) -> Sequence[Cluster]:
    found = select(Cluster).where(Cluster.consultation_id == consultation_id).order_by(Cluster.number)
    return db.session.scalars(found.options(joinedload(Cluster.answer))).all()


def themes_of(consultation_id: int) -> list[Theme]:
    """All groups, those of one theme together, the strongest first. Two queries, one while nothing is grouped."""
    clusters = clusters_of(consultation_id)
    if not clusters:
        return []
    held: dict[int, list[tuple[int, int]]] = {}
    rows = select(Opinion.cluster_id, Opinion.number, Opinion.support_count).where(
        Opinion.consultation_id == consultation_id, Opinion.cluster_id.is_not(None)
    )
    for cluster_id, number, supports in db.session.execute(rows.order_by(Opinion.number)):
        held.setdefault(cluster_id or 0, []).append((number, supports))
    themes: dict[str, list[ClusterView]] = {}
    for cluster in clusters:
        inside = held.get(cluster.id, [])
        voices = len(inside) + sum(supports for _number, supports in inside)
        name = cluster.theme.in_script(Script.HANS)
        themes.setdefault(name, []).append(ClusterView(cluster, [number for number, _s in inside], voices))
    found = [Theme(views[0].cluster.theme, _sides(views)) for views in themes.values()]
    return sorted(found, key=lambda theme: -sum(v.voices for _side, views in theme.sides for v in views))


def _sides(views: Sequence[ClusterView]) -> list[tuple[Leaning, Sequence[ClusterView]]]:
    strongest = sorted(views, key=lambda view: (-view.voices, view.cluster.number))
    return [(one, [view for view in strongest if view.cluster.leaning is one]) for one in Leaning]


def get_cluster(consultation: Consultation, number: int) -> Cluster:
    found = select(Cluster).where(Cluster.consultation_id == consultation.id, Cluster.number == number)
    cluster: Cluster | None = db.session.scalar(found.options(joinedload(Cluster.answer)))
    if cluster is None:
        raise NotFound(_("This group was not found."))
    return cluster


@dataclass(frozen=True)
class Inside:
    """One page of a group's opinions, the last numbers first, and how many there are."""

    page: Page[OpinionView]
    count: int


def inside(cluster: Cluster, viewer: Any) -> Inside:
    held = Opinion.cluster_id == cluster.id
    key = Opinion.number + 0
    page = newest_first(complete(key.label("id")).where(held), key, AT_ONCE, entities=False)
    views = views_of([row.Opinion for row in page.rows], viewer)
    count = db.session.scalar(select(func.count(Opinion.id)).where(held)) or 0
    return Inside(Page(views, older=page.older, newer=page.newer), count)


@dataclass(frozen=True)
class Loose:
    """What is not grouped yet: the opinions to look at now, the words they share, and which look alike."""

    views: Sequence[OpinionView]
    count: int
    words: Sequence[tuple[str, int]]
    alike: Sequence[Sequence[int]]

    @property
    def compared(self) -> int | None:
        """How many were looked through, where there are more."""
        return COMPARED if self.count > COMPARED else None


def loose(consultation: Consultation, viewer: Any, *, word: str = "", near: int | None = None) -> Loose:
    """`word` keeps those that speak of it; `near` puts those first that look like the opinion of that number."""
    alone = (Opinion.consultation_id == consultation.id, Opinion.cluster_id.is_(None))
    rows = select(Opinion.number, Opinion.text).where(*alone).order_by(Opinion.number).limit(COMPARED)
    texts = {number: text.source for number, text in db.session.execute(rows)}
    wanted = [number for number, text in texts.items() if not word or speaks_of(text, word)]
    if near in texts:
        others = [(number, folded(texts[number])) for number in wanted if number != near]
        wanted = [near, *most_alike(texts[near], others, most=AT_ONCE)]
    wanted = wanted[:AT_ONCE]
    order = {number: place for place, number in enumerate(wanted)}
    found = sorted(numbered(consultation, wanted), key=lambda opinion: order[opinion.number])
    return Loose(
        views=views_of(found, viewer),
        count=db.session.scalar(select(func.count(Opinion.id)).where(*alone)) or 0,
        words=[(_shown(one), number) for one, number in key_words(texts.values())],
        alike=look_alike(list(texts.items()))[:SHOWN_GROUPS],
    )


def _shown(word: str) -> str:
    script = reader_script()
    return word if script is None else to_script(word, script)
