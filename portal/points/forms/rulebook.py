"""What is written when a rule is made or changed."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, DateField, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.points.models import RuleVersion
from portal.points.receivers import SOURCES
from portal.points.rules import Cap, Span
from portal.points.services.rulebook import Wording
from portal.points.states import SCHEME_LABELS, SPAN_LABELS
from portal.points.states.rulebook import CLASS_LABELS, HAND_LABELS, Hand

RULE_CODE = Regexp(
    re.compile(r"^[A-Z][0-9]{2,3}$"), message=_l("Write a letter and two digits, such as J14.")
)
SPANS = [("", _l("No limit")), *((str(span), label) for span, label in SPAN_LABELS.items())]
HANDS = [(str(hand), label) for hand, label in HAND_LABELS.items()]
SAME = ("points", "most", "cool_down", "valid_until", "claimable")


class CapForm(Form):
    """One limit of a rule."""

    span = SelectField(_l("Counted in"), choices=choices(SPANS), default="")
    points = IntegerField(_l("At most so many points"), validators=[Optional(), NumberRange(1, 100_000)])
    times = IntegerField(_l("At most so often"), validators=[Optional(), NumberRange(1, 1000)])
    per_household = BooleanField(_l("For all members of a household together"))

    def cap(self) -> Cap | None:
        if not self.span.data or not (self.points.data or self.times.data):
            return None
        return Cap(
            span=Span(self.span.data),
            points=self.points.data,
            times=self.times.data,
            per_household=self.per_household.data,
        )


class VersionForm(Form):
    """What a rule shall say from a day on."""

    title = StringField(_l("Title"), validators=[InputRequired(), Length(max=60)])
    clause = TextAreaField(_l("Clause as printed"), validators=[InputRequired(), Length(max=600)])
    basis = StringField(_l("Basis"), validators=[InputRequired(), Length(max=120)])
    points = IntegerField(
        _l("Points"),
        validators=[InputRequired(), NumberRange(-200, 200)],
        description=_l("Below zero for a rule that takes points away."),
    )
    most = IntegerField(
        _l("Up to so many points"),
        validators=[Optional(), NumberRange(-200, 200)],
        description=_l("For a range: who determines chooses within it and says why. Empty: always the same."),
    )
    cap = FormField(CapForm, label=_l("Limit"))
    second_cap = FormField(CapForm, label=_l("Second limit"))
    cool_down = IntegerField(
        _l("Days in which it does not apply again"),
        default=0,
        validators=[Optional(), NumberRange(0, 366)],
        description=_l("0: no such days."),
    )
    evidence_needed = StringField(
        _l("Evidence that is needed"),
        validators=[Length(max=120)],
        description=_l("Photos with their time, a sheet with signatures, a written finding. Empty: none."),
    )
    determined_by = SelectField(_l("Who determines"), choices=choices(HANDS), default=str(Hand.WORKERS))
    reviewed_by = SelectField(
        _l("Who reviews, as the second person"), choices=choices(HANDS), default=str(Hand.WORKERS)
    )
    valid_from = DateField(_l("Valid from"), validators=[InputRequired()])
    valid_until = DateField(
        _l("Valid until"), validators=[Optional()], description=_l("Empty: until it is changed.")
    )
    suspended = BooleanField(_l("Suspended: from that day the rule gives nothing"))
    claimable = BooleanField(_l("Whoever has done it can ask for the points"))
    reason = StringField(_l("Reason for the change"), validators=[InputRequired(), Length(max=200)])

    def wording(self) -> Wording:
        given = self.data
        caps = (self.cap.form.cap(), self.second_cap.form.cap())
        return Wording(
            title=given["title"],
            clause=given["clause"],
            basis=given["basis"],
            points=given["points"],
            most=given["most"],
            caps=[cap for cap in caps if cap is not None],
            cool_down=given["cool_down"] or 0,
            evidence_needed=given["evidence_needed"] or "",
            determined_by=Hand(given["determined_by"]),
            reviewed_by=Hand(given["reviewed_by"]),
            valid_from=given["valid_from"],
            valid_until=given["valid_until"],
            gives=not given["suspended"],
            claimable=given["claimable"],
            reason=given["reason"],
        )

    @classmethod
    def of(cls, version: RuleVersion | None) -> VersionForm:
        if version is None:
            return cls.received(data={"valid_from": clock.today()})
        first, second = [*version.caps, {}, {}][:2]
        values: dict[str, Any] = {name: getattr(version, name) for name in SAME}
        return cls.received(
            data={
                **values,
                "title": version.title.original,
                "clause": version.clause.original,
                "basis": version.basis.original,
                "evidence_needed": version.evidence_needed.original,
                "cap": first,
                "second_cap": second,
                "determined_by": str(version.determined_by),
                "reviewed_by": str(version.reviewed_by),
                "valid_from": max(clock.today(), version.valid_from),
                "suspended": not version.gives,
            }
        )


class RuleForm(VersionForm):
    """A new rule."""

    code = StringField(_l("Number"), validators=[InputRequired(), RULE_CODE])
    scheme = SelectField(
        _l("Rule book"), choices=choices((str(value), label) for value, label in SCHEME_LABELS.items())
    )
    rule_class = SelectField(
        _l("Class"), choices=choices((str(value), label) for value, label in CLASS_LABELS.items())
    )
    event = SelectField(
        _l("What gives the points"),
        choices=choices(
            [("", _l("Two people determine it")), *((name, s.label) for name, s in SOURCES.items())]
        ),
    )
