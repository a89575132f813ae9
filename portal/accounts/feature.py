from __future__ import annotations

from portal.accounts import panels, personal, sessions
from portal.accounts.permissions import PERMISSIONS
from portal.accounts.services import erasure, grants, identity
from portal.accounts.states import CONFIRMATION
from portal.accounts.views import bp
from portal.core.feature import Feature, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting

SETTINGS = (
    Setting(key="city.name", kind="name", default="禾塘市", label=_l("Name of the city"), group="city"),
    Setting(
        key="city.portal_name", kind="name", default="禾塘议约", label=_l("Name of the portal"), group="city"
    ),
    Setting(key="city.slogan", kind="text", default="自己的约，一起守", label=_l("Motto"), group="city"),
    Setting(key="city.contact_phone", kind="text", default="0000-12345", label=_l("Help line"), group="city"),
)

feature = Feature(
    name="accounts",
    blueprint=bp,
    permissions=PERMISSIONS,
    duties=panels.duties,
    settings=SETTINGS,
    workflows=(CONFIRMATION,),
    due=(grants.run_out, identity.run_out),
    nightly=(sessions.sweep,),
    personal=Personal(export=personal.export, forget=erasure.forget),
    demo="portal.accounts.demo",
)
