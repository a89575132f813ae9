from __future__ import annotations

from typing import Any

from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.ballots.models import Voter
from portal.ballots.queries import table_text
from portal.ballots.rules import Reading
from portal.core.forms import Form
from portal.core.i18n import _l

MOST_BYTES = 4 * 1024 * 1024 + 1
MOST_TYPED = 400_000


class TableField(TextAreaField):
    """Cells with tabs or semicolons between them; cleaned cell by cell where the table is read."""

    raw = True


class TableForm(Form):
    """A table as a file, or pasted. What was read stands in the box and may be corrected there."""

    file = FileField(_l("Table (CSV or XLSX)"), render_kw={"accept": ".csv,.xlsx,.txt,.tsv"})
    text = TableField(
        _l("Or paste the table here"),
        validators=[Length(max=MOST_TYPED)],
        render_kw={"rows": 10, "spellcheck": "false"},
    )

    def table(self) -> str:
        """What was sent: the file if there is one, else the box. Raises `Refused` for what is no table."""
        sent: Any = self.file.data
        if getattr(sent, "filename", ""):
            return table_text(sent.stream.read(MOST_BYTES))
        return (self.text.data or "").strip()

    def show(self, text: str, reading: Reading) -> Reading:
        """Put what was read into the box."""
        self.text.data = text
        return reading


class CorrectionForm(Form):
    """One line of a called roll."""

    name = StringField(_l("Full name"), validators=[Length(max=100)])
    unit = StringField(_l("Flat, household or seat"), validators=[Length(max=200)])
    area = StringField(_l("Floor area (m²)"), validators=[Length(max=20)])
    account = StringField(_l("Account"), validators=[Length(max=64)])
    reason = TextAreaField(
        _l("Reason for the correction"),
        validators=[InputRequired(), Length(max=500)],
        description=_l("It stays on record and is shown with the roll."),
        render_kw={"rows": 2},
    )

    @classmethod
    def of(cls, voter: Voter | None, *, weighed: bool) -> CorrectionForm:
        data = {}
        if voter is not None:
            data = {
                "name": voter.name.original,
                "unit": voter.unit.original,
                "area": f"{voter.area // 100}.{voter.area % 100:02}",
                "account": voter.user.username if voter.user else "",
            }
        form = cls.received(data=data)
        if not weighed:
            del form.area
        return form
