from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.alliances.states import (
    KIND_LABELS,
    LEGAL_LABELS,
    LegalForm,
    MemberKind,
)
from portal.core.forms import Form, choices
from portal.core.i18n import _l

KINDS = choices((str(kind), label) for kind, label in KIND_LABELS.items())
LEGAL_FORMS = choices((str(form), label) for form, label in LEGAL_LABELS.items())


class WordsForm(Form):
    """What an alliance says about itself."""

    name = StringField(
        _l("Name of the alliance"),
        validators=[InputRequired(), Length(min=4, max=40)],
        description=_l("For example: Xinkai Road shops' alliance."),
    )
    section = StringField(
        _l("What it looks after"),
        validators=[Length(max=120)],
        description=_l("From where to where: the road section, market or housing estate."),
    )
    intro = TextAreaField(_l("Introduction"), validators=[Length(max=2000)], render_kw={"data-editor": ""})
    charter = TextAreaField(
        _l("Short charter"),
        validators=[Length(max=4000)],
        description=_l("Who may join, how decisions are made, how one leaves."),
    )
    meets = StringField(_l("When it meets"), validators=[Length(max=60)])
    meeting_place = StringField(_l("Where it meets"), validators=[Length(max=60)])
    legal_form = RadioField(
        _l("Legal form"),
        choices=LEGAL_FORMS,
        default=str(LegalForm.UNREGISTERED_GROUP),
        validators=[InputRequired()],
    )

    def words(self) -> dict[str, Any]:
        names = ("name", "section", "intro", "charter", "meets", "meeting_place")
        words: dict[str, Any] = {name: self[name].data or "" for name in names}
        return {**words, "legal_form": LegalForm(self.legal_form.data)}


class BelongingForm(Form):
    """As what one belongs."""

    kind = RadioField(_l("I join as"), choices=KINDS, validators=[InputRequired()])
    shop = StringField(
        _l("Shop sign"),
        validators=[Length(max=60)],
        description=_l("Merchants: the name as it stands over the door."),
    )

    @property
    def member_kind(self) -> MemberKind:
        return MemberKind(self.kind.data)


class FoundForm(BelongingForm):
    place = SelectField(_l("Street or community"), validators=[InputRequired()])
    name = StringField(_l("Name of the alliance"), validators=[InputRequired(), Length(min=4, max=40)])
    section = StringField(
        _l("What it looks after"),
        validators=[Length(max=120)],
        description=_l("From where to where: the road section, market or housing estate."),
    )
    intro = TextAreaField(_l("What should the alliance do first?"), validators=[Length(max=2000)])
    charter = TextAreaField(
        _l("Short charter"),
        validators=[Length(max=4000)],
        description=_l(
            "Who may join, how decisions are made, how one leaves. You can write it later, together."
        ),
    )
    legal_form = RadioField(
        _l("Legal form"),
        choices=LEGAL_FORMS,
        default=str(LegalForm.UNREGISTERED_GROUP),
        validators=[InputRequired()],
    )


class ApplyForm(BelongingForm):
    takes_over = SelectField(
        _l("I take over a shop that belongs already"),
        validators=[Optional()],
        description=_l("The officers check it; the earlier owner is told, and the shop keeps its code."),
    )
    message = StringField(_l("A word to the officers"), validators=[Length(max=200)])

    @classmethod
    def among(cls, shops: Iterable[tuple[int, str]], **kwargs: Any) -> ApplyForm:
        form = cls.received(**kwargs)
        form.takes_over.choices = choices(
            [("", _l("No, a shop of my own or no shop")), *((str(i), name) for i, name in shops)]
        )
        return form


class SectionForm(Form):
    name = StringField(
        _l("Name of the section"),
        validators=[InputRequired(), Length(max=20)],
        description=_l("For example: Group 1."),
    )
    extent = StringField(
        _l("From where to where"),
        validators=[Length(max=80)],
        description=_l("About twenty shops make a good section."),
    )


class PlaceForm(Form):
    section = SelectField(_l("Section"), validators=[Optional()])

    @classmethod
    def among(cls, sections: Iterable[tuple[int, str]], **kwargs: Any) -> PlaceForm:
        form = cls.received(**kwargs)
        form.section.choices = choices([("", _l("In no section")), *((str(i), name) for i, name in sections)])
        return form


class SeatForm(Form):
    username = StringField(
        _l("Username of the representative"),
        validators=[InputRequired(), Length(max=64)],
        description=_l("The person has an account of their own and tells you its name."),
    )
    title = StringField(
        _l("What the person is there"),
        validators=[Length(max=40)],
        description=_l("For example: manager of the estate."),
    )
    may_sign = BooleanField(_l("May sign conventions for the member"))
    may_vote = BooleanField(_l("Votes for the member, in place of the person who answers for it"))
    starts_on = DateField(_l("First day"), validators=[InputRequired()])
    ends_on = DateField(_l("Last day"), validators=[InputRequired()])


class SuspendForm(Form):
    until = DateField(_l("Last day of the suspension"), validators=[InputRequired()])
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)])


class HearingForm(Form):
    held_on = DateField(_l("Day of the hearing"), validators=[InputRequired()])
    reason = TextAreaField(
        _l("What the member is reproached with"), validators=[InputRequired(), Length(max=500)]
    )


class StatementForm(Form):
    statement = TextAreaField(
        _l("What you want to say"),
        validators=[InputRequired(), Length(max=2000)],
        description=_l("The council reads it before it votes. You can change it until then."),
    )


class CouncilVoteForm(Form):
    votes_for = IntegerField(_l("Votes for removing"), validators=[NumberRange(0, 100)], default=0)
    votes_against = IntegerField(_l("Votes against"), validators=[NumberRange(0, 100)], default=0)
    abstained = IntegerField(_l("Abstentions"), validators=[NumberRange(0, 100)], default=0)
    reason = TextAreaField(
        _l("Reason of the decision"),
        validators=[InputRequired(), Length(max=500)],
        description=_l("Also say what the member has said and why it was followed or not."),
    )


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)])
