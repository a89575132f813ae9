"""What points are never taken away for: refused by the portal, with the reason, before anything is written."""

from __future__ import annotations

from typing import Any

from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext, Script
from portal.points.rules import Ground, forbidden_grounds

WHY = {
    Ground.PETITION: N_(
        "Nobody loses points for a petition: petitioning is everybody's right. It says here: %(words)s"
    ),
    Ground.COMPLAINT: N_(
        "Nobody loses points for a complaint, a report or going to court. It says here: %(words)s"
    ),
    Ground.OPINION: N_("Nobody loses points for an opinion or for how they voted. It says here: %(words)s"),
    Ground.BELIEF: N_("Nobody loses points for what they believe. It says here: %(words)s"),
    Ground.HEALTH: N_("Nobody loses points for illness or disability. It says here: %(words)s"),
    Ground.BIRTH: N_("Nobody loses points for having children or not. It says here: %(words)s"),
    Ground.RELATIVES: N_("Nobody loses points for what relatives have done. It says here: %(words)s"),
}


def refuse_forbidden(*texts: Any) -> None:
    """Refuse by the first forbidden ground, naming its words. Not guarded: part of what takes points away."""
    found = forbidden_grounds(*(str(text) for text in texts if text))
    if found:
        raise Refused(_(WHY[found[0].ground], words=Bitext.of("、".join(found[0].words), Script.HANS)))
