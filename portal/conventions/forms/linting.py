from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form
from portal.core.i18n import _l


class OverrideForm(Form):
    reason = TextAreaField(
        _l("Why this is allowed"),
        validators=[InputRequired(), Length(max=400)],
        description=_l("Your reason and your name stay beside the clause, for everybody to read."),
        render_kw={"rows": 3},
    )
