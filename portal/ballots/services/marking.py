"""What may stand on a ballot, method by method. Refused before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence

from portal.ballots.models import Ballot
from portal.ballots.rules import Choice, Voice
from portal.ballots.rules.methods import HIGHEST, LOWEST
from portal.ballots.states import RANKING, Method
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.masking import mask_personal_data

FORMAL_CHOICES = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
LONGEST_REASON = 500


def valid(ballot: Ballot, choices: Sequence[str]) -> list[str]:
    """The choices as they are kept, in the order of the ballot. Not guarded: only reads."""
    chosen = list(dict.fromkeys(choices))
    if not chosen:
        raise Refused(_("Please choose first."))
    if ballot.method in RANKING or ballot.method is Method.SCORE:
        return _marked(ballot, chosen)
    offered = offered_by(ballot)
    if not set(chosen) <= set(offered):
        raise Refused(_("This choice was not offered. Please open the page again."))
    several = ballot.method in {Method.APPROVAL, Method.BUDGET}
    most = ballot.max_choices if several else 1
    if most is not None and len(chosen) > most:
        raise Refused(_("You can choose at most %(most)s.", most=most))
    return [key for key in offered if key in chosen]


def offered_by(ballot: Ballot) -> list[str]:
    """What one may choose. Not guarded: only reads."""
    if ballot.method is Method.FORMAL:
        return [str(choice) for choice in FORMAL_CHOICES]
    if ballot.method is Method.CONSENT:
        return [str(voice) for voice in Voice]
    return [option.key for option in ballot.options]


def _marked(ballot: Ballot, chosen: Sequence[str]) -> list[str]:
    offered = offered_by(ballot)
    lowest, highest = (LOWEST, HIGHEST) if ballot.method is Method.SCORE else (1, len(offered))
    marks: dict[str, int] = {}
    for word in chosen:
        key, _sign, number = word.partition("=")
        if key not in offered or key in marks or not (number.isascii() and number.isdigit()):
            raise Refused(_("This choice was not offered. Please open the page again."))
        marks[key] = int(number[:4])
        if not lowest <= marks[key] <= highest:
            raise Refused(_("Marks go from %(lowest)s to %(highest)s.", lowest=lowest, highest=highest))
    if ballot.method is Method.SEATS and len(set(marks.values())) < len(marks):
        raise Refused(_("Give each rank to one candidate only."))
    return [f"{key}={marks[key]}" for key in offered if key in marks]


def reason_given(ballot: Ballot, chosen: Sequence[str], reason: str) -> str:
    """The reason as it is kept: only with consent, and without the numbers by which people can be found.
    Not guarded: only reads.
    """
    if ballot.method is not Method.CONSENT or chosen[0] not in {Voice.OBJECT, Voice.RESERVE}:
        return ""
    if chosen[0] == Voice.OBJECT and not reason.strip():
        raise Refused(_("An objection needs a reason, so that the proposal can be mended."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("The reason may have at most %(most)s characters.", most=LONGEST_REASON))
    return mask_personal_data(reason.strip())
