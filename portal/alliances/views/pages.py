from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances import queries, services
from portal.alliances.forms import FoundForm, WordsForm
from portal.alliances.models import Alliance
from portal.alliances.states import OPEN_MERGERS, LegalForm
from portal.alliances.views.blueprint import bp
from portal.alliances.views.steps import steps_for
from portal.ballots.models import Ballot
from portal.ballots.queries import waiting_for
from portal.ballots.states import Phase
from portal.core.errors import NotFound
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.language import UnreadableText, clean_line
from portal.core.panels import panels
from portal.core.permissions import require, why_not
from portal.places.models import Place, PlaceKind
from portal.places.queries import ancestors, get_city, get_place, places_of_kind

SOME = 6  # members on the page of their alliance; the others stand on their own


def asked_words() -> str:
    """What is searched for; unreadable words find nothing."""
    try:
        return clean_line(request.args.get("q", "")[:40])
    except UnreadableText:
        return ""


def street_of(place: Place, streets: dict[int, Place]) -> Place | None:
    """The street a place belongs to, from its path."""
    return next((streets[int(i)] for i in place.path.strip("/").split("/") if int(i) in streets), None)


@bp.get("/")
def index() -> ResponseReturnValue:
    streets = places_of_kind(PlaceKind.STREET)
    asked = request.args.get("street", "")
    street = next((s for s in streets if s.slug == asked), None)
    if asked and street is None:
        raise NotFound(_("This place was not found."))
    words = asked_words()
    page = queries.alliance_page(current_user, words, street)
    by_id = {s.id: s for s in streets}
    return render_template(
        "alliances/index.html",
        page=page,
        words=words,
        street=street,
        streets=streets,
        figures=queries.figures(street),
        street_of={a.id: street_of(a.place, by_id) for a in page.rows},
    )


@bp.route("/found", methods=["GET", "POST"])
def found() -> ResponseReturnValue:
    places = places_of_kind(PlaceKind.STREET, PlaceKind.COMMUNITY)
    form = FoundForm.received(data={"place": request.args.get("place", "")})
    form.place.choices = choices(
        (p.slug, str(p.name) if p.kind is PlaceKind.STREET else f"　{p.name}")
        for p in places
        if not p.closed_on
    )
    if form.sent:
        with form.refusals():
            alliance = services.found(
                get_place(form.place.data),
                name=form.name.data or "",
                section=form.section.data or "",
                intro=form.intro.data or "",
                charter=form.charter.data or "",
                legal_form=LegalForm(form.legal_form.data),
                kind=form.member_kind,
                shop=form.shop.data or "",
                actor=current_user,
            )
            flash(
                _(
                    "The founding has begun. Invite your neighbours to begin it with you; then members are called."
                ),
                "done",
            )
            return redirect(url_for(".show", code=alliance.code))
    no = why_not(current_user, "alliances.found", place_asked(places, form.place.data))
    return render_template("alliances/found.html", form=form, no=no), form.status


def place_asked(places: Sequence[Place], slug: str | None) -> Place:
    """The place chosen so far: whether somebody may found an alliance can depend on it."""
    return next((p for p in places if p.slug == slug), None) or get_city()


@bp.get("/mine")
def mine() -> ResponseReturnValue:
    require(current_user, "alliances.see_own", None)
    memberships = queries.my_memberships(current_user)
    led = [m.alliance_id for m in memberships if queries.leads(current_user, m.alliance_id)]
    return render_template(
        "alliances/mine.html", memberships=memberships, waiting=queries.waiting_applications(led)
    )


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    mine = queries.mine_in(alliance, current_user)
    return render_template(
        "alliances/show.html",
        alliance=alliance,
        places=ancestors(alliance.place),
        officers=queries.officers(alliance),
        mine=mine,
        membership=next(iter(mine), None),
        open_votes=open_votes(alliance),
        unvoted={ballot.id for ballot in waiting_for(current_user)},
        inside=queries.is_member(current_user, alliance.id) or queries.leads(current_user, alliance.id),
        waiting=queries.waiting_in(alliance) if queries.leads(current_user, alliance.id) else None,
        some=queries.member_page(alliance, current_user).rows[:SOME],
        panels=panels("alliance", current_user, alliance),
        history=queries.history(alliance),
        steps=steps_for(alliance),
        mergers=[m for m in queries.mergers(alliance) if m.state in OPEN_MERGERS],
        way=queries.way(alliance),
        caretakers=queries.caretakers(alliance),
        joined=queries.joined(alliance),
    )


def open_votes(alliance: Alliance) -> list[Ballot]:
    """Elections and votes that are open or will open; whose end is nearest comes first."""
    found = [*(e.ballot for e in queries.running_elections(alliance)), *queries.running_votes(alliance)]
    return sorted((b for b in found if b.phase is not Phase.COUNTING), key=lambda b: b.closes_at)


@bp.route("/<code>/edit", methods=["GET", "POST"])
def edit(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.edit", alliance)
    names = ("name", "section", "meets", "meeting_place")
    now = {name: getattr(alliance, name).original for name in names}
    now |= {
        "intro": alliance.intro.original,
        "charter": alliance.charter.source or alliance.charter.original,
        "legal_form": str(alliance.legal_form),
    }
    form = WordsForm.received(data=now)
    if form.sent:
        with form.refusals():
            services.edit(alliance, words=form.words(), actor=current_user)
            flash(_("The changes have been saved."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("alliances/edit.html", alliance=alliance, form=form), form.status
