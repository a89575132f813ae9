"""Forms that begin something: a board, a nomination, a piece of evidence, a ground."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.files.forms import FilesField
from portal.honor.models import HonorBoard, LegalBasis
from portal.honor.rules import Severity
from portal.honor.states import (
    CAN_BE,
    POLARITIES,
    SCOPES,
    SOURCES,
    SUBJECT_TYPES,
    BasisKind,
    Polarity,
    Scope,
    Source,
    SubjectType,
)

SEVERITIES = {
    Severity.OWN: _l("Own measure of an alliance, resting on its convention (90 days at most)"),
    Severity.MINOR: _l("Minor by law (3 months at most)"),
    Severity.GENERAL: _l("General by law (3 to 12 months)"),
    Severity.SERIOUS: _l("Serious by law (1 to 3 years)"),
}
EVIDENCE_KINDS = {
    "photo": _l("Photo"),
    "record": _l("Written record"),
    "complaint": _l("Complaint, without who complained"),
    "measurement": _l("Measurement"),
}
HOLDER_HINT = _l("The username of the person behind it. It is never shown; they are asked or heard.")


class BoardForm(Form):
    """A new board of a place."""

    polarity = RadioField(
        _l("Kind of board"), choices=choices(POLARITIES.items()), validators=[InputRequired()]
    )
    place = SelectField(_l("Place"), validators=[InputRequired()])
    name = StringField(_l("Name of the board"), validators=[InputRequired(), Length(max=60)])
    criteria = TextAreaField(_l("For what one comes onto it"), validators=[Length(max=1000)])


class Nomination(Form):
    """What both kinds of entry need."""

    board = SelectField(_l("Board"), validators=[InputRequired()])
    subject_type = RadioField(_l("Who or what is it about?"), validators=[InputRequired()])
    subject = StringField(_l("As the public shall read it"), validators=[InputRequired(), Length(max=100)])
    holder = StringField(_l("Person behind it"), description=HOLDER_HINT)
    facts = TextAreaField(_l("What happened"), validators=[InputRequired(), Length(max=2000)])
    source = SelectField(
        _l("How it became known"),
        choices=choices(SOURCES.items()),
        default=str(Source.CITIZEN),
        validators=[InputRequired()],
    )

    def offer(self, boards: list[tuple[HonorBoard, Any]], polarity: Polarity) -> None:
        self.board.choices = choices((board.code, label) for board, label in boards)
        self.subject_type.choices = choices((str(t), SUBJECT_TYPES[t]) for t in CAN_BE[polarity])

    @property
    def values(self) -> dict[str, Any]:
        """For the service; the board and the person behind it are looked up by the view."""
        return {
            "subject_type": SubjectType(self.subject_type.data),
            "subject": self.subject.data,
            "facts": self.facts.data,
            "source": Source(self.source.data),
        }


class PraiseForm(Nomination):
    """A good deed."""


class ReminderForm(Nomination):
    """Something that has to be put right, with everything the notice will have to say."""

    behaviour = StringField(_l("In a few words"), validators=[InputRequired(), Length(max=60)])
    place_text = StringField(
        _l("Where"),
        validators=[InputRequired(), Length(max=100)],
        description=_l("No finer than a street section or grid: no house and no door."),
    )
    first_day = DateField(_l("First day"), validators=[InputRequired()])
    last_day = DateField(_l("Last day"), validators=[InputRequired()])
    severity = RadioField(_l("How grave"), choices=choices(SEVERITIES.items()), validators=[InputRequired()])
    scope = RadioField(
        _l("Who may read it"),
        choices=choices(SCOPES.items()),
        default=str(Scope.PUBLIC),
        validators=[InputRequired()],
    )
    bases = SelectMultipleField(_l("Grounds from the register"), validators=[InputRequired()])
    correction = TextAreaField(
        _l("What has to be done, and until when"), validators=[InputRequired(), Length(max=500)]
    )
    remedy = TextAreaField(_l("Where to object"), validators=[InputRequired(), Length(max=500)])
    uscc = StringField(
        _l("Unified social credit code"),
        validators=[
            Optional(),
            Regexp(r"^[0-9A-HJ-NPQRTUWXY]{18}$", message=_l("This code has 18 characters.")),
        ],
        description=_l("Of a company or shop, if there is one."),
    )
    source_case = StringField(_l("Number of the case"), validators=[Length(max=80)])

    def offer_grounds(self, register: list[tuple[LegalBasis, Any]]) -> None:
        self.bases.choices = choices((str(basis.id), label) for basis, label in register)

    @property
    def values(self) -> dict[str, Any]:
        return {
            **super().values,
            "behaviour": self.behaviour.data,
            "place_text": self.place_text.data,
            "occurred": (self.first_day.data, self.last_day.data),
            "severity": Severity(self.severity.data),
            "scope": Scope(self.scope.data),
            "correction": self.correction.data,
            "remedy": self.remedy.data,
            "uscc": self.uscc.data or "",
            "source_case": self.source_case.data or "",
        }


class EvidenceForm(Form):
    """One piece of evidence."""

    kind = RadioField(_l("What kind"), choices=choices(EVIDENCE_KINDS.items()), validators=[InputRequired()])
    text = TextAreaField(_l("What it shows"), validators=[InputRequired(), Length(max=500)])
    taken_on = DateField(_l("Which day"), validators=[Optional()])
    files = FilesField(
        _l("Files"), description=_l("Kept private. Only what an official marks as fit is ever shown.")
    )


class BasisForm(Form):
    """A ground for the register."""

    kind = RadioField(
        _l("What kind"),
        choices=choices(
            (
                (BasisKind.LAW, _l("Law or regulation")),
                (BasisKind.CONVENTION, _l("Convention, for its signers")),
            )
        ),
        validators=[InputRequired()],
    )
    instrument = StringField(_l("Name, without brackets"), validators=[InputRequired(), Length(max=100)])
    article = StringField(_l("Article or clause"), validators=[InputRequired(), Length(max=100)])
    text = TextAreaField(_l("Its words"), validators=[Length(max=2000)])
    convention_code = StringField(_l("Short code of the convention"), validators=[Length(max=24)])
    source = StringField(_l("Where it was read"), validators=[InputRequired(), Length(max=300)])
    as_of = DateField(_l("When it was read"), validators=[InputRequired()])
