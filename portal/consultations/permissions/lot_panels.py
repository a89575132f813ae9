"""Who sets up a panel by lot, stands for it, draws it. Things are panels, people in their pools, consultations."""

from __future__ import annotations

from typing import Any

from portal.consultations.permissions import (
    issues,
    known_well_enough,
    not_ended,
    not_suspended,
    of_its_consultation,
    organises,
    own_seat,
)
from portal.consultations.states.lot_panels import PanelState
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in


@rule(_l("The pool of this panel is closed."))
def pool_open(_actor: Any, panel: Any) -> bool:
    return bool(panel.state is PanelState.INVITING)


@rule(_l("Those who organise the consultation do not stand for its panel."))
def outsider(actor: Any, panel: Any) -> bool:
    return not organises(actor, panel) and not issues(actor, panel)


takes_candidates = pool_open & of_its_consultation(not_ended) & of_its_consultation(not_suspended)

PERMISSIONS: dict[str, Rule] = {
    "consultations.set_panel": signed_in & organises & not_ended,
    "consultations.join_panel": signed_in
    & outsider
    & takes_candidates
    & of_its_consultation(known_well_enough),
    "consultations.enrol_for_panel": signed_in & organises & takes_candidates,
    "consultations.leave_panel": signed_in & own_seat & of_its_consultation(not_ended),
    "consultations.vacate_panel_seat": signed_in & organises & of_its_consultation(not_ended),
    "consultations.close_pool": signed_in & organises & of_its_consultation(not_ended),
    "consultations.draw_panel": signed_in
    & issues
    & of_its_consultation(not_ended)
    & another_person_than("listed_by"),
}
