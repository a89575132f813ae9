"""Where a convention stands, for the rail on top of its page."""

from __future__ import annotations

from typing import Any

from portal.conventions.models import Convention
from portal.conventions.states import STATE_LABELS, State
from portal.core.i18n import _
from portal.core.language import dates

ORDER = (State.DRAFTING, State.COMMENT, State.VOTING, State.PUBLISHED, State.SIGNING, State.IN_FORCE)


def stops(convention: Convention) -> list[State]:
    """The states of this convention's way: without signing where nobody is asked to, with its end."""
    way = [s for s in ORDER if s is not State.SIGNING or signs(convention)]
    if convention.state is State.REJECTED:
        return [State.DRAFTING, State.COMMENT, State.VOTING, State.REJECTED]
    return [*way, State.REPEALED] if convention.state is State.REPEALED else way


def signs(convention: Convention) -> bool:
    over = convention.state in {State.IN_FORCE, State.REPEALED}
    return convention.signing_from is not None or not over


def rail(convention: Convention) -> list[tuple[Any, str, str]]:
    """(label, done | now | next, note)."""
    here = State.PUBLISHED if convention.state is State.ADOPTED else convention.state
    way = stops(convention)
    at = way.index(here)
    return [
        (
            STATE_LABELS[convention.state] if i == at else STATE_LABELS[state],
            "done" if i < at else "now" if i == at else "next",
            note(convention, state),
        )
        for i, state in enumerate(way)
    ]


def note(convention: Convention, state: State) -> str:
    if state is State.COMMENT and convention.comment_until:
        return str(_("until %(day)s", day=dates.datetime_(convention.comment_until)))
    if state is State.PUBLISHED and convention.published_at:
        return dates.date(dates.local(convention.published_at))
    if state is State.SIGNING and convention.signing_until:
        return str(_("until %(day)s", day=dates.datetime_(convention.signing_until)))
    if state is State.IN_FORCE and convention.in_force_on:
        return str(_("from %(day)s", day=dates.date(convention.in_force_on)))
    return ""
