"""What people type: a statement, the first statements of a map, a reason."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form
from portal.core.i18n import _l
from portal.statements.services.moderating import LONGEST


class StatementForm(Form):
    """One sentence. `anyway` holds the numbers of those like it that its author has seen."""

    text = StringField(
        _l("Your statement"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("One thought in one sentence, so that others can agree with it or not."),
    )
    anyway = HiddenField()

    def seen(self) -> set[int]:
        numbers = (self.anyway.data or "").split(",")
        return {int(number) for number in numbers if number.isdecimal() and len(number) < 6}


class MapForm(Form):
    """How a map begins."""

    statements = TextAreaField(
        _l("First statements"),
        [InputRequired(), Length(max=6000)],
        description=_l(
            "One on each line, from several points of view. At least three; ten to twenty are good."
        ),
    )
    sensitive = BooleanField(
        _l("A sensitive subject"),
        description=_l(
            "Marks on the map then stand for ten people at least instead of five, and single votes are not published."
        ),
    )

    def lines(self) -> list[str]:
        return (self.statements.data or "").splitlines()


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=300)])
