from __future__ import annotations

from portal.core.feature import Feature
from portal.core.i18n import _l
from portal.core.settings import Setting
from portal.site import health
from portal.site.panels import PANELS
from portal.site.views import bp

SETTINGS = (
    Setting(
        key="city.welcome",
        kind="text",
        default="自己订公约，自己守公约；有事摆出来商议，好人好事看得见。",
        label=_l("Welcome on the home page"),
        group="city",
    ),
    Setting(
        key="city.about",
        kind="rich",
        default="<p>这里是市民自己订规矩、守规矩的地方。</p>",
        label=_l("About the portal"),
        group="city",
    ),
)

feature = Feature(
    name="site",
    blueprint=bp,
    short_links=health.bp,
    settings=SETTINGS,
    panels=PANELS,
    demo="portal.site.demo",
)
