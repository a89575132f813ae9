from __future__ import annotations

from portal.ballots import panels, papers, personal, queries
from portal.ballots.cli import draw, recount
from portal.ballots.permissions import PERMISSIONS
from portal.ballots.services import close_due
from portal.ballots.views import bp
from portal.core.feature import Feature, Panel, Personal

feature = Feature(
    name="ballots",
    blueprint=bp,
    permissions=PERMISSIONS,
    due=(close_due,),
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(Panel(where="control", order=30, template="ballots/_control.html", context=panels.rules),),
    papers=papers.KINDS,
    file_access={"ballot_by_hand": queries.may_see_scan, "ballot_proxy": queries.may_see_authority},
    verify=(queries.damaged,),
    commands=(recount, draw),
)
