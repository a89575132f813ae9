from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require
from portal.meetings import queries, rules, services
from portal.meetings.drafting import figures_of
from portal.meetings.forms import CodeForm, GuestForm, ListForm, ProxyForm
from portal.meetings.papers import attendance_page, named_files
from portal.meetings.states import ResolutionState, SeatKind
from portal.meetings.views.blueprint import bp, form_answer
from portal.meetings.views.pages import still

SCREEN = 15  # seconds after which the screen in the room is drawn again


@bp.get("/<code>/screen")
def screen(code: str) -> ResponseReturnValue:
    """For the wall of the room: the code to sign in with, the quorum, who speaks, what is voted on."""
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.keep_list", meeting)
    shown = rules.code_at(meeting.sign_key, clock.now())
    page = Response(
        render_template(
            "meetings/screen.html",
            meeting=meeting,
            shown=shown,
            figures=figures_of(meeting),
            speeches=queries.speeches_open(meeting),
            voting=queries.resolutions_in(meeting, ResolutionState.VOTING),
            hands={r: len(h) for r, h in queries.hands_of(meeting).items()},
            still=still(),
        )
    )
    if not still():
        page.headers["Refresh"] = str(SCREEN)
    return page


@bp.route("/<code>/sign-in", methods=["GET", "POST"])
def sign_in(code: str) -> ResponseReturnValue:
    """Where the code on the screen leads: one button, one thumb."""
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.sign_in", meeting)
    given = request.args.get("c", "")[:20]
    form = CodeForm.received(data={"code": given})
    if form.sent:
        with form.refusals():
            services.sign_in(meeting, code=form.code.data or "", actor=current_user)
            flash(_("You are signed in. Thank you for coming."), "done")
            return redirect(url_for(".live", code=code))
    seat = queries.seat_of(meeting, current_user)
    page = render_template("meetings/sign_in.html", meeting=meeting, form=form, given=given, seat=seat)
    return page, form.status


@bp.route("/<code>/attendance", methods=["GET", "POST"])
def attendance(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.keep_list", meeting)
    seats = queries.seats_of(meeting)
    absent = [seat for seat in seats if not seat.here]
    form = ListForm.of(absent)
    if form.sent:
        with form.refusals():
            services.take_down(
                meeting,
                seats=[seat for seat in absent if seat.id in form.chosen],
                scan=form.scan.keep(current_user),
                actor=current_user,
            )
            flash(_("The attendance has been written down."), "done")
            return redirect(url_for(".attendance", code=code))
    page = render_template(
        "meetings/attendance.html",
        meeting=meeting,
        seats=seats,
        absent=absent,
        by_id={seat.id: seat for seat in seats},
        form=form,
        figures=figures_of(meeting),
        scans=named_files("meeting", meeting.id),
    )
    return page, form.status


@bp.get("/<code>/attendance/sheet")
def attendance_sheet(code: str) -> ResponseReturnValue:
    """To be printed: empty lines to sign before the meeting, who came afterwards."""
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.keep_list", meeting)
    return attendance_page(meeting)


@bp.post("/<code>/attendance/<int:seat_id>/left")
def left(code: str, seat_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.mark_left(queries.get_seat(meeting, seat_id), actor=current_user)
    return redirect(url_for(".attendance", code=code))


@bp.route("/<code>/attendance/guest", methods=["GET", "POST"])
def guest(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.keep_list", meeting)
    form = GuestForm.received()
    if form.sent:
        with form.refusals():
            services.add_guest(
                meeting,
                name=form.name.data or "",
                of=form.of.data or "",
                kind=SeatKind(form.kind.data),
                actor=current_user,
            )
            return redirect(url_for(".attendance", code=code))
    return form_answer(meeting, form, _("A guest"), _("Write down"), back=url_for(".attendance", code=code))


@bp.route("/<code>/attendance/proxy", methods=["GET", "POST"])
def paper_proxy(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.keep_list", meeting)
    form = ProxyForm.among(queries.voting_seats(meeting), own=False)
    if form.sent:
        with form.refusals():
            services.enter_proxy(
                queries.get_seat(meeting, int(form.seat.data)),
                holder=queries.get_seat(meeting, int(form.holder.data)),
                paper=form.paper.keep(current_user),
                actor=current_user,
            )
            return redirect(url_for(".attendance", code=code))
    back = url_for(".attendance", code=code)
    return form_answer(meeting, form, _("A proxy on paper"), _("Write down"), back=back)


@bp.route("/<code>/proxy", methods=["GET", "POST"])
def proxy(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.give_proxy", meeting)
    others = [s for s in queries.voting_seats(meeting) if s.user_id != current_user.id]
    form = ProxyForm.among(others, own=True)
    if form.sent:
        with form.refusals():
            holder = queries.get_seat(meeting, int(form.holder.data))
            services.give_proxy(meeting, holder=holder, actor=current_user)
            flash(_("%(person)s votes for you and has been told.", person=holder.called), "done")
            return redirect(url_for(".show", code=code))
    lead = _(
        "You cannot come: somebody else of the list votes for you. If you come after all, your own vote counts."
    )
    return form_answer(meeting, form, _("Name a proxy"), _("Name a proxy"), lead=lead)


@bp.post("/<code>/proxy/back")
def proxy_back(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.take_proxy_back(meeting, actor=current_user)
    flash(_("Nobody votes for you now."), "done")
    return redirect(url_for(".show", code=code))
