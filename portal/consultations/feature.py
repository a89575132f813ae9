from __future__ import annotations

from portal.consultations import demo, panels, personal
from portal.consultations.permissions import PERMISSIONS
from portal.consultations.queries import matters, opinions
from portal.consultations.services.organising import tell_openings
from portal.consultations.states import LIFE
from portal.consultations.views import bp
from portal.core.feature import Door, Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting

SETTINGS = (
    Setting(
        key="consultations.names",
        kind="choice",
        default="masked",
        choices=(("masked", _l("Family name only")), ("full", _l("The name shown to others"))),
        label=_l("Names beside opinions"),
        group="consultations",
    ),
    Setting(
        key="consultations.edit_minutes",
        kind="number",
        default=30,
        least=0,
        most=1440,
        label=_l("Minutes during which an opinion can be changed"),
        group="consultations",
    ),
)

feature = Feature(
    name="consultations",
    blueprint=bp,
    permissions=PERMISSIONS,
    workflows=(LIFE,),
    settings=SETTINGS,
    due=(tell_openings,),
    cards={"consultation": (matters.card, matters.every_id)},
    kind_names={"consultation": _l("Consultations")},
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(
        Panel(where="alliance", order=30, template="consultations/_panel.html", context=panels.here),
        Panel(where="place", order=30, template="consultations/_panel.html", context=panels.here),
    ),
    doors=(
        Door(
            label=_l("Come and deliberate"),
            text=_l("Say what you think before it is decided; every opinion is answered"),
            endpoint="consultations.index",
            icon="consultation",
            order=30,
        ),
    ),
    verify=(matters.damaged,),
    demo=demo.load,
    file_access={"consultation": matters.may_see, "consultation_opinion": opinions.may_see_files},
)
