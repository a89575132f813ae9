from __future__ import annotations

from portal.core.feature import Feature, Panel, Personal
from portal.statements import panels, personal
from portal.statements.cli import opinion_map
from portal.statements.imported import KIND, FileMaps
from portal.statements.permissions import PERMISSIONS
from portal.statements.services.computing import PICTURE, finish
from portal.statements.services.voting import JOB
from portal.statements.states import LIFE
from portal.statements.views import bp

feature = Feature(
    name="statements",
    blueprint=bp,
    permissions=PERMISSIONS,
    workflows=(LIFE,),
    jobs={JOB: PICTURE},
    due=(finish,),
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(
        Panel(where="consultation", order=20, template="statements/_panel.html", context=panels.of_subject),
    ),
    statement_owners={KIND: FileMaps()},
    commands=(opinion_map,),
)
