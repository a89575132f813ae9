"""What the portal counts for a candidate, beside what people say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.alliances.queries import LEADING, offices_of
from portal.core import clock
from portal.core.figures import Said, Whom, figure_sources
from portal.core.i18n import _
from portal.honor.models import BoardEntry, Candidacy, Criterion
from portal.honor.rules import days_of_cycle
from portal.honor.states import ASKED


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One figure on a page: under which criterion, where it comes from, what it says on which day."""

    criterion: Criterion
    label: Any
    text: Any
    on: date


def whom(entry: BoardEntry) -> Whom | None:
    """One person after they have agreed, never before; else the one alliance that stands behind the entry."""
    if entry.subject_type in ASKED:
        return Whom(user_id=entry.holder_id) if entry.consented_at and entry.holder_id else None
    if entry.alliance_id is not None:
        return Whom(alliance_id=entry.alliance_id)
    led = {alliance_id for alliance_id, office in offices_of(entry.holder) if office in LEADING}
    return Whom(alliance_id=led.pop()) if len(led) == 1 else None


def draw(candidacy: Candidacy, criteria: Iterable[Criterion]) -> dict[int, Said]:
    """What can be said today under these criteria, by their ids, of the cycle that ends today."""
    about, sources = whom(candidacy.entry), figure_sources()
    first, last = days_of_cycle(candidacy.programme.cycle_months, clock.today())
    found: dict[int, Said] = {}
    for criterion in criteria:
        source = sources.get(criterion.figure)
        said = source.draw(about, first, last) if source is not None and about is not None else None
        if said is not None:
            found[criterion.id] = said
    return found


def live(candidacy: Candidacy) -> list[Shown]:
    """The figures of criteria that have no points yet, as they stand today; why there is none, where there is none."""
    scored = {row.criterion_id for row in candidacy.scores}
    return today(candidacy, [one for one in candidacy.programme.criteria if one.id not in scored])


def today(candidacy: Candidacy, criteria: Iterable[Criterion]) -> list[Shown]:
    sources = figure_sources()
    asked = [one for one in criteria if one.figure in sources]
    drawn = draw(candidacy, asked)
    return [
        Shown(
            criterion=one,
            label=sources[one.figure].label,
            text=drawn[one.id]() if one.id in drawn else why_none(candidacy.entry),
            on=clock.today(),
        )
        for one in asked
    ]


def why_none(entry: BoardEntry) -> str:
    if entry.subject_type in ASKED and entry.holder_id is not None and entry.consented_at is None:
        return _("Counted once the candidate has agreed.")
    return _("The portal has no figure for this candidate.")


def labels() -> dict[str, Any]:
    """What can be counted, by the names that criteria give."""
    return {key: source.label for key, source in figure_sources().items()}


def labels_of(programme: Any) -> list[Any]:
    """What the portal counts under the criteria of a programme."""
    known = labels()
    return [known[one.figure] for one in programme.criteria if one.figure in known]
