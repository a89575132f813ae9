"""What everybody may read, and the way to object to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances.queries import get_alliance
from portal.core.i18n import _
from portal.core.paging import newest_first
from portal.honor import notices, papers, queries, services
from portal.honor.models import BoardEntry
from portal.honor.queries import issues, programmes, screens
from portal.honor.queries.record import basis_title
from portal.honor.states import Polarity
from portal.honor.views import ROBOTS, bp
from portal.notices.queries import public_notice
from portal.notices.views.objecting import Objectable, objection_page
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind


@bp.get("/")
def board() -> ResponseReturnValue:
    return show_board(Polarity.RED)


@bp.get("/reminders")
def reminders() -> ResponseReturnValue:
    answer = make_response(show_board(Polarity.BLACK))
    answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


def show_board(polarity: Polarity) -> str:
    """One colour, of the whole city, of a place (`?place=`) or of an alliance (`?alliance=`)."""
    slug, code = request.args.get("place", ""), request.args.get("alliance", "")
    place = get_place(slug) if slug else None
    alliance = get_alliance(code) if code else None
    alliance_id = alliance.id if alliance else None
    rows = queries.board_rows(polarity, current_user, place=place, alliance_id=alliance_id)
    page = newest_first(rows, BoardEntry.id, size=24)
    ids = [entry.id for entry in page.rows]
    return render_template(
        "honor/board.html",
        page=page,
        pictures=screens.pictures_of(ids) if polarity is Polarity.RED else {},
        polarity=polarity,
        place=place,
        alliance=alliance,
        one=queries.board_of(polarity, place, alliance),
        issues=issues.issues_of(polarity, current_user, place=place, alliance_id=alliance_id),
        places=places_of_kind(PlaceKind.STREET),
        disputed=queries.open_objections(ids),
        corrections=queries.corrections() if polarity is Polarity.BLACK and not alliance else [],
    )


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    entry = queries.get_entry(code, viewer=current_user)
    if entry.is_for_some and not stands_open(entry):
        closed = make_response(
            render_template("honor/for_some.html", board=entry.board, scope=entry.scope, code=code)
        )
        closed.headers["X-Robots-Tag"] = ROBOTS
        return closed
    record, title = queries.record_of(entry), programmes.title_of(entry)
    answer = make_response(
        render_template(
            "honor/show.html",
            entry=entry,
            record=record,
            bases=[(basis, basis_title(basis)) for basis in record.bases],
            history=queries.history(entry),
            issue=issues.issue_of(entry, current_user),
            title=title,
            spot_check=programmes.last_spot_check(title) if title else None,
            view=papers.paper_of(entry),
            notice_there=public_notice(notices.ALL, entry.id),
        )
    )
    if not entry.is_red:
        answer.headers["X-Robots-Tag"] = ROBOTS
    return answer


def stands_open(entry: BoardEntry) -> bool:
    """The one concerned needs no leave; everybody else has been written down."""
    return entry.holder_id == current_user.id or queries.looked_recently(
        entry.id, current_user.id, of_file=False
    )


@bp.post("/<code>/look")
def look(code: str) -> ResponseReturnValue:
    entry = queries.get_entry(code, viewer=current_user)
    services.look_at(entry, actor=current_user)
    return redirect(url_for(".show", code=code))


@bp.route("/<code>/object", methods=["GET", "POST"])
def make_objection(code: str) -> ResponseReturnValue:
    entry = queries.get_entry(code, viewer=current_user)

    def make(**given: Any) -> date:
        return services.make_objection(entry, **given).due_on

    back = url_for(".show", code=code)
    return objection_page(
        Objectable(
            heading=_("Object to this entry"),
            title=entry.title,
            lead=_(
                "Somebody else than those who decided answers, with reasons. Until then the entry carries the mark “in dispute”. Your words and who you are stay confidential."
            ),
            trail=((_("Honour boards"), url_for(".board")), (entry.title, back)),
            back=back,
            make=make,
        )
    )


@bp.get("/corrections")
def corrections() -> ResponseReturnValue:
    return render_template("honor/corrections.html", corrections=queries.corrections())


@bp.get("/register")
def register() -> ResponseReturnValue:
    return render_template(
        "honor/register.html", register=[(basis, basis_title(basis)) for basis in queries.register()]
    )
