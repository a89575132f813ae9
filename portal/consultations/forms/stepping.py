"""What officials type on the way from the announcement to the archive."""

from __future__ import annotations

from datetime import datetime

from wtforms import DateTimeLocalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.consultations.states import CONSENSUS, RECORDS, Consensus, RecordKind
from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.files.forms import FilesField


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])


class ExtendForm(Form):
    closes_at = DateTimeLocalField(_l("Opinions are taken until"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=500)], description=_l("It is published.")
    )

    @property
    def end(self) -> datetime:
        """What is typed is the city's own time."""
        return (self.closes_at.data or clock.now()).replace(tzinfo=clock.CITY_ZONE)


class DecideForm(Form):
    body = StringField(
        _l("Who decides, or to which assembly it is handed"), [InputRequired(), Length(max=120)]
    )
    reason = TextAreaField(_l("The decision in a few sentences"), [InputRequired(), Length(max=1000)])


class DoneForm(Form):
    reason = TextAreaField(_l("What was done"), [InputRequired(), Length(max=1000)])


class LookBackForm(Form):
    reason = TextAreaField(_l("How it turned out"), [InputRequired(), Length(max=1000)])


class OutcomeForm(Form):
    text = TextAreaField(
        _l("Result of the consultation"), [InputRequired()], render_kw={"data-editor": "full"}
    )
    consensus = RadioField(
        _l("How far people came together"),
        [InputRequired(message=_l("Please choose first."))],
        choices=choices(CONSENSUS.items()),
    )
    differences = TextAreaField(_l("Differences that remain"), [Optional(), Length(max=1000)])

    @property
    def agreed(self) -> Consensus:
        return Consensus(self.consensus.data)


class RecordPaperForm(Form):
    kind = SelectField(_l("Kind of paper"), [InputRequired()], choices=choices(RECORDS.items()))
    title = StringField(_l("Title"), [InputRequired(), Length(max=120)])
    text = TextAreaField(_l("What it says"), [Optional(), Length(max=5000)])
    meeting = SelectField(_l("Session"), [Optional()], default="")
    files = FilesField(_l("File"), most=4)

    @property
    def what(self) -> RecordKind:
        return RecordKind(self.kind.data)


class RevisionForm(Form):
    text = TextAreaField(
        _l("Text under consultation"),
        [InputRequired(), Length(max=20000)],
        description=_l("One clause a line."),
    )
    reason = TextAreaField(_l("Why it is changed"), [InputRequired(), Length(max=500)])
