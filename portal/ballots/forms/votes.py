from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.ballots.rules import AdoptionRule, PassBasis, QuorumBasis
from portal.ballots.states import PASS_BASIS_LABELS
from portal.core.forms import Form
from portal.core.forms import choices as choices_of
from portal.core.i18n import _l

FRACTION = Regexp(r"^[1-9][0-9]{0,3}(/[1-9][0-9]{0,3})?$", message=_l("Write a fraction such as 2/3."))


class RuleForm(Form):
    """What officials may change of an adoption rule; who votes and what is weighed stays."""

    name_hans = StringField(_l("Name (simplified)"), validators=[InputRequired()])
    name_hant = StringField(_l("Name (traditional)"), validators=[InputRequired()])
    quorum_fraction = StringField(
        _l("Share that must take part"),
        validators=[InputRequired(), FRACTION],
        description=_l("For example 2/3."),
    )
    quorum_strict = BooleanField(_l("More than this share must take part; the share itself is not enough"))
    pass_fraction = StringField(_l("Share that must agree"), validators=[InputRequired(), FRACTION])
    pass_strict = BooleanField(_l("More than this share must agree; the share itself is not enough"))
    pass_basis = SelectField(_l("The share is taken"), validators=[InputRequired()])
    notice_days = IntegerField(_l("Days of notice before voting"), validators=[NumberRange(0, 365)])
    filing_days = IntegerField(_l("Days for filing after the vote"), validators=[NumberRange(0, 365)])
    secret = BooleanField(_l("Secret vote"))
    may_delegate = BooleanField(_l("People may vote for others with a written proxy"))
    most_proxies = IntegerField(
        _l("For how many others one person may vote"), validators=[NumberRange(0, 20)]
    )
    or_households = StringField(
        _l("Or this share of the households is enough"),
        validators=[Optional(), FRACTION],
        description=_l("Empty where there is no second way. It needs a roll with everybody's household."),
    )
    min_women_share = StringField(
        _l("At least this share of those entitled are women"),
        validators=[Optional(), FRACTION],
        description=_l("Empty where the law asks for none. The number is asked when a vote is called."),
    )
    filing_office_hans = StringField(_l("Filed with (simplified)"), validators=[Length(max=60)])
    filing_office_hant = StringField(_l("Filed with (traditional)"), validators=[Length(max=60)])
    source_hans = TextAreaField(_l("Source (simplified)"), validators=[InputRequired(), Length(max=1000)])
    source_hant = TextAreaField(_l("Source (traditional)"), validators=[InputRequired(), Length(max=1000)])
    as_of = DateField(_l("Checked on"), validators=[InputRequired()])
    superseded = BooleanField(_l("The article quoted has been replaced since"))
    formal = BooleanField(_l("The result binds everybody it concerns"))
    reason = TextAreaField(_l("Reason for the change"), validators=[InputRequired(), Length(max=500)])

    @classmethod
    def of(cls, rule: AdoptionRule) -> RuleForm:
        values: dict[str, Any] = rule.to_json()
        form = cls.received(data={**values, "as_of": date.fromisoformat(values["as_of"])})
        form.pass_basis.choices = choices_of(
            (str(basis), label) for basis, label in PASS_BASIS_LABELS.items()
        )
        if rule.quorum_basis is not QuorumBasis.REPRESENTATIVES:
            del form.min_women_share  # asked of bodies that were elected, when a vote of theirs is called
        return form

    def changes(self) -> dict[str, Any]:
        """The new values, as the rule holds them."""
        values = {name: value for name, value in self.data.items() if name != "reason"}
        for name in ("quorum_fraction", "pass_fraction"):
            values[name] = Fraction(values[name])
        for name in {"or_households", "min_women_share"} & set(values):
            values[name] = Fraction(values[name]) if values[name] else None
        return {**values, "pass_basis": PassBasis(values["pass_basis"])}
