from __future__ import annotations

from portal.core.feature import Door, Feature, Panel, Personal
from portal.core.i18n import _l
from portal.points import panels, personal
from portal.points.permissions import PERMISSIONS
from portal.points.queries import shelf
from portal.points.queries.proof import verify
from portal.points.receivers import LISTENERS
from portal.points.services.redemption import expire_vouchers
from portal.points.states import DETERMINATION_LIFE, RULE_LIFE, VOUCHER_LIFE
from portal.points.views import bp, short_links

feature = Feature(
    name="points",
    blueprint=bp,
    short_links=short_links,
    permissions=PERMISSIONS,
    listeners=LISTENERS,
    due=(expire_vouchers,),
    cards={"reward": (shelf.card, shelf.all_ids)},
    workflows=(RULE_LIFE, DETERMINATION_LIFE, VOUCHER_LIFE),
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(
        Panel(where="mine", order=20, template="points/_mine.html", context=panels.mine),
        Panel(where="control", order=50, template="points/_control.html", context=panels.control),
        Panel(where="home", order=60, template="points/_home.html", context=panels.home),
    ),
    doors=(
        Door(
            label=_l("Points"),
            text=_l("Good deeds buy real things"),
            endpoint="points.home",
            icon="points",
            order=50,
        ),
    ),
    verify=(verify,),
    demo="portal.points.demo",
)
