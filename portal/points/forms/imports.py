"""Sending a table of findings."""

from __future__ import annotations

from typing import Any

from wtforms import FileField

from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.tables import MOST_BYTES


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
