"""Every text a convention has had, under its hash, and what is different between any two."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.conventions import queries
from portal.conventions.models import Convention, Version
from portal.conventions.rules.wording import spans
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import page_of
from portal.core.cache import page_until_anything_changes
from portal.core.errors import NotFound
from portal.core.i18n import _


@bp.get("/<code>/versions")
def versions(code: str) -> ResponseReturnValue:
    return page_until_anything_changes(lambda: versions_page(code))


def versions_page(code: str) -> str:
    convention = queries.get_convention(code, current_user)
    rows = queries.readable_versions(convention, current_user)
    return render_template(
        "conventions/versions.html",
        convention=convention,
        rows=rows,
        name_of=queries.name_of,
        names=names_of(v.made_by for v in rows if v.made_by),
        amended=queries.taken_up([v.id for v in rows]),
    )


@bp.get("/<code>/versions/<string(maxlength=64):name>")
def version(code: str, name: str) -> ResponseReturnValue:
    """The permanent address of one text, by the beginning of its hash; short numbers count the versions."""
    return page_until_anything_changes(lambda: text_named(code, name))


def text_named(code: str, name: str) -> str:
    convention = queries.get_convention(code, current_user)
    return page_of(convention, queries.get_version_named(convention, name, current_user))


@bp.get("/<code>/compare")
def compare(code: str) -> ResponseReturnValue:
    """?from=…&to=…, both beginnings of hashes; without them the newest text and the one before it."""
    return page_until_anything_changes(lambda: comparison_asked(code))


def comparison_asked(code: str) -> str:
    convention = queries.get_convention(code, current_user)
    rows = queries.readable_versions(convention, current_user)
    before, after = asked("from", convention), asked("to", convention)
    if after is None and rows:
        after = rows[0]
    if before is None and after is not None:
        before = next((v for v in rows if v.number < after.number), after)
    if before is None or after is None:
        raise NotFound(_("This convention has no fixed text yet."))
    return comparison_page(convention, rows, before, after)


def asked(name: str, convention: Convention) -> Version | None:
    value = request.args.get(name, "")
    return queries.get_version_named(convention, value, current_user) if value else None


@bp.get("/<code>/since-i-signed")
def since_signed(code: str) -> ResponseReturnValue:
    """What is different from the text one has signed."""
    convention = queries.get_convention(code, current_user)
    signature = queries.latest_signature_of(convention, current_user)
    if signature is None:
        raise NotFound(_("You have not signed this convention."))
    now = queries.signable_version(convention)
    if signature.version_id == now.id:
        return redirect(url_for(".signed", code=code))
    rows = queries.readable_versions(convention, current_user)
    return comparison_page(convention, rows, signature.version, now, signature)


def comparison_page(
    convention: Convention, rows: Any, before: Version, after: Version, signature: Any = None
) -> str:
    return render_template(
        "conventions/compare.html",
        convention=convention,
        rows=rows,
        before=before,
        after=after,
        signature=signature,
        name_of=queries.name_of,
        found=queries.compared(before, after),
        labelled=queries.labelled,
        spans=spans,
    )
