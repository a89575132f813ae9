"""What everybody may read: the picture, all statements, the published files."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.permissions import can
from portal.statements import export, queries
from portal.statements.models import OpinionMap
from portal.statements.rules.chart import chart
from portal.statements.rules.privacy import LEAST_FOR_LIVE, LEAST_FOR_MAP
from portal.statements.states import State
from portal.statements.views import bp

PAGE = 30


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    opinion_map = queries.get_map(code, current_user)
    picture = queries.picture_of(opinion_map)
    shown = picture.shown if picture else None
    own = queries.place_of(opinion_map, current_user) if shown else None
    return render_template(
        "statements/show.html",
        map=opinion_map,
        subject=opinion_map.subject,
        people=queries.people_count(opinion_map),
        least=LEAST_FOR_MAP,
        least_live=LEAST_FOR_LIVE,
        shown=shown,
        picture=picture,
        own=own,
        files=export.FILES if export.is_public(opinion_map, picture) else (),
        may_moderate=can(current_user, "statements.moderate", opinion_map),
        **(drawn(opinion_map, shown, own) if shown else {"texts": {}, "chart": None}),
    )


def drawn(
    opinion_map: OpinionMap, shown: dict[str, Any], own: tuple[float, float, int | None] | None
) -> dict[str, Any]:
    """The statements that the page names, and the map with these statements on it."""
    apart = [*shown["divided"], *(one for group in shown["groups"] for one, _side in group["stands_for"])]
    texts = queries.statements_shown(opinion_map, [*shown["common"], *shown["refused"], *apart])
    # what nearly all agree on lies in the middle and would only cover it
    named = {one: texts[one].number for one in dict.fromkeys(apart) if one in texts}
    return {"texts": texts, "chart": chart(shown, named, own)}


@bp.get("/<code>/statements")
def statements(code: str) -> ResponseReturnValue:
    """All statements with their bars, what groups agree on first; for organisers those that wait as well."""
    opinion_map = queries.get_map(code, current_user)
    picture = queries.picture_of(opinion_map)
    shown = picture.shown if picture else None
    accepted = list(queries.statements_of(opinion_map, State.ACCEPTED))
    if shown:
        rank = {one: at for at, one in enumerate(shown["order"])}
        accepted.sort(key=lambda one: (rank.get(one.id, len(rank)), one.number))
    moderates = can(current_user, "statements.moderate", opinion_map)
    first = page_asked(len(accepted))
    return render_template(
        "statements/statements.html",
        map=opinion_map,
        shown=shown,
        accepted=accepted[first : first + PAGE],
        total=len(accepted),
        first=first,
        size=PAGE,
        waiting=queries.statements_of(opinion_map, State.WAITING) if moderates else (),
        rejected=queries.statements_of(opinion_map, State.REJECTED) if moderates else (),
        moderates=moderates,
    )


def page_asked(total: int) -> int:
    """Where the page begins that is asked for; a place beyond the end is the beginning."""
    asked = request.args.get("from", "")
    first = int(asked) // PAGE * PAGE if asked.isdecimal() and len(asked) < 6 else 0
    return first if first < total else 0


@bp.get("/<code>/files/<name>")
def file(code: str, name: str) -> ResponseReturnValue:
    opinion_map = queries.get_map(code, current_user)
    picture = queries.picture_of(opinion_map)
    if name not in export.FILES or not export.is_public(opinion_map, picture):
        abort(404)
    content = export.files(opinion_map, picture)[name]
    return content, {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{opinion_map.code}-{name}"',
    }
