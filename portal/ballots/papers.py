"""The protocol of a vote as a paper: what `/v/<token>` says of it, and the sheet that is drawn for filing."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import render_template

from portal.ballots import queries
from portal.ballots.models import Ballot
from portal.ballots.states import (
    CHANNEL_LABELS,
    PASS_BASIS_LABELS,
    QUORUM_BASIS_LABELS,
    REASON_SENTENCES,
    ROLL_KIND_LABELS,
    Phase,
)
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.papers.kinds import PaperKind, Proof
from portal.papers.models import IssuedPaper

KIND = "ballot"


def hash_of(ballot: Ballot) -> str:
    """SHA-256 of the ballot file, result included: one changed ballot gives another protocol."""
    plain = json.dumps(queries.file_of(ballot), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def prove(ballot_id: int) -> Proof | None:
    ballot = db.session.get(Ballot, ballot_id)
    if ballot is None or ballot.phase is not Phase.COUNTED:
        return None
    return Proof(
        hash_now=hash_of(ballot),
        facts=(
            (_("Result"), outcome_of(ballot)),
            (_("Entitled"), ballot.entitled_heads),
            (_("Took part"), ballot.voted),
            (_("Voting ended"), dates.datetime_(ballot.closes_at)),
        ),
    )


def outcome_of(ballot: Ballot) -> Any:
    """What was decided, in a word."""
    if ballot.rule:
        return _("Adopted") if ballot.passed else _("Not adopted")
    leaders = (ballot.result or {}).get("leaders", ())
    names = [str(option.text) for option in ballot.options if option.key in leaders]
    if not names:
        return _("Nobody has voted, so there is no result.")
    return _("A tie") if len(names) > 1 else names[0]


def sheet(paper: IssuedPaper, size: str) -> str:
    ballot = db.session.get_one(Ballot, paper.object_id)
    return render_template(
        "ballots/protocol.html",
        paper=paper,
        size=size,
        ballot=ballot,
        view=queries.ballot_view(ballot, None),
        proxies=len(queries.proxies_of(ballot)),
        by_hand=queries.number_by_hand(ballot, confirmed=True),
        corrections=len(queries.corrections_of(ballot)),
        words=WORDS,
    )


WORDS: dict[str, Any] = {
    "kinds": ROLL_KIND_LABELS,
    "channels": CHANNEL_LABELS,
    "reasons": REASON_SENTENCES,
    "basis": QUORUM_BASIS_LABELS,
    "pass": PASS_BASIS_LABELS,
}
KINDS = {KIND: PaperKind(label=_l("Protocol of a vote"), prove=prove, sheet=sheet)}
