"""Opening boards, nominating, keeping the register of grounds."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import User
from portal.accounts.queries import person_called
from portal.core.errors import NotFound, Refused
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.honor import queries, services
from portal.honor.forms import BasisForm, BoardForm, PraiseForm, ReminderForm
from portal.honor.queries.record import basis_title
from portal.honor.states import BasisKind, Polarity
from portal.honor.views import bp
from portal.places.models import PlaceKind
from portal.places.queries import get_city, get_place, places_of_kind


@bp.route("/nominate/<any(red, black):colour>", methods=["GET", "POST"])
def nominate(colour: str) -> ResponseReturnValue:
    polarity = Polarity(colour)
    boards = [b for b in queries.boards(polarity) if can(current_user, "honor.nominate", b)]
    form = PraiseForm.received() if polarity is Polarity.RED else ReminderForm.received()
    form.offer([(board, board.name) for board in boards], polarity)
    if isinstance(form, ReminderForm):
        form.offer_grounds([(basis, basis_title(basis)) for basis in queries.register()])
    if form.sent:
        with form.refusals():
            values = form.values
            if isinstance(form, ReminderForm):
                chosen = set(form.bases.data or ())
                values["bases"] = [basis for basis in queries.register() if str(basis.id) in chosen]
            entry = services.nominate(
                queries.get_board(form.board.data),
                holder=behind(form.holder.data),
                actor=current_user,
                **values,
            )
            flash(_("Thank you. Please add the evidence now."), "done")
            return redirect(url_for(".evidence", code=entry.code))
    return render_template("honor/nominate.html", form=form, polarity=polarity, boards=boards), form.status


def behind(username: str | None) -> User | None:
    """The person behind an entry, by username."""
    if not username:
        return None
    try:
        return person_called(username)
    except NotFound as error:
        raise Refused(_("Nobody here has the username “%(name)s”.", name=username)) from error


@bp.route("/boards/new", methods=["GET", "POST"])
def open_board() -> ResponseReturnValue:
    places = [
        p
        for p in places_of_kind(PlaceKind.CITY, PlaceKind.STREET, PlaceKind.COMMUNITY)
        if can(current_user, "honor.open_board", p)
    ]
    if not places:
        require(current_user, "honor.open_board", get_city())
    form = BoardForm.received()
    form.place.choices = choices((place.slug, place.name) for place in places)
    if form.sent:
        with form.refusals():
            services.open_board(
                get_place(form.place.data),
                polarity=Polarity(form.polarity.data),
                name=form.name.data or "",
                criteria=form.criteria.data or "",
                actor=current_user,
            )
            flash(_("The board is open for nominations."), "done")
            return redirect(url_for(".board"))
    return render_template("honor/open_board.html", form=form), form.status


@bp.route("/register/new", methods=["GET", "POST"])
def add_basis() -> ResponseReturnValue:
    city = get_city()
    require(current_user, "honor.keep_register", city)
    form = BasisForm.received()
    if form.sent:
        with form.refusals():
            services.add_basis(city, **{**form.data, "kind": BasisKind(form.kind.data)}, actor=current_user)
            flash(_("The ground stands in the register."), "done")
            return redirect(url_for(".register"))
    return render_template("honor/add_basis.html", form=form), form.status
