from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.papers import queries
from portal.papers.headings import heading
from portal.papers.kinds import STANDING_LABELS, kinds

bp = Blueprint("papers", __name__, url_prefix="/v")
bp.add_app_template_filter(heading)


@bp.get("/<token>")
def verify(token: str) -> ResponseReturnValue:
    """What was issued under this code, and whether it still is what it was. For everybody, without an account."""
    paper = queries.get_paper(token)
    proof, standing = queries.proof_of(paper)
    return render_template(
        "papers/verify.html",
        paper=paper,
        proof=proof,
        standing=standing,
        sentence=STANDING_LABELS[standing],
        label=kinds()[paper.kind].label,
        view=queries.PaperView(
            paper, queries.pdfs_of(paper) if queries.may_have(current_user, paper.id) else ()
        ),
    )
