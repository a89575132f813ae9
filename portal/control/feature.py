from __future__ import annotations

from portal.control.panels import PANELS
from portal.control.permissions import PERMISSIONS
from portal.control.services import glossary
from portal.control.views import bp
from portal.core.feature import Feature

feature = Feature(
    name="control",
    blueprint=bp,
    permissions=PERMISSIONS,
    panels=PANELS,
    jobs={"control.remake_twins": glossary.remake_twins, "control.refresh_cards": glossary.refresh_cards},
    due=(glossary.keep_up,),
    demo="portal.control.demo",
)
