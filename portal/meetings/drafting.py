"""The first draft of the minutes, from what the portal knows of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template

from portal.ballots.rules import Choice
from portal.core.i18n import _, current_locale, speaking
from portal.core.language import Bitext
from portal.meetings import queries
from portal.meetings.models import HandVote, Meeting, Resolution, Seat
from portal.meetings.states import SEAT_LABELS, SIGNED_LABELS, SeatKind, SignedBy

Part = tuple[int | None, Bitext, str]


@dataclass(frozen=True)
class Present:
    """The figures of the attendance, as minutes name them."""

    entitled: int
    here: int
    by_code: int
    by_hand: int
    by_proxy: int
    others: tuple[Seat, ...]


@dataclass(frozen=True)
class Count:
    """A resolution with the figures of its vote and the dissent to be recorded."""

    resolution: Resolution
    in_favour: int
    against: int
    abstained: int
    silent: int
    dissents: tuple[HandVote, ...]


def figures_of(meeting: Meeting) -> Present:
    seats = queries.seats_of(meeting)
    voting = [s for s in seats if s.kind is SeatKind.VOTING]
    came = [s for s in voting if s.signed_at is not None]
    holders = {s.id for s in came}
    return Present(
        entitled=meeting.entitled_count,
        here=len(came),
        by_code=sum(s.signed_by is SignedBy.CODE for s in came),
        by_hand=sum(s.signed_by is not SignedBy.CODE for s in came),
        by_proxy=sum(s.signed_at is None and s.proxy_id in holders for s in voting),
        others=tuple(s for s in seats if s.kind is not SeatKind.VOTING and s.signed_at is not None),
    )


def counts_of(meeting: Meeting) -> list[Count]:
    """All resolutions with their figures; of a secret vote nobody's name is known."""
    hands = queries.hands_of(meeting)
    return [count_of(r, hands.get(r.id, [])) for r in queries.resolutions_of(meeting)]


def count_of(resolution: Resolution, hands: list[HandVote]) -> Count:
    bar = ((resolution.result or {}).get("bars") or [{}])[0]
    sums = {choice: sum(hand.choice is choice for hand in hands) for choice in Choice}
    in_favour = int(bar.get("in_favour", sums[Choice.FOR]))
    against = int(bar.get("against", sums[Choice.AGAINST]))
    abstained = int(bar.get("abstained", sums[Choice.ABSTAIN]))
    return Count(
        resolution=resolution,
        in_favour=in_favour,
        against=against,
        abstained=abstained,
        silent=max(0, resolution.present - in_favour - against - abstained),
        dissents=tuple(hand for hand in hands if hand.dissent),
    )


def drafted_parts(meeting: Meeting) -> Iterator[Part]:
    """(item, heading, HTML) in order, in the drafter's script; the twin is made when it is stored."""
    locale = current_locale()
    with speaking("zh_Hant" if locale == "zh_Hant" else "zh_Hans"):
        yield from list(_parts(meeting))


def _parts(meeting: Meeting) -> Iterator[Part]:
    counts, tasks = counts_of(meeting), queries.tasks_of(meeting)
    words = {"meeting": meeting, "seat_labels": SEAT_LABELS, "signed_labels": SIGNED_LABELS}
    yield (
        None,
        Bitext.of(_("Time, place and attendance")),
        render_template("meetings/minutes/_opening.html", present=figures_of(meeting), **words),
    )
    for item in queries.agenda_of(meeting):
        under = [c for c in counts if c.resolution.item_id == item.id]
        html = render_template("meetings/minutes/_item.html", item=item, counts=under, **words)
        yield item.id, item.title, html
    rest = [c for c in counts if c.resolution.item_id is None]
    if rest:
        html = render_template("meetings/minutes/_item.html", item=None, counts=rest, **words)
        yield None, Bitext.of(_("Further resolutions")), html
    if tasks:
        html = render_template("meetings/minutes/_tasks.html", tasks=tasks, **words)
        yield None, Bitext.of(_("Tasks")), html
