from __future__ import annotations

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import ReasonForm, SignForm
from portal.conventions.queries.bundle import bundle_of
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import clause_rows
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import require, why_not
from portal.papers.queries import find_paper


@bp.route("/<code>/sign", methods=["GET", "POST"])
def sign(code: str) -> ResponseReturnValue:
    """The exact text, its fingerprint, and the name under it. Signing again shows the first signature."""
    convention = queries.get_convention(code, current_user)
    version = queries.signable_version(convention)
    signed = queries.signature_of(version, current_user)
    if signed is not None and request.method == "POST":
        flash(_("You have already signed this convention."), "plain")
        return redirect(url_for(".signed", code=code))
    form = SignForm.received(data={"text_hash": version.text_hash})
    if form.is_submitted:
        require(current_user, "conventions.sign", convention)
    if form.sent:
        with form.refusals():
            services.sign(convention, text_hash=form.text_hash.data or "", actor=current_user)
            flash(_("Thank you for signing “%(title)s”.", title=convention.title), "done")
            return redirect(url_for(".signed", code=code))
    return render_template(
        "conventions/sign.html",
        convention=convention,
        version=version,
        rows=clause_rows(convention, version),
        form=form,
        signed=signed,
        no=why_not(current_user, "conventions.sign", convention),
    ), form.status


@bp.get("/<code>/chain.json")
def chain(code: str) -> ResponseReturnValue:
    """All fixed texts and the chain of signatures without names, for `tools/verify_convention.py`."""
    convention = queries.get_convention(code, current_user)
    bundle = json.dumps(bundle_of(convention, with_people=False), ensure_ascii=False, indent=1)
    return Response(
        bundle,
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="convention-{code}.json"'},
    )


@bp.get("/<code>/signed")
def signed(code: str) -> ResponseReturnValue:
    """One's own signature, with the address that proves it."""
    convention = queries.get_convention(code, current_user)
    signature = queries.latest_signature_of(convention, current_user)
    if signature is None:
        raise NotFound(_("You have not signed this convention."))
    return render_template(
        "conventions/signed.html",
        convention=convention,
        signature=signature,
        paper=find_paper("convention_signature", signature.id, signature.text_hash),
    )


@bp.route("/<code>/withdraw", methods=["GET", "POST"])
def withdraw(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    signature = queries.latest_signature_of(convention, current_user)
    if signature is None:
        raise NotFound(_("You have not signed this convention."))
    require(current_user, "conventions.withdraw", signature)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.withdraw(signature, reason=form.reason.data or "", actor=current_user)
            flash(_("Your signature has been withdrawn."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("conventions/withdraw.html", convention=convention, form=form), form.status
