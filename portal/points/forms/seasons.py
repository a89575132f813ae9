from __future__ import annotations

from typing import Any

from wtforms import DateField, StringField
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form
from portal.core.i18n import _l
from portal.points.models import Season


class SeasonForm(Form):
    name = StringField(_l("Name of the season"), validators=[InputRequired(), Length(max=30)])
    starts_on = DateField(_l("First day"), validators=[InputRequired()])
    ends_on = DateField(_l("Last day"), validators=[InputRequired()])

    @classmethod
    def of(cls, season: Season) -> SeasonForm:
        days = {"starts_on": season.starts_on, "ends_on": season.ends_on}
        return cls.received(data={"name": season.name.original, **days})

    def given(self) -> dict[str, Any]:
        return {name: self.data[name] for name in ("name", "starts_on", "ends_on")}
