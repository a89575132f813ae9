"""What the demo city says about itself."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from portal.core import clock
from portal.core.settings import store


def load(city: Any) -> None:
    told = city.toml("news-intro")
    about = Markup("").join(
        Markup("<h2>{}</h2><p>{}</p>").format(part["heading_hans"], part["text_hans"])
        for part in told["about"]
    )
    contact = told["contact"]
    about += Markup("<h2>{}</h2><p>{}<br>{}<br>{}</p>").format(
        contact["office_hans"], contact["address_hans"], contact["hours_hans"], contact["phone"]
    )
    values = {
        "city.name": told["city"]["name_hans"],
        "city.slogan": told["city"]["motto_hans"],
        "city.welcome": told["city"]["welcome_hans"],
        "city.about": str(about),
        "city.contact_phone": contact["phone"],
    }
    for key, value in values.items():
        store(key, value, actor_id=city.people["city_admin"].id, at=clock.now())
