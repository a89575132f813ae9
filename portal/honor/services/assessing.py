"""Impact assessments: drafted by one person, approved by another, ended when they hold no more."""

from __future__ import annotations

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.honor.models import Assessment, BoardEntry
from portal.honor.queries import assessments
from portal.honor.rules import months_on
from portal.honor.services.wording import read_before, read_number
from portal.honor.states import ASSESSMENT_LIFE, AssessmentState, Polarity
from portal.places.models import Place

Words = Bitext | str


@guarded("honor.draft_assessment")
def draft_assessment(
    place: Place, /, *, polarity: Polarity, number: str, valid_months: int, actor: User, **words: Words
) -> Assessment:
    """For the boards of one colour here and below. `words`: purpose, data_kinds, audience, risks, measures."""
    _read(number, valid_months, words)
    one = Assessment(
        place=place,
        polarity=polarity,
        number=Bitext.name(number),
        valid_months=valid_months,
        drafted_by=actor.id,
        **words,
    )
    db.session.add(one)
    db.session.flush()  # its address is shown at once
    return one


def _read(number: str, months: int, words: dict[str, Words], besides: int = 0) -> None:
    read_number(number)
    if assessments.number_is_taken(number, besides):
        raise Refused(_("There is an assessment with this number already."))
    if not all(str(text).strip() for text in words.values()):
        raise Refused(_("Purpose, data, readers, risks and measures must all be written down."))
    if not 1 <= months <= 36:
        raise Refused(_("An assessment holds for 1 to 36 months."))
    read_before(*words.values(), matters=False)


@guarded("honor.revise_assessment")
def revise_assessment(
    one: Assessment, /, *, number: str, valid_months: int, actor: User, **words: Words
) -> None:
    """Its words, by the one who drafts it, until it is approved."""
    hold_row(one, "state")
    if one.state is not AssessmentState.DRAFTING:
        raise Refused(_("An approved assessment is not changed any more. Please draft a new one."))
    _read(number, valid_months, words, one.id)
    one.number, one.valid_months = Bitext.name(number), valid_months
    for name, text in words.items():
        setattr(one, name, text)


@guarded("honor.approve_assessment")
def approve_assessment(one: Assessment, *, actor: User) -> None:
    """By another person. It holds from today for the months it names."""
    ASSESSMENT_LIFE.move(one, "approve_assessment", actor=actor)
    one.approved_by, one.valid_from = actor.id, clock.today()
    one.valid_until = months_on(clock.today(), one.valid_months)


@guarded("honor.end_assessment")
def end_assessment(one: Assessment, *, reason: str, actor: User) -> None:
    """It holds no more from now on. What was published under it keeps its own term."""
    ASSESSMENT_LIFE.move(one, "end_assessment", actor=actor, reason=reason)
    one.ended_on, one.ended_reason = clock.today(), Bitext.of(reason)


def rest_on_assessment(entry: BoardEntry) -> None:
    """Note under which assessment somebody is about to be named; refuse when none holds. Not guarded: part of
    the services that make an entry public."""
    if not entry.names_somebody:
        return
    found = assessments.assessment_for(entry)
    if found is None:
        raise Refused(
            _(
                "Before somebody is named, an impact assessment must be in force for this place. Please have one drafted and approved first."
            )
        )
    entry.assessment = found
