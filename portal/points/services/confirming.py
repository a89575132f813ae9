"""The second person decides about all lines of a table in one act: agrees, or declines single lines with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.points.models import Determination, FindingImport
from portal.points.queries import imports as queries
from portal.points.services import awarding, determining, ledger


@dataclass(frozen=True)
class Decided:
    """What became of the lines: `left` are those for which the limit of their rule leaves nothing."""

    confirmed: int
    points: int
    declined: int
    left: int


@guarded("points.confirm_lines")
def decide(sent: FindingImport, *, seen: Sequence[str], reasons: Mapping[str, str], actor: User) -> Decided:
    """Confirm every line that was `seen` (by its code) and has no reason; decline those that have one.

    All in one transaction, each line asked for and written down as if it were decided alone.
    """
    ledger.lock()  # two who press at once decide one after another; limits are counted after whoever writes now
    lines = queries.lines_for(sent, actor)
    if not lines or {line.code for line in lines} != set(seen):
        raise Refused(_("Somebody has decided about some of these lines meanwhile. Please look again."))
    refused = [line for line in lines if reasons.get(line.code, "").strip()]
    for line in refused:
        determining.decline(line, reason=reasons[line.code].strip(), actor=actor)
    posted = [_posted(line, actor) for line in lines if line not in refused]
    points = [amount for amount in posted if amount is not None]
    return Decided(len(points), sum(points), len(refused), len(posted) - len(points))


def _posted(line: Determination, actor: User) -> int | None:
    if not awarding.allowed(line.version, line.user_id, line.times, line.points):
        return None
    return determining.confirm(line, actor=actor).amount
