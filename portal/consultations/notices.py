"""The result of a consultation on public notice."""

from __future__ import annotations

from portal.alliances.queries.pages import in_words
from portal.consultations.models import Consultation, Outcome
from portal.consultations.queries.results import outcome_of
from portal.consultations.states import CONSENSUS
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import Bitext
from portal.notices.kinds import NoticeKind, NoticeText, in_both
from portal.notices.models import Notice

RESULT = "consultation_result"


def title_for(consultation: Consultation) -> Bitext:
    return in_both(
        lambda: _("Notice of the result of the consultation “%(title)s”", title=consultation.title)
    )


def result(notice: Notice) -> NoticeText | None:
    """As it was written; while the notice runs nobody changes it."""
    outcome: Outcome | None = outcome_of(notice.object_id)
    consultation = db.session.get(Consultation, notice.object_id)
    if outcome is None or consultation is None:
        return None
    return NoticeText(
        opening=_(
            "The opinions have been taken, answered and talked over (%(agreed)s). This is what came out; it is on public notice before anything is decided.",
            agreed=CONSENSUS[outcome.consensus],
        ),
        facts=(
            (_("What was asked"), consultation.title),
            (_("What came out"), in_words(outcome.text)),
            (_("On what they differ"), outcome.differences),
        ),
        closing=_("The decision is taken when the notice is over, with every objection in view."),
    )


KINDS = {RESULT: NoticeKind(label=_l("Result of a consultation on notice"), word="商议公示", text=result)}
