"""How a convention came about: the drafting group, who was heard, what the street said, where clauses come from."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import User
from portal.accounts.queries import names_of, person_called
from portal.conventions import queries, services
from portal.conventions.forms import (
    DoneForm,
    GroupForm,
    HearingForm,
    NumberForm,
    OpinionForm,
    RemarkForm,
    VerseForm,
)
from portal.conventions.models import Convention
from portal.conventions.rules.ways import way_of, ways
from portal.conventions.states import LIFE, Capacity, Channel, Force, Stance
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import clause_choices, clause_rows, vote_of
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _
from portal.core.permissions import can, require


def whole_or(convention: Convention) -> list[tuple[str, str]]:
    version = queries.current_version(convention)
    return [("", _("The whole text")), *clause_choices(convention, version)]


def clause_names(convention: Convention) -> dict[str, str]:
    """What the clauses are called that records speak of; keys stay the same from version to version."""
    return dict(clause_choices(convention, queries.gathered_version(convention)))


@bp.get("/ways")
def all_ways() -> ResponseReturnValue:
    return render_template("conventions/ways.html", ways=ways())


@bp.get("/<code>/record")
def record(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    reviews, filings = queries.reviews_of(convention), queries.filings_of(convention)
    people = {r.reviewer_id for r in reviews} | {f.decided_by for f in filings} | {f.sent_by for f in filings}
    return render_template(
        "conventions/record.html",
        convention=convention,
        way=way_of(convention.kind),
        group=queries.group_of(convention),
        lacking=services.lacking(convention),
        hearing=queries.hearing_of(convention),
        reviews=reviews,
        remarks=queries.remarks_of(convention),
        filings=filings,
        names=names_of(p for p in people if p),
        clause_names=clause_names(convention),
        inside=queries.may_read_draft(current_user, convention),
        ballot=vote_of(convention),
        history=LIFE.history(convention),
    )


@bp.route("/<code>/group", methods=["GET", "POST"])
def group(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.name_group", convention)
    form = GroupForm.received()
    if form.sent:
        with form.refusals():
            wanted = (form.username.data or "").strip()
            person = account_called(wanted) if wanted else None
            services.add_to_group(
                convention,
                name=form.name.data or "",
                person=person,
                capacity=Capacity(form.capacity.data),
                actor=current_user,
            )
            return redirect(url_for(".group", code=code))
    return render_template(
        "conventions/group.html",
        convention=convention,
        form=form,
        group=queries.group_of(convention),
        lacking=services.lacking(convention),
        way=way_of(convention.kind),
    ), form.status


def account_called(username: str) -> User:
    try:
        return person_called(username)
    except NotFound as error:
        raise Refused(_("There is no account with this user name.")) from error


@bp.post("/<code>/group/<int(max=999999999):member_id>/remove")
def leave_group(code: str, member_id: int) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    services.take_from_group(convention, member_id=member_id, actor=current_user)
    return redirect(url_for(".group", code=code))


@bp.route("/<code>/hearing", methods=["GET", "POST"])
def hearing(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.record_hearing", convention)
    form = HearingForm.about(whole_or(convention))
    if form.sent:
        with form.refusals():
            services.record_hearing(
                convention,
                name=form.name.data or "",
                capacity=Capacity(form.capacity.data),
                heard_on=form.heard_on.data,
                clause_key=form.clause.data or "",
                text=form.text.data or "",
                answer=form.answer.data or "",
                actor=current_user,
            )
            return redirect(url_for(".hearing", code=code))
    return render_template(
        "conventions/hearing.html",
        convention=convention,
        form=form,
        hearing=queries.hearing_of(convention),
        unheard=services.unheard(convention),
        clause_names=clause_names(convention),
        inside=True,
    ), form.status


@bp.route("/<code>/review", methods=["GET", "POST"])
def review(code: str) -> ResponseReturnValue:
    """The street's remarks: whoever may read the draft reads them, reviewers write and settle them here."""
    convention = queries.get_convention(code, current_user)
    version = queries.current_version(convention)
    form = RemarkForm.about(whole_or(convention))
    if form.is_submitted:
        require(current_user, "conventions.remark", convention)
    if form.sent:
        with form.refusals():
            services.remark(
                convention,
                text=form.text.data or "",
                force=Force(form.force.data),
                clause_key=form.clause.data or "",
                actor=current_user,
            )
            return redirect(url_for(".review", code=code))
    remarks = queries.remarks_of(convention)
    return render_template(
        "conventions/review.html",
        convention=convention,
        form=form,
        remarks=remarks,
        reviews=queries.reviews_of(convention),
        names=names_of(
            {r.reviewer_id for r in remarks} | {r.reviewer_id for r in queries.reviews_of(convention)}
        ),
        clause_names=clause_names(convention),
        rows=clause_rows(convention, version) if can(current_user, "conventions.remark", convention) else [],
    ), form.status


