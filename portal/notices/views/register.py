"""What everybody may read: the register, a month of it, one notice, and calendars for telephones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.paging import newest_first
from portal.notices import papers, queries
from portal.notices.forms import asked, kind_choices
from portal.notices.kinds import notice_kinds
from portal.notices.models import Notice
from portal.notices.rules import month_after, weeks_of
from portal.notices.views import ROBOTS, bp
from portal.places.queries import work_calendar

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


def kept_out(page: str, notice: Notice | None = None) -> Response:
    """Lists may name somebody, and so may a notice: search engines are kept out of them."""
    answer = make_response(page)
    if notice is None or notice.names_somebody:
        answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


@bp.get("/")
def index() -> ResponseReturnValue:
    what = asked()
    return kept_out(
        render_template(
            "notices/index.html",
            page=newest_first(queries.register(what, current_user), Notice.id, by=Notice.issued_at),
            asked=what,
            kinds=notice_kinds(),
            kind_choices=kind_choices(),
            senders=queries.public_senders(current_user),
        )
    )


@bp.get("/calendar")
def month() -> ResponseReturnValue:
    """A month as a table, and below it day by day: what begins, what can be objected to for the last time."""
    given = request.args.get("month", "")
    today = clock.today()
    first = date.fromisoformat(f"{given}-01") if MONTH.fullmatch(given) else today.replace(day=1)
    last = month_after(first) - timedelta(days=1)
    notices = queries.within(first, last, current_user)
    days: dict[date, list[tuple[str, Notice]]] = {}
    for notice in notices:
        for what, day in (("begins", notice.starts_on), ("ends", notice.until_on)):
            if day is not None and first <= day <= last:
                days.setdefault(day, []).append((what, notice))
    return kept_out(
        render_template(
            "notices/month.html",
            first=first,
            today=today,
            before=month_after(first, -1),
            after=month_after(first),
            weeks=weeks_of(first),
            days=dict(sorted(days.items())),
            running=[n for n in notices if n.starts_on < first and (n.until_on is None or n.until_on > last)],
            kinds=notice_kinds(),
        )
    )


@bp.get("/calendar.ics")
def calendar() -> ResponseReturnValue:
    """All that one can object to today."""
    return answer(queries.running(current_user), _("Notices of the city"), "notices")


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    notice = queries.get_notice(code, current_user)
    kind = notice_kinds()[notice.kind]
    return kept_out(
        render_template(
            "notices/show.html",
            notice=notice,
            kind=kind,
            text=papers.text_of(notice),
            working_days=notice.until_on
            and work_calendar().working_days_between(notice.starts_on, notice.until_on),
            own_form=kind.objection(notice) if kind.objection else None,
            view=papers.paper_of(notice),
        ),
        notice,
    )


@bp.get("/<code>/event.ics")
def event(code: str) -> ResponseReturnValue:
    notice = queries.get_notice(code, current_user)
    return answer([notice], str(notice.number), f"notice-{code}")


@bp.get("/<code>/form")
def paper_form(code: str) -> ResponseReturnValue:
    """The objection as a form to fill in by hand, with the number and where to bring it."""
    notice = queries.get_notice(code, current_user)
    return kept_out(
        render_template("notices/paper_form.html", notice=notice, kind=notice_kinds()[notice.kind])
    )


def answer(notices: Sequence[Notice], name: str, file: str) -> Response:
    from portal.notices.calendar import calendar_of  # loaded with the first calendar: 4 MB

    content = calendar_of(notices, name=name, prefix=request.script_root)
    return Response(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}.ics"', "X-Robots-Tag": ROBOTS},
    )
