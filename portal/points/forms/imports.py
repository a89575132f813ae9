"""Sending a table of findings."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import BooleanField, FileField
from wtforms.validators import InputRequired

from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.language import UnreadableText, clean_line
from portal.core.tables import MOST_BYTES

LONGEST_REASON = 300


class ImportForm(Form):
    file = FileField(
        _l("Table (CSV or XLSX)"),
        render_kw={"accept": ".csv,.xlsx", "required": True},
        description=_l("At most 1,000 lines and 4 MB. The first sheet that can be seen is read."),
    )

    def content(self) -> tuple[str, bytes]:
        sent: Any = self.file.data
        if not getattr(sent, "filename", ""):
            raise Refused(_("Please choose a file."))
        return sent.filename, sent.stream.read(MOST_BYTES + 1)


class LinesForm(Form):
    """All lines of a table at once: beside each stands a field `reason-CODE`, empty for those that are right."""

    agreed = BooleanField(
        _l("I have looked at every line and at what shows it."), validators=[InputRequired()]
    )

    def seen(self) -> list[str]:
        return request.form.getlist("line")

    def reasons(self) -> dict[str, str]:
        try:
            said = {code: clean_line(request.form.get(f"reason-{code}", "")) for code in self.seen()}
        except UnreadableText as error:
            raise Refused(_("This text contains characters that cannot be read.")) from error
        if any(len(reason) > LONGEST_REASON for reason in said.values()):
            raise Refused(_("A reason can have at most %(most)s characters.", most=LONGEST_REASON))
        return said