@bp.route("/<code>/remarks/<int(max=999999999):remark_id>/answer", methods=["GET", "POST"])
def answer_remark(code: str, remark_id: int) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    found = queries.get_remark(convention, remark_id)
    require(current_user, "conventions.answer_remark", found)
    form = DoneForm.received(data={"text": found.answer.source})
    if form.sent:
        with form.refusals():
            services.answer_remark(found, text=form.text.data or "", actor=current_user)
            return redirect(url_for(".review", code=code) + f"#remark-{remark_id}")
    return render_template(
        "conventions/done.html",
        convention=convention,
        form=form,
        heading=_("Answer a remark of the street"),
        quoted=found.text,
        back=url_for(".review", code=code),
    ), form.status


@bp.post("/<code>/remarks/<int(max=999999999):remark_id>/settle")
def settle_remark(code: str, remark_id: int) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    services.settle_remark(queries.get_remark(convention, remark_id), actor=current_user)
    flash(_("The remark is settled."), "done")
    return redirect(url_for(".review", code=code) + f"#remark-{remark_id}")


@bp.route("/<code>/number", methods=["GET", "POST"])
def number(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.give_number", convention)
    filing = queries.get_open_filing(queries.current_version(convention))
    form = NumberForm.received()
    if form.sent:
        with form.refusals():
            services.give_number(convention, number=form.number.data or "", actor=current_user)
            flash(_("The filing number has been entered."), "done")
            return redirect(url_for(".show", code=code))
    return render_template(
        "conventions/number.html", convention=convention, form=form, filing=filing
    ), form.status


@bp.route("/<code>/comments/enter", methods=["GET", "POST"])
def enter_opinion(code: str) -> ResponseReturnValue:
    """For opinions on paper, by telephone, from meetings and from the door."""
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.enter_opinion", convention)
    names = clause_choices(convention, queries.gathered_version(convention))
    form = OpinionForm.about([("", _("The whole text")), *names])
    if form.sent:
        with form.refusals():
            said = services.enter_opinion(
                convention,
                speaker=form.speaker.data or "",
                text=form.text.data or "",
                stance=Stance(form.stance.data),
                channel=Channel(form.channel.data),
                clause_key=form.clause.data or "",
                scan=form.scan.keep(current_user),
                actor=current_user,
            )
            flash(_("Entered as comment no. %(number)s.", number=said.number), "done")
            return redirect(url_for(".comments", code=code) + f"#comment-{said.number}")
    return render_template("conventions/enter.html", convention=convention, form=form), form.status


@bp.get("/<code>/sources")
def sources(code: str) -> ResponseReturnValue:
    """Clause by clause: where it comes from, what it governs."""
    convention = queries.get_convention(code, current_user)
    version = queries.shown_version(convention, current_user)
    return render_template(
        "conventions/sources.html",
        convention=convention,
        version=version,
        rows=clause_rows(convention, version),
    )


@bp.route("/<code>/verse", methods=["GET", "POST"])
def verse(code: str) -> ResponseReturnValue:
    """Write the verse edition: one line of verse, then the numbers of the clauses it stands for."""
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.edit", convention)
    version = queries.current_version(convention)
    clauses = queries.clauses_of(version)
    numbers = {clause.key: clause.number for clause in clauses}
    written = [
        f"{line.text.original} | {', '.join(str(numbers[k]) for k in line.clause_keys if k in numbers)}"
        for line in queries.verse_of(version)
    ]
    form = VerseForm.received(data={"lines": "\n".join(written)})
    if form.sent:
        with form.refusals():
            keys = {clause.number: clause.key for clause in clauses}
            lines = read_verse(form.lines.data or "", keys)
            services.write_verse(convention, lines=lines, actor=current_user)
            return redirect(url_for(".edit", code=code))
    return render_template(
        "conventions/verse.html", convention=convention, form=form, rows=clause_rows(convention, version)
    ), form.status


def read_verse(text: str, keys: dict[int, str]) -> list[tuple[str, list[str]]]:
    """`line | 2, 5` on each row. A number that no clause has is refused with its line."""
    lines: list[tuple[str, list[str]]] = []
    for row in filter(str.strip, text.splitlines()):
        words, _bar, numbers = row.replace("｜", "|").partition("|")
        named: list[Any] = [int(n) for n in re.findall(r"[0-9]{1,4}", numbers)]
        unknown = [n for n in named if n not in keys]
        if unknown:
            raise Refused(
                _("“%(line)s”: there is no clause %(number)s.", line=words.strip(), number=unknown[0])
            )
        lines.append((words.strip(), [keys[n] for n in named]))
    return lines
