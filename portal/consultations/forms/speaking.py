"""What people type when they speak, and what is typed in for them."""

from __future__ import annotations

from typing import Any, Self

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.consultations.models import Consultation
from portal.consultations.services.speaking import LONGEST
from portal.consultations.states import CHANNELS, STANCES, Channel, Stance
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.files.forms import FilesField


class OpinionForm(Form):
    """Stance, target, words, pictures: one question after the other."""

    stance = RadioField(
        _l("Where do you stand?"),
        [InputRequired(message=_l("Please choose first."))],
        choices=choices(STANCES.items()),
    )
    option = RadioField(_l("What is it about?"), [Optional()], default="")
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
        return form

    @property
    def said(self) -> Stance:
        return Stance(self.stance.data)

    def target(self, consultation: Consultation) -> Any:
        wanted = self.option.data if "option" in self else ""
        return next((option for option in consultation.options if option.key == wanted), None)


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
