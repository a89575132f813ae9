from __future__ import annotations

import re
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from portal.accounts.models import Level
from portal.accounts.permissions import LEVELS
from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.files.forms import PICTURES, FilesField
from portal.points.models import Partner, Reward, Season
from portal.points.rules import Span
from portal.points.rules.grades import Grade
from portal.points.services.determining import Deed
from portal.points.states import (
    KIND_LABELS,
    PER_LABELS,
    SCHEME_LABELS,
    SPAN_LABELS,
    STOCK_LABELS,
    LimitPer,
    RewardKind,
    Scheme,
)

REWARD_CODE = Regexp(
    re.compile(r"^[A-Z][0-9]{2,3}$"), message=_l("Write a letter and two digits, such as G08.")
)


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=300)])


def photos() -> Any:
    """At most four; only those see them who see the matter."""
    return FilesField(
        _l("Photos"),
        most=4,
        render_kw={"accept": PICTURES},
        description=_l(
            "JPEG, PNG, WebP or GIF. Things, not people. Where and when a photo was taken is taken out of it."
        ),
    )


class ProposeForm(Form):
    """Points for something the portal cannot see."""

    username = StringField(_l("Username of the person"), validators=[InputRequired(), Length(max=64)])
    rule = SelectField(_l("Rule"), validators=[InputRequired()])
    times = IntegerField(
        _l("How often, or how many hours"), default=1, validators=[InputRequired(), NumberRange(1, 24)]
    )
    occurred_on = DateField(_l("Day"), validators=[InputRequired()])
    note = TextAreaField(_l("What for"), validators=[InputRequired(), Length(max=300)])
    evidence = StringField(
        _l("What shows it"),
        validators=[Length(max=300)],
        description=_l("Needed where the rule asks for it: photos, a sheet with signatures."),
    )
    points = IntegerField(
        _l("Points within the range"),
        validators=[Optional(), NumberRange(1, 200)],
        description=_l("Only under a rule with a range."),
    )
    weighing = StringField(_l("Why so many points"), validators=[Length(max=200)])
    photos = photos()

    @classmethod
    def of(cls, rules: list[tuple[str, str]], today: date) -> ProposeForm:
        form = cls.received(data={"occurred_on": today, "times": 1})
        form.rule.choices = choices(rules)
        return form

    def deed(self) -> Deed:
        given = self.data
        return Deed(
            note=given["note"],
            occurred_on=given["occurred_on"],
            times=given["times"],
            evidence=given["evidence"] or "",
            points=given["points"],
            weighing=given["weighing"] or "",
        )


