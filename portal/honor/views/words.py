"""The words of states and kinds, for the templates of the boards."""

from __future__ import annotations

from portal.honor.forms.programmes import DATA_SOURCES, PROGRAMME_KINDS
from portal.honor.forms.proposing import EVIDENCE_KINDS, SEVERITIES
from portal.honor.states import (
    ISSUE_STATES,
    METHODS,
    POLARITIES,
    PROGRAMME_STATES,
    SCOPES,
    SOURCES,
    STATES,
    SUBJECT_TYPES,
    EntryState,
    Polarity,
)
from portal.honor.views import bp

TONES = {
    EntryState.PUBLISHED: "go",
    EntryState.NOTICE: "wait",
    EntryState.NOTIFIED: "wait",
    EntryState.WITHDRAWN: "stop",
    EntryState.REVOKED: "stop",
}
WORDS = {
    "states": STATES,
    "tones": TONES,
    "issue_states": ISSUE_STATES,
    "programme_states": PROGRAMME_STATES,
    "programme_kinds": PROGRAMME_KINDS,
    "data_sources": DATA_SOURCES,
    "subjects": SUBJECT_TYPES,
    "sources": SOURCES,
    "scopes": SCOPES,
    "methods": METHODS,
    "severities": SEVERITIES,
    "evidence": EVIDENCE_KINDS,
    "polarities": POLARITIES,
    "red": Polarity.RED,
    "black": Polarity.BLACK,
}


@bp.app_context_processor
def words() -> dict[str, object]:
    """`honor_words`, on every page that shows a panel of ours."""
    return {"honor_words": WORDS}
