"""What a city administrator types to change a kind of consultation."""

from __future__ import annotations

from typing import Any, Self

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.accounts.models import Level
from portal.accounts.permissions import LEVELS
from portal.ballots.states import INDICATIVE, METHOD_LABELS
from portal.consultations.rules import DAYS, OPTIONAL_STOPS, Kind
from portal.consultations.states import ACTS, PHASES, RECORDS, Act, Phase
from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _l

METHODS = tuple((str(method), METHOD_LABELS[method]) for method in INDICATIVE)
SESSIONS = (("session", _l("Session")), ("hearing", _l("Hearing")))
CHANGEABLE = (Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.COLLATING, Phase.DELIBERATING)
"""Phases whose acts stand in the form; those of later phases stay as they are."""


def days(label: Any) -> IntegerField:
    return IntegerField(label, [InputRequired(), NumberRange(min=0, max=365)])


def acts_in(phase: Phase) -> SelectMultipleField:
    return SelectMultipleField(PHASES[phase], choices=choices(ACTS.items()))


class KindForm(Form):
    name_hans = StringField(_l("Name in simplified characters"), [InputRequired(), Length(max=40)])
    name_hant = StringField(_l("Name in traditional characters"), [InputRequired(), Length(max=40)])
    least_days = days(_l("Open for at least (days)"))
    announce_days = days(_l("Announced before it opens (days)"))
    papers_days = days(_l("Papers there before a session (days)"))
    notice_days = days(_l("Public notice of the result (working days)"))
    answer_days = days(_l("Answers after the end within (working days)"))
    level = SelectField(_l("Who may take part"), coerce=int, choices=choices((int(k), v) for k, v in LEVELS.items() if Level.L1 <= k <= Level.L2))  # fmt: skip
    votes = SelectMultipleField(_l("Ways of voting"), choices=choices(METHODS))
    sessions = SelectMultipleField(_l("Sessions"), choices=choices(SESSIONS))
    stops = SelectMultipleField(
        _l("Steps that may not be left out"),
        choices=choices((stop, PHASES[Phase(stop)]) for stop in OPTIONAL_STOPS),
    )
    records = SelectMultipleField(
        _l("Papers without which it is not announced"), choices=choices(RECORDS.items())
    )
    announced = acts_in(Phase.ANNOUNCED)
    open = acts_in(Phase.OPEN)
    closed = acts_in(Phase.CLOSED)
    collating = acts_in(Phase.COLLATING)
    deliberating = acts_in(Phase.DELIBERATING)
    source_hans = TextAreaField(_l("Source in simplified characters"), [InputRequired(), Length(max=500)])
    source_hant = TextAreaField(_l("Source in traditional characters"), [InputRequired(), Length(max=500)])
    from_day = DateField(_l("Holds from"), [InputRequired()])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])

    @classmethod
    def of(cls, kind: Kind) -> Self:
        values = kind.to_json()
        acts = {str(phase): values["phases"].get(str(phase), []) for phase in CHANGEABLE}
        return cls.received(data={**values, **acts, "from_day": clock.today()})

    def changes(self, kind: Kind) -> dict[str, Any]:
        plain = (*DAYS, "level", "name_hans", "name_hant", "source_hans", "source_hant")
        lists = ("votes", "sessions", "stops", "records")
        kept = {str(p): [str(a) for a in acts] for p, acts in kind.phases.items() if p not in CHANGEABLE}
        order = list(Act)
        acts = {
            str(p): sorted(self[str(p)].data or [], key=lambda a: order.index(Act(a))) for p in CHANGEABLE
        }
        return {
            **{name: self[name].data for name in plain},
            **{name: list(self[name].data or []) for name in lists},
            "phases": {**{phase: found for phase, found in acts.items() if found}, **kept},
        }
