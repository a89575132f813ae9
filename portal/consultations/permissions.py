"""Who may organise, publish, speak, second, hide and answer. Things are consultations, opinions, places, alliances."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.permissions import LEVEL_SENTENCES, ROLE_SENTENCE, place_path_of
from portal.accounts.queries import holds
from portal.alliances.queries import leads
from portal.consultations.states import ANSWERABLE, ENDED, PUBLIC, Phase, State
from portal.core import clock
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in
from portal.core.settings import setting

WRITERS = (Role.EDITOR, Role.COMMUNITY_WORKER)
ISSUERS = (Role.ISSUER, Role.REVIEWER)
MODERATORS = (Role.MODERATOR, Role.EDITOR, Role.REVIEWER, Role.ISSUER)
READERS = (*WRITERS, *ISSUERS, Role.LEGAL_REVIEWER, Role.AUDITOR)


def leads_it(actor: Any, thing: Any) -> bool:
    """Whether the actor leads the alliance that is, or that organises, the thing."""
    alliance = thing.id if thing.__tablename__ == "alliance" else getattr(thing, "alliance_id", None)
    return alliance is not None and leads(actor, alliance)


@rule(ROLE_SENTENCE)
def organises(actor: Any, thing: Any) -> bool:
    return holds(actor, WRITERS, place_path_of(thing)) or leads_it(actor, thing)


@rule(_l("Only the place's reviewer or issuer, or another officer of the alliance, can do this."))
def issues(actor: Any, thing: Any) -> bool:
    return holds(actor, ISSUERS, place_path_of(thing)) or leads_it(actor, thing)


@rule(_l("Only moderators and officials of this place can do this."))
def moderates(actor: Any, opinion: Any) -> bool:
    return holds(actor, MODERATORS, place_path_of(opinion)) or leads_it(actor, opinion.consultation)


@rule(_l("The text is frozen since it was published."))
def in_preparation(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.state is State.PREPARING)


@rule(_l("Opinions are not taken yet: the time has not come."))
def has_opened(_actor: Any, consultation: Any) -> bool:
    return consultation.phase not in {Phase.PREPARING, Phase.ANNOUNCED}


@rule(_l("Opinions are no longer taken."))
def not_over(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.is_open)


@rule(LEVEL_SENTENCES[Level.L2])
def known_well_enough(actor: Any, consultation: Any) -> bool:
    return bool(actor.level >= Level(consultation.rule.level))


@rule(_l("This can be done when the time for opinions is over."))
def is_over(_actor: Any, consultation: Any) -> bool:
    return consultation.phase not in {Phase.PREPARING, Phase.ANNOUNCED, Phase.OPEN}


@rule(_l("Opinions can be typed in from the opening until the consultation is archived."))
def takes_paper(_actor: Any, consultation: Any) -> bool:
    return (
        consultation.state in PUBLIC
        and consultation.state not in ENDED
        and consultation.phase is not Phase.ANNOUNCED
    )


@rule(_l("Answers are given after the time for opinions, once answering has begun."))
def being_answered(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.state in ANSWERABLE)


@rule(_l("Only the person who gave this opinion can change it."))
def own(actor: Any, opinion: Any) -> bool:
    return bool(opinion.author_id == actor.id)


@rule(_l("You cannot second your own opinion."))
def not_own(actor: Any, opinion: Any) -> bool:
    return bool(opinion.author_id != actor.id)


@rule(_l("Opinions can be changed for a short time only, so that those who second it know what they second."))
def fresh(_actor: Any, opinion: Any) -> bool:
    return bool(clock.now() <= opinion.at + timedelta(minutes=setting("consultations.edit_minutes")))


@rule(_l("This opinion is hidden."))
def shown(_actor: Any, opinion: Any) -> bool:
    return not opinion.is_hidden


def of_its_consultation(asked: Rule) -> Rule:
    return Rule(lambda actor, opinion: asked(actor, opinion.consultation), asked.because)


still_open = of_its_consultation(not_over)

PERMISSIONS: dict[str, Rule] = {
    "consultations.draft": signed_in & organises,
    "consultations.edit": signed_in & organises & in_preparation,
    "consultations.publish": signed_in & issues & another_person_than("drafted_by"),
    "consultations.withdraw": signed_in & issues,
    "consultations.collate": signed_in & organises & is_over,
    "consultations.answer": signed_in & organises & being_answered,
    "consultations.publish_result": signed_in & issues,
    "consultations.archive": signed_in & organises,
    "consultations.give": signed_in & has_opened & not_over & known_well_enough,
    "consultations.record": signed_in & organises & takes_paper,
    "consultations.change_opinion": signed_in & own & still_open & fresh & shown,
    "consultations.support": signed_in & still_open & shown & not_own,
    "consultations.hide": signed_in & moderates,
}
