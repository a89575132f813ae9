from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from portal.accounts.queries import names_of
from portal.alliances.queries import listed_in
from portal.ballots.queries import adoption_rule, ballot_numbered, ballot_view, kind_of
from portal.ballots.services import begin_roll
from portal.conventions import proof, queries
from portal.conventions.models import Convention, Version
from portal.conventions.permissions import belongs_here
from portal.conventions.queries import linting
from portal.conventions.states import KIND_LABELS, LIFE, STATE_LABELS, Kind, State
from portal.conventions.views.blueprint import bp
from portal.conventions.views.rail import rail
from portal.core.cache import fragment, page_until_anything_changes, read_fragment
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.core.settings import setting
from portal.papers.queries import paper_view
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind

K = TypeVar("K", bound=StrEnum)


def asked(kind: type[K], name: str) -> K | None:
    """A filter of the address; what is not one of the words is no filter."""
    value = request.args.get(name, "")
    return kind(value) if value in {str(member) for member in kind} else None


@bp.get("/")
def index() -> ResponseReturnValue:
    state, kind = asked(State, "state"), asked(Kind, "kind")
    slug = request.args.get("place", "")
    place = get_place(slug) if slug else None
    return render_template(
        "conventions/index.html",
        page=queries.list_page(current_user, state=state, kind=kind, place=place),
        filters={"state": state or "", "kind": kind or "", "place": slug},
        state_labels=STATE_LABELS,
        kind_labels=KIND_LABELS,
        streets=places_of_kind(PlaceKind.STREET),
    )


def clause_rows(convention: Convention, version: Version) -> list[Any]:
    """(label, clause) in order."""
    return [(queries.labelled(convention.form, c.number), c) for c in queries.clauses_of(version)]


def clause_choices(convention: Convention, version: Version) -> list[tuple[str, str]]:
    """(key, what it is called) for a field that asks for a clause."""
    return [(c.key, f"{label} {c.heading}".strip()) for label, c in clause_rows(convention, version)]


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    return page_until_anything_changes(lambda: newest_text(code))


def newest_text(code: str) -> str:
    convention = queries.get_convention(code, current_user)
    return page_of(convention, queries.shown_version(convention, current_user))


def page_of(convention: Convention, version: Version) -> str:
    history = LIFE.history(convention)
    text, verse = queries.StoredText(version), queries.verse_of(version)
    people = {row.actor_id for row in history} | {convention.drafted_by}
    return render_template(
        "conventions/show.html",
        convention=convention,
        version=version,
        versions=queries.versions_of(convention),
        amendments_path=url_for(".amendments", code=convention.code),
        text=text,
        text_html=text_html(convention, text),
        sound=is_sound(text),
        rail=rail(convention),
        history=history,
        life=LIFE,
        steps=LIFE.steps(convention, current_user),
        names=names_of(people),
        mine=queries.latest_signature_of(convention, current_user),
        signatories=signatories(convention, signed_beside(convention, version), 8),
        shows_names=shows_names(convention),
        needed=queries.needed(convention) if convention.signing_from else 0,
        waiting=queries.unanswered(convention),
        ballot=vote_of(convention),
        view=paper_view("convention", version.id, version.text_hash) if version.text_hash else None,
        concerned=belongs_here(current_user, convention),
        sees_working=sees_working(convention),
        verse=verse,
        clause_names=dict(clause_choices(convention, version)) if verse else {},
    )


def is_sound(text: queries.StoredText) -> bool:
    """Whether a fixed text still gives its hash; looked at anew whenever something else is stored."""
    version = text.version
    if not version.text_hash:
        return True
    return (
        fragment(("text-hash", text.mark), lambda: proof.hash_now(version, text.clauses)) == version.text_hash
    )


