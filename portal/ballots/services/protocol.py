"""The protocol of a counted vote: a paper with an address of its own, made from the ballot file."""

from __future__ import annotations

from portal.accounts.models import User
from portal.ballots.models import Ballot
from portal.ballots.papers import KIND, hash_of
from portal.ballots.states import Phase
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.papers.models import IssuedPaper
from portal.papers.services import issue


@guarded("ballots.keep_roll")
def issue_protocol(ballot: Ballot, *, actor: User) -> IssuedPaper:
    """Order the protocol for filing. The same result again is the same paper."""
    if ballot.phase is not Phase.COUNTED:
        raise Refused(_("There is a protocol when the vote has been counted."))
    return issue(
        KIND,
        object_id=ballot.id,
        title=ballot.title,
        text_hash=hash_of(ballot),
        path=f"/ballots/{ballot.code}",
        issued_by=actor.id,
    )
