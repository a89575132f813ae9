from __future__ import annotations

from portal.core.feature import Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting
from portal.notices import panels, papers, personal, search
from portal.notices.permissions import PERMISSIONS
from portal.notices.queries import missing_numbers
from portal.notices.services import forget_contacts, forget_what_is_over
from portal.notices.views import bp

feature = Feature(
    name="notices",
    blueprint=bp,
    permissions=PERMISSIONS,
    due=(forget_what_is_over,),
    nightly=(forget_contacts,),
    verify=(missing_numbers,),
    papers=papers.KINDS,
    cards={search.KIND: (search.card, search.all_ids)},
    kind_names={search.KIND: _l("Notices")},
    duties=panels.duties,
    panels=(
        Panel(where="control", order=35, template="notices/_control.html", context=panels.on_control),
        Panel(where="consultation", order=5, template="notices/_about.html", context=panels.about),
    ),
    demo="portal.notices.demo",
    personal=Personal(export=personal.export, forget=personal.forget),
    settings=(
        Setting(
            key="notices.objection_days",
            kind="days",
            default=5,
            least=1,
            most=20,
            label=_l("Working days for answering an objection to a notice"),
            group="notices",
        ),
    ),
)