def text_html(convention: Convention, text: queries.StoredText) -> str:
    """The clauses, rendered once for all readers who see the same of the same stored text."""
    version = text.version
    found = spoken_findings(convention, version, text)
    voids = queries.void_clauses(queries.orders_of(convention), version.number)
    seen = {
        "proposals": queries.proposals_by_clause(convention),
        "may_amend": bool(version.text_hash) and can(current_user, "conventions.amend", convention),
        "amendments_path": url_for(".amendments", code=convention.code),
    }

    def make() -> str:
        rows = [(queries.labelled(convention.form, c.number), c) for c in text.clauses]
        return render_template(
            "conventions/_text.html", convention=convention, rows=rows, found=found, voids=voids, **seen
        )

    if found or voids:
        return Markup(make())  # noqa: S704 - rendered by our own template
    return read_fragment(("text-html", text.mark, convention.form, repr(seen)), make)


def text_to_sign(convention: Convention, version: Version) -> str:
    """The clauses alone, rendered once for all who are asked to sign the same stored text."""
    text = queries.StoredText(version)

    def make() -> str:
        rows = [(queries.labelled(convention.form, c.number), c) for c in text.clauses]
        return render_template("conventions/_text_to_sign.html", convention=convention, rows=rows)

    return read_fragment(("text-to-sign", text.mark, convention.form), make)


def spoken_findings(
    convention: Convention, version: Version, text: queries.StoredText
) -> Mapping[str, list[linting.Checked]]:
    """Of a draft, for those who work on it, everything; else what an officer has set aside, and why."""
    drafting = not version.text_hash
    found = (
        linting.findings_of(convention.id, text.clauses)
        if drafting
        else linting.set_aside(convention.id, lambda: text.clauses)
    )
    if drafting and not queries.may_read_draft(current_user, convention):
        return {}
    return found


def sees_working(convention: Convention) -> bool:
    """Whether the reader may open the version that is being worked on beside the one in force."""
    fixed = bool(queries.current_version(convention).text_hash)
    return fixed or queries.may_read_draft(current_user, convention)


def vote_of(convention: Convention) -> Any:
    ballot = ballot_numbered(convention.ballot_id)
    return ballot_view(ballot, current_user) if ballot else None


def shows_names(convention: Convention) -> str:
    """Members see who has signed; the public as the city has set it: "full", "masked" or "number"."""
    inside = convention.alliance_id is not None and convention.alliance_id in listed_in(current_user)
    return "full" if inside else str(setting("conventions.signatories"))


def signed_beside(convention: Convention, version: Version) -> Version:
    """Whose names stand on a text's page: its own; beside the one in force those under the text open for signing."""
    held_beside = version.number == convention.in_force_no != convention.signable_no
    return queries.signable_version(convention) if held_beside else version


def signatories(convention: Convention, version: Version, size: int) -> Any:
    if not convention.signing_from or shows_names(convention) == "number":
        return None
    return queries.signatories_page(version, size=size)


@bp.get("/<code>/signatures")
def signatures(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    version = signed_beside(convention, queries.shown_version(convention, current_user))
    return render_template(
        "conventions/signatures.html",
        convention=convention,
        version=version,
        page=signatories(convention, version, 50),
        shows_names=shows_names(convention),
        needed=queries.needed(convention),
    )


@bp.post("/<code>/roll")
def roll(code: str) -> ResponseReturnValue:
    """The way to the roll of this convention's votes, for those who keep it."""
    convention = queries.get_convention(code, current_user)
    require(current_user, "ballots.keep_roll", convention)
    found = begin_roll(
        ("convention", convention.id),
        path=convention.path,
        title=convention.title,
        place=convention.place,
        kind=kind_of(adoption_rule(convention.rule_key)),
    )
    return redirect(url_for("ballots.roll", code=found.code))


@bp.get("/<code>/vote")
def vote(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    view = vote_of(convention)
    if view is None:
        raise NotFound(_("There is no vote on this convention yet."))
    return render_template("conventions/vote.html", convention=convention, view=view)