class RewardForm(Form):
    """What stands on the shelf. The stock is kept by its own form, with a reason."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=60)])
    kind = SelectField(
        _l("Kind of reward"), choices=choices((str(k), label) for k, label in KIND_LABELS.items())
    )
    points = IntegerField(_l("Points"), validators=[InputRequired(), NumberRange(0, 10_000)])
    text = TextAreaField(_l("Description"), validators=[InputRequired(), Length(max=1000)])
    pickup = StringField(_l("Where to get it"), validators=[InputRequired(), Length(max=120)])
    bearer = StringField(_l("Who bears the cost"), validators=[InputRequired(), Length(max=60)])
    limit_times = IntegerField(_l("At most so often"), validators=[Optional(), NumberRange(1, 1000)])
    limit_span = SelectField(
        _l("Counted in"), choices=choices((str(s), label) for s, label in SPAN_LABELS.items())
    )
    limit_per = SelectField(
        _l("The limit is meant for"), choices=choices((str(p), label) for p, label in PER_LABELS.items())
    )
    household_times = IntegerField(
        _l("At most so often for each household"),
        validators=[Optional(), NumberRange(1, 1000)],
        description=_l("All its members together. Who belongs to no household counts as a household of one."),
    )
    household_span = SelectField(
        _l("Counted for the household in"),
        choices=choices((str(s), label) for s, label in SPAN_LABELS.items()),
    )
    scheme = SelectField(
        _l("Meant for"),
        choices=choices([("", _l("Everybody")), *((str(s), label) for s, label in SCHEME_LABELS.items())]),
    )
    least_grade = SelectField(
        _l("Least grade of a shop"),
        choices=choices([("", _l("No grade needed")), *((grade.value, grade.value) for grade in Grade)]),
    )
    age_from = IntegerField(
        _l("From which age"),
        validators=[Optional(), NumberRange(14, 120)],
        description=_l("The portal knows no birthdays: the counter has a card shown."),
    )
    least_score = IntegerField(_l("Score needed"), validators=[Optional(), NumberRange(1, 100_000)])
    least_level = SelectField(
        _l("Who may have it"),
        coerce=int,
        choices=choices((int(level), LEVELS[level]) for level in (Level.L1, Level.L2)),
    )
    adults_only = BooleanField(_l("For adults only"))
    keep_days = IntegerField(_l("Days a voucher is kept"), validators=[InputRequired(), NumberRange(1, 365)])
    season = SelectField(
        _l("Season"),
        default="",
        description=_l("A reward of a season has its days; those given below do not count then."),
    )
    starts_on = DateField(_l("Offered from"), validators=[InputRequired()])
    ends_on = DateField(_l("Offered until"), validators=[Optional()])
    partners = SelectMultipleField(
        _l("Handed out by"), description=_l("Nobody chosen: the community itself.")
    )
    picture = FileField(_l("Picture"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    by_appointment = BooleanField(_l("By appointment: a time is chosen"))
    offered = BooleanField(_l("On the shelf"))

    @classmethod
    def of(cls, reward: Reward | None, partners: list[Partner], seasons: list[Season]) -> RewardForm:
        form = cls.received(data=cls._values(reward))
        named = [(season.code, str(season.name)) for season in seasons]
        form.season.choices = choices([("", _l("No season")), *named])
        form.partners.choices = choices((partner.code, str(partner.name)) for partner in partners)
        return form

    @staticmethod
    def _values(reward: Reward | None) -> dict[str, Any]:
        if reward is None:
            start = {
                "starts_on": clock.today(),
                "offered": True,
                "keep_days": 30,
                "least_level": int(Level.L2),
            }
            spans = {"limit_span": str(Span.YEAR), "household_span": str(Span.YEAR)}
            return {**start, **spans, "limit_per": str(LimitPer.PERSON)}
        same = (
            "points",
            "limit_times",
            "household_times",
            "least_score",
            "age_from",
            "adults_only",
            "keep_days",
            "starts_on",
            "ends_on",
            "by_appointment",
            "offered",
        )
        return {
            **{name: getattr(reward, name) for name in same},
            "name": reward.name.original,
            "text": reward.text.source,
            "pickup": reward.pickup.original,
            "bearer": reward.bearer.original,
            "kind": str(reward.kind),
            "limit_span": str(reward.limit_span),
            "limit_per": str(reward.limit_per),
            "household_span": str(reward.household_span),
            "scheme": str(reward.scheme or ""),
            "least_grade": str(reward.least_grade or ""),
            "least_level": int(reward.least_level),
            "season": reward.season.code if reward.season else "",
            "partners": [partner.code for partner in reward.partners],
        }

    def columns(self, seasons: list[Season]) -> dict[str, Any]:
        """What the service stores, without picture and partners."""
        given = dict(self.data)
        for name in ("picture", "partners", "code", "stock"):
            given.pop(name, None)
        return given | {
            "season": next((season for season in seasons if season.code == given["season"]), None),
            "kind": RewardKind(given["kind"]),
            "limit_span": Span(given["limit_span"]),
            "limit_per": LimitPer(given["limit_per"]),
            "household_span": Span(given["household_span"]),
            "scheme": Scheme(given["scheme"]) if given["scheme"] else None,
            "least_grade": Grade(given["least_grade"]) if given["least_grade"] else None,
            "least_level": Level(given["least_level"]),
        }


class NewRewardForm(RewardForm):
    code = StringField(_l("Number"), validators=[InputRequired(), REWARD_CODE])
    stock = IntegerField(
        _l("Stock"),
        validators=[Optional(), NumberRange(0, 100_000)],
        description=_l("Leave empty when there is no limit."),
    )


class StockForm(Form):
    """Of a delivery the paper must be given, of a correction the reason."""

    kind = SelectField(
        _l("Kind of change"), choices=choices((str(kind), label) for kind, label in STOCK_LABELS.items())
    )
    change = IntegerField(
        _l("Change of the stock"),
        validators=[InputRequired(), NumberRange(-100_000, 100_000)],
        description=_l("Below zero for goods that are broken or missing."),
    )
    paper = StringField(_l("Number of the delivery note"), validators=[Optional(), Length(max=60)])
    reason = StringField(_l("Reason"), validators=[Optional(), Length(max=200)])


class ReserveForm(Form):
    """The confirmation before points are spent."""

    agreed = BooleanField(validators=[InputRequired(message=_l("Please agree first."))])


class HelperForm(Form):
    username = StringField(_l("Username of the helper"), validators=[InputRequired(), Length(max=64)])
    reason = StringField(_l("Why somebody else collects"), validators=[InputRequired(), Length(max=120)])


class PartnerForm(Form):
    name = StringField(_l("Name of the shop"), validators=[InputRequired(), Length(max=60)])
    address = StringField(_l("Address"), validators=[InputRequired(), Length(max=120)])
    agreement = TextAreaField(_l("Agreement"), validators=[InputRequired(), Length(max=600)])
    since = DateField(_l("Partner since"), validators=[InputRequired()])
    active = BooleanField(_l("Hands out rewards now"))


class ClerkForm(Form):
    username = StringField(_l("Username"), validators=[InputRequired(), Length(max=64)])
