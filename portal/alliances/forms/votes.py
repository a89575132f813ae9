"""What is typed to ask the members."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.alliances.services import Question
from portal.ballots.models import Roll
from portal.ballots.states import Method
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l

METHODS = (
    (str(Method.FORMAL), _l("For, against or abstain, under the rule for alliances")),
    (str(Method.SINGLE), _l("One of several answers; most votes win")),
    (str(Method.APPROVAL), _l("As many answers as one likes")),
)


class QuestionForm(Form):
    text = StringField(_l("The question to be decided"), validators=[InputRequired(), Length(max=120)])
    method = RadioField(
        _l("How one answers"),
        choices=choices(METHODS),
        default=str(Method.FORMAL),
        validators=[InputRequired()],
    )
    options = TextAreaField(
        _l("Answers to choose from"),
        validators=[Length(max=2000)],
        description=_l("One in each line. Leave it empty for a vote for or against."),
    )
    most = IntegerField(
        _l("How many answers one may choose"),
        validators=[Optional(), NumberRange(1, 40)],
        description=_l("Only where one may choose several. Empty: as many as one likes."),
    )
    who = RadioField(_l("Who votes"), validators=[InputRequired()])
    on_paper = BooleanField(
        _l("Papers are taken, too"),
        description=_l(
            "For those on the written roll who have no account. One officer types them in, another confirms them, "
            "and you declare the count."
        ),
    )
    secret = BooleanField(_l("Secret vote"))
    days = IntegerField(_l("Days of voting"), validators=[InputRequired(), NumberRange(1, 60)], default=7)

    @classmethod
    def with_roll(cls, roll: Roll | None, members: int) -> QuestionForm:
        form = cls.received(data={"who": "members"})
        offered = [
            ("members", _("The members of today: %(count)s people, with their accounts", count=members))
        ]
        if roll is not None:
            offered.append(("roll", _("The roll as it is written down: %(count)s votes", count=roll.heads)))
        form.who.choices = choices(offered)
        if roll is None:
            del form.on_paper
        return form

    @property
    def question(self) -> Question:
        return Question(
            text=self.text.data or "",
            method=Method(self.method.data),
            options=(self.options.data or "").splitlines(),
            most=self.most.data,
            secret=bool(self.secret.data),
            by_roll=self.who.data == "roll",
            on_paper="on_paper" in self and bool(self.on_paper.data),
            days=self.days.data or 0,
        )
