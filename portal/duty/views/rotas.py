from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances.queries import get_alliance
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.duty import queries, rules, services
from portal.duty.forms import RotaForm, SwapForm, WeekForm
from portal.duty.models import Rota, Turn, Week
from portal.duty.services.telling import day_words
from portal.duty.states import ROTA
from portal.duty.views.blueprint import bp, form_answer

STEPS = {"publish": services.publish, "withdraw": services.withdraw}
ANSWERS = {"agree": services.agree, "decline": services.decline, "take_back": services.take_back}


@dataclass(frozen=True)
class WeekRow:
    """A week with those on duty, as the reader may see them; `group` is its section with the leader."""

    week: Week
    group: str
    turns: list[tuple[Turn, object]]
    own: bool

    @property
    def names(self) -> list[str]:
        return [*([self.group] if self.group else []), *(str(name) for _turn, name in self.turns)]


def rows_of(rota: Rota) -> list[WeekRow]:
    turns, full = queries.turns_of(rota), queries.sees_names(current_user, rota.alliance)
    weeks, own = queries.weeks_of(rota), queries.own_weeks_in(rota, current_user)
    groups = queries.group_names(weeks)
    return [
        WeekRow(
            week,
            groups.get(week.id, ""),
            [(turn, queries.called(turn.membership, full)) for turn in turns.get(week.id, ())],
            week.id in own,
        )
        for week in weeks
    ]


@bp.route("/of/<ref>/new", methods=["GET", "POST"])
def new(ref: str) -> ResponseReturnValue:
    alliance = get_alliance(ref, current_user)
    require(current_user, "duty.plan", alliance)
    form = RotaForm.received(data={"first_on": rules.monday_of(clock.today()) + timedelta(days=7)})
    if not queries.sections_in_turn(alliance):
        del form.by_section
    if form.sent:
        with form.refusals():
            rota = services.propose(
                alliance,
                first_on=form.first_on.data or clock.today(),
                weeks=form.weeks.data or 0,
                each=form.each.data or 0,
                by_section="by_section" in form and bool(form.by_section.data),
                actor=current_user,
            )
            flash(_("Here is the proposal. Change what does not fit, then publish it."), "done")
            return redirect(url_for(".rota", code=rota.code))
    lead = _("Everybody has a turn before anybody has two; those who have been free for longest come first.")
    back = url_for(".index", ref=ref)
    return form_answer(form, _("A new duty rota"), _("Make a proposal"), back, alliance, lead=lead)


@bp.get("/rota/<code>")
def rota(code: str) -> ResponseReturnValue:
    found = queries.get_rota(code, current_user)
    return render_template(
        "duty/rota.html",
        rota=found,
        rows=rows_of(found),
        today=clock.today(),
        steps=[step for step in ROTA.steps(found, current_user) if not step.why_not],
        may_edit=can(current_user, "duty.edit_rota", found),
        swaps=queries.swaps_of(found, current_user),
    )


@bp.get("/rota/<code>/sheet")
def sheet(code: str) -> ResponseReturnValue:
    """One sheet for the wall."""
    found = queries.get_rota(code, current_user)
    return render_template(
        "duty/sheet.html", rota=found, rows=rows_of(found), items=queries.items_for(found.alliance)
    )


@bp.get("/rota/<code>/calendar.ics")
def calendar(code: str) -> ResponseReturnValue:
    """All weeks, or with ?mine=1 the reader's own."""
    from portal.duty.calendar import calendar_of  # loaded with the first calendar: 4 MB

    found = queries.get_rota(code, current_user)
    own = request.args.get("mine") == "1"
    weeks = [(row.week, "、".join(row.names)) for row in rows_of(found) if not own or row.own]
    return Response(
        calendar_of(found, weeks, prefix=request.script_root),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="duty-{code}.ics"'},
    )


@bp.post("/rota/<code>/<step>")
def move(code: str, step: str) -> ResponseReturnValue:
    found = queries.get_rota(code, current_user)
    if step not in STEPS:
        raise NotFound(_("This page was not found."))
    STEPS[step](found, actor=current_user)
    if step == "withdraw":
        flash(_("The rota has been withdrawn."), "done")
        return redirect(url_for(".index", ref=found.alliance.code))
    flash(_("The rota is published, and everybody on it has been told."), "done")
    return redirect(url_for(".rota", code=code))


@bp.route("/rota/<code>/weeks/<int:number>", methods=["GET", "POST"])
def week(code: str, number: int) -> ResponseReturnValue:
    found = queries.get_rota(code, current_user)
    require(current_user, "duty.edit_rota", found)
    this, members = queries.get_week(found, number), queries.in_turn(found.alliance)
    members.sort(key=lambda member: member.id)
    now = [turn.membership_id for turn in queries.on_duty(this)]
    pairs = [(member.id, queries.called(member, True)) for member in members]
    sections = queries.sections_in_turn(found.alliance)
    typed = {"shops": now, "section": str(this.section_id or ""), "note": str(this.note)}
    form = WeekForm.among(pairs, ((section.id, section.name) for section in sections), data=typed)
    if form.sent:
        with form.refusals():
            chosen = [member for member in members if member.id in (form.shops.data or ())]
            group = next((section for section in sections if str(section.id) == form.group), None)
            services.set_week(
                this, members=chosen, section=group, note=form.note.data or "", actor=current_user
            )
            flash(_("This week has been changed."), "done")
            return redirect(url_for(".rota", code=code))
    title = _("Week from %(day)s", day=day_words(this.starts_on))
    return form_answer(form, title, _("Save"), url_for(".rota", code=code), found.alliance)


@bp.route("/rota/<code>/turns/<int:turn_id>/swap", methods=["GET", "POST"])
def swap(code: str, turn_id: int) -> ResponseReturnValue:
    found = queries.get_rota(code, current_user)
    turn = queries.get_turn(found, turn_id)
    require(current_user, "duty.ask_swap", turn)
    full = queries.sees_names(current_user, found.alliance)
    others = queries.to_swap_with(turn)
    form = SwapForm.among((other, swap_label(other, full)) for other in others)
    if form.sent:
        with form.refusals():
            other = next(each for each in others if each.id == form.other.data)
            services.ask_swap(turn, other=other, message=form.message.data or "", actor=current_user)
            flash(_("The question has been sent. Nothing changes before the other one agrees."), "done")
            return redirect(url_for(".rota", code=code))
    title = _("Swap the week from %(day)s", day=day_words(turn.week.starts_on))
    back = url_for(".rota", code=code)
    lead = "" if others else _("There is no week left with which this one could be swapped.")
    return form_answer(form, title, _("Ask for a swap"), back, found.alliance, lead=lead)


def swap_label(other: Turn, full: bool) -> str:
    name = queries.called(other.membership, full)
    return str(_("Week from %(day)s: %(name)s", day=day_words(other.week.starts_on), name=name))


@bp.post("/swaps/<int:swap_id>/<answer>")
def answer_swap(swap_id: int, answer: str) -> ResponseReturnValue:
    asked = queries.get_swap(swap_id, current_user)
    if answer not in ANSWERS:
        raise NotFound(_("This page was not found."))
    ANSWERS[answer](asked, actor=current_user)
    flash(_("Done."), "done")
    return redirect(url_for(".rota", code=asked.turn.week.rota.code))
