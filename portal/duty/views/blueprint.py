from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.core.forms import Form
from portal.duty.forms import time_words
from portal.duty.states import LIFE, OBJECTION, OBJECTION_TONES, ROTA, ROTA_TONES, SWAP, TONES

bp = Blueprint("duty", __name__, url_prefix="/duty")

WORDS = {
    "time": time_words,
    "life": LIFE,
    "tones": TONES,
    "rota": ROTA,
    "rota_tones": ROTA_TONES,
    "swap": SWAP,
    "objection": OBJECTION,
    "objection_tones": OBJECTION_TONES,
}


@bp.app_context_processor
def words() -> dict[str, object]:
    """The words of duty, for its own pages and for panels on others."""
    return {"duty_words": WORDS}


def form_answer(
    form: Form, title: Any, action: Any, back: str, alliance: Any, **more: Any
) -> ResponseReturnValue:
    """One form on a page of its own."""
    page = render_template(
        "duty/form.html", form=form, title=title, action=action, back=back, alliance=alliance, **more
    )
    return page, form.status
