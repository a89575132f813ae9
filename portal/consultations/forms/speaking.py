"""What people type when they speak, and what is typed in for them."""

from __future__ import annotations

from typing import Any, Self

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.consultations.models import Consultation, ConsultationRecord
from portal.consultations.queries.results import pictures_of
from portal.consultations.rules.revision import clauses
from portal.consultations.services.speaking import LONGEST, About
from portal.consultations.states import CHANNELS, STANCES, Channel, Stance
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.files.forms import FilesField

SHORT = 40  # characters of a clause that stand in the list


class OpinionForm(Form):
    """Stance, target, words, pictures: one question after the other."""

    pictures_known: dict[str, ConsultationRecord]

    stance = RadioField(
        _l("Where do you stand?"),
        [InputRequired(message=_l("Please choose first."))],
        choices=choices(STANCES.items()),
    )
    option = RadioField(_l("What is it about?"), [Optional()], default="")
    clause = SelectField(_l("Which clause?"), [Optional()], default="")
    spot = RadioField(_l("Which place on the picture?"), [Optional()], default="", validate_choice=False)
    picture = SelectField(_l("On which picture?"), [Optional()], default="")
    square = StringField(
        _l("Which square of it?"),
        [Optional(), Length(max=4)],
        description=_l("A letter and a number, such as C4: the squares stand on the picture."),
    )
    text = TextAreaField(
        _l("Your opinion"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("Say it in your own words. Telephone numbers, plates and the like are covered."),
    )
    pictures = FilesField(_l("Pictures or papers"), most=4)

    @classmethod
    def about(cls, consultation: Consultation, **data: Any) -> Self:
        form = cls.received(data=data)
        targets = [(o.key, f"{o.key} · {o.title}") for o in consultation.options]
        form.option.choices = choices([("", _("The whole matter")), *targets])
        if not targets:
            del form.option
        form.choose_clause(consultation)
        form.pictures_known = {str(record.id): record for record in pictures_of(consultation.id)}
        form.picture.choices = choices(
            [("", _("No picture")), *((key, str(r.title)) for key, r in form.pictures_known.items())]
        )
        if not form.pictures_known:
            del form.spot
            del form.picture
            del form.square
        elif not form.is_submitted and data.get("picture") and data.get("square"):
            form.spot.data = f"{data['picture']}:{data['square'].upper()}"
            form.square.data = ""
        return form

    def choose_clause(self, consultation: Consultation) -> None:
        if not consultation.texts:
            del self.clause
            return
        found = enumerate(clauses(str(consultation.texts[0].text)), 1)
        short = ((str(n), clause if len(clause) <= SHORT else clause[:SHORT] + "…") for n, clause in found)
        self.clause.choices = choices([("", _("No single clause")), *short])

    @property
    def said(self) -> Stance:
        return Stance(self.stance.data)

    def target(self, consultation: Consultation) -> About:
        wanted = self.option.data if "option" in self else ""
        picture, square = self.point() if "spot" in self else (None, "")
        return About(
            option=next((option for option in consultation.options if option.key == wanted), None),
            clause=int(self.clause.data) if "clause" in self and self.clause.data else None,
            picture=picture,
            square=square,
        )

    def point(self) -> tuple[ConsultationRecord | None, str]:
        """What was typed, with the only picture where there is no choice; else what was tapped."""
        if self.square.data:
            known = self.pictures_known
            chosen = self.picture.data or (next(iter(known)) if len(known) == 1 else "")
            return known.get(chosen), self.square.data
        tapped, _colon, square = (self.spot.data or "").partition(":")
        if tapped or self.picture.data:
            return self.pictures_known.get(tapped or self.picture.data), square
        return None, ""


class ChangeForm(Form):
    stance = RadioField(_l("Where do you stand?"), [InputRequired()], choices=choices(STANCES.items()))
    text = TextAreaField(_l("Your opinion"), [InputRequired(), Length(max=LONGEST)])


class RecordForm(OpinionForm):
    """What a community worker types in for somebody else."""

    channel = RadioField(
        _l("How did it come?"),
        [InputRequired(message=_l("Please choose first."))],
        choices=choices((c, label) for c, label in CHANNELS.items() if c is not Channel.WEB),
    )
    spoken_by = StringField(
        _l("Who said it"), [Optional(), Length(max=40)], description=_l("Shown with the family name only.")
    )
    note = StringField(_l("Note"), [Optional(), Length(max=200)])

    @property
    def came_by(self) -> Channel:
        return Channel(self.channel.data)


class ReplyForm(Form):
    reply = TextAreaField(_l("Your reply"), [InputRequired(), Length(max=LONGEST)])
