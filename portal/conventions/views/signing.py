from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.services.own import confirm
from portal.conventions import queries, services
from portal.conventions.forms import CONSENT, PaperSignatureForm, ReasonForm, SignForm
from portal.conventions.queries.bundle import bundle_of
from portal.conventions.views.blueprint import bp
from portal.conventions.views.reading import text_to_sign
from portal.core.i18n import _
from portal.core.permissions import require, why_not
from portal.files.queries import files_of
from portal.papers.queries import find_paper


@bp.route("/<code>/sign", methods=["GET", "POST"])
def sign(code: str) -> ResponseReturnValue:
    """The exact text, its fingerprint, and the name under it, once for each party."""
    convention = queries.get_convention(code, current_user)
    version = queries.signable_version(convention)
    parties = queries.parties_of(convention, current_user)
    signed = queries.signatures_of(version, current_user)
    left = [party for party in parties if party.key not in {s.party for s in signed}]
    households = convention.alliance_id is None
    if signed and not left and not households and request.method == "POST":
        flash(_("You have already signed this convention."), "plain")
        return redirect(url_for(".signed", code=code))
    form = SignForm.of(left, in_alliance=not households, text_hash=version.text_hash)
    if form.is_submitted:
        require(current_user, "conventions.sign", convention)
    if form.sent:
        with form.refusals():
            if not form.by_hand:
                confirm(current_user, form.password.data or "")
            signature = services.sign(
                convention,
                text_hash=form.text_hash.data or "",
                party=form.chosen_party,
                household=form.chosen_household,
                consent=form.consent,
                drawing=form.strokes,
                actor=current_user,
            )
            flash(_("Thank you for signing “%(title)s”.", title=convention.title), "done")
            return redirect(url_for(".signed", code=code, of=signature.code))
    return render_template(
        "conventions/sign.html",
        convention=convention,
        version=version,
        text=text_to_sign(convention, version),
        form=form,
        signed=signed,
        left=left,
        before=queries.signed_before(version, current_user),
        no=why_not(current_user, "conventions.sign", convention),
    ), form.status


@bp.route("/<code>/sign/paper", methods=["GET", "POST"])
def sign_on_paper(code: str) -> ResponseReturnValue:
    """An officer types in a signature on paper; those who have signed are not offered."""
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.sign_on_paper", convention)
    version = queries.signable_version(convention)
    left = {party.key: party for party in queries.not_signed(convention, version)}
    form = PaperSignatureForm.of(left, version.text_hash)
    if form.sent:
        with form.refusals():
            party = left[form.party.data]
            services.sign_on_paper(
                convention,
                text_hash=form.text_hash.data or "",
                party=party,
                witnesses=(form.first_witness.data or "", form.second_witness.data or ""),
                scan=form.scan.keep(current_user),
                consent=CONSENT,
                actor=current_user,
            )
            flash(_("The signature of %(name)s has been entered.", name=party.name), "done")
            return redirect(url_for(".signatures", code=code))
    return render_template(
        "conventions/sign_on_paper.html", convention=convention, version=version, form=form
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
    """One's own signature, with the address that proves it; `of` names one of several."""
    convention = queries.get_convention(code, current_user)
    signature = queries.get_own_signature(convention, request.args.get("of", ""), current_user)
    return render_template(
        "conventions/signed.html",
        convention=convention,
        signature=signature,
        others=[s for s in queries.own_signatures(convention, current_user) if s.id != signature.id],
        evidence=files_of("convention_signature", signature.id),
        entry=queries.entry_of(signature),
        paper=find_paper("convention_signature", signature.id, signature.text_hash),
    )


@bp.route("/<code>/withdraw", methods=["GET", "POST"])
def withdraw(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    signature = queries.get_own_signature(convention, request.args.get("of", ""), current_user)
    require(current_user, "conventions.withdraw", signature)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.withdraw(signature, reason=form.reason.data or "", actor=current_user)
            flash(_("Your signature has been withdrawn."), "done")
            return redirect(url_for(".show", code=code))
    return render_template(
        "conventions/withdraw.html", convention=convention, signature=signature, form=form
    ), form.status


@bp.post("/<code>/receipt")
def receipt(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    signature = queries.get_own_signature(convention, request.args.get("of", ""), current_user)
    content = services.take_receipt(signature, actor=current_user)
    return handed_out(content, _("Receipt of a signature"), convention.title, "pdf")


@bp.post("/<code>/register")
def register(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    content = services.take_register(convention, actor=current_user)
    return handed_out(content, _("Register of signatures"), convention.title, "pdf")


@bp.post("/<code>/volume")
def volume(code: str) -> ResponseReturnValue:
    """Everything for the file of the street, to be checked without the portal."""
    convention = queries.get_convention(code, current_user)
    content = services.take_volume(convention, actor=current_user)
    return handed_out(content, _("Volume for the file"), convention.title, "zip")


def handed_out(content: bytes, what: Any, about: Any, ending: str) -> Response:
    """A file with a name that says what it is, kept by nobody on the way."""
    name = f"{what}-{about}.{ending}"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, mimetype=f"application/{ending}", headers=headers)
