from __future__ import annotations

from portal.core.feature import Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting
from portal.duty import figures, panels, personal, queries
from portal.duty.permissions import PERMISSIONS
from portal.duty.receivers import LISTENERS
from portal.duty.services import remind_of_what_is_late, remind_on_the_eve
from portal.duty.states import LIFE, OBJECTION, ROTA, SWAP
from portal.duty.views import bp

SETTINGS = (
    Setting(
        key="duty.shown_days",
        kind="days",
        default=90,
        least=1,
        most=730,
        label=_l("Days for which a closed note of a mutual check stays visible inside the alliance"),
        hint=_l("After that it counts in the figures only."),
        group="duty",
    ),
    Setting(
        key="duty.objection_days",
        kind="days",
        default=5,
        least=1,
        most=60,
        label=_l("Working days in which a shop may object to a note"),
        group="duty",
    ),
    Setting(
        key="duty.answer_days",
        kind="days",
        default=5,
        least=1,
        most=60,
        label=_l("Working days in which the supervisor answers an objection"),
        group="duty",
    ),
)

feature = Feature(
    name="duty",
    blueprint=bp,
    permissions=PERMISSIONS,
    listeners=LISTENERS,
    due=(remind_on_the_eve, remind_of_what_is_late),
    workflows=(ROTA, SWAP, LIFE, OBJECTION),
    settings=SETTINGS,
    personal=Personal(export=personal.export, forget=personal.forget),
    panels=(
        Panel(where="alliance", order=12, template="duty/_alliance.html", context=panels.of_alliance),
        Panel(where="merger", order=20, template="duty/_merger.html", context=panels.of_merger),
        Panel(where="mine", order=16, template="duty/_mine.html", context=panels.mine),
    ),
    duties=panels.duties,
    figures=figures.FIGURES,
    file_access={"duty_finding": queries.may_open_photos},
    demo="portal.duty.demo",
)
