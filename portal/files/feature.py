from __future__ import annotations

from portal.core.feature import Feature, Personal
from portal.files import personal
from portal.files.permissions import PERMISSIONS
from portal.files.proof import damaged
from portal.files.services import sweep
from portal.files.views import bp

feature = Feature(
    name="files",
    short_links=bp,
    permissions=PERMISSIONS,
    nightly=(sweep,),
    verify=(damaged,),
    personal=Personal(export=personal.export, forget=personal.forget),
)
