"""Who may organise, publish, speak, second, hide and answer, and in which phase.

What a phase allows is data of the kind (`rules/types.toml`); here is only how the refusals read. Things are
consultations, opinions, topics, places, alliances.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.permissions import LEVEL_SENTENCES, ROLE_SENTENCE, in_the_whole_city, place_path_of
from portal.accounts.queries import holds
from portal.alliances.queries import leads
from portal.consultations.states import (
    ANSWERABLE,
    ENDED,
    KEPT,
    PUBLIC,
    UNDECIDED,
    WITH_RESULT,
    Act,
    Phase,
    PromiseState,
    State,
    TopicState,
)
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


@rule(_l("The consultation is suspended; its page says why."))
def not_suspended(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.state is not State.SUSPENDED)


@rule(_l("Opinions are not taken yet: the time has not come."))
def has_opened(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.allows(Act.SPEAK)) or consultation.phase not in {
        Phase.PREPARING,
        Phase.ANNOUNCED,
    }


@rule(_l("Opinions are no longer taken."))
def not_over(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.is_open or consultation.allows(Act.SPEAK))


def while_allowed(act: Act, because: Any) -> Rule:
    """The phase in which the clock stands allows it, as the kind says."""
    return Rule(lambda _actor, consultation: consultation.allows(act), because)


def on_the_way_to(state: State) -> Rule:
    """No stop that the kind demands would be left out. A draft or a suspended one goes nowhere from here."""

    def test(_actor: Any, consultation: Any) -> bool:
        if consultation.state in {State.SUSPENDED, State.WITHDRAWN}:
            return False
        return consultation.rule.left_out(consultation.state, state) is None

    return Rule(test, _l("This kind of consultation has another step to make first."))


@rule(_l("The time can be extended until it is over."))
def not_closed(_actor: Any, consultation: Any) -> bool:
    return consultation.phase in {Phase.ANNOUNCED, Phase.OPEN}


@rule(_l("The consultation is over; its papers stay as they are."))
def not_ended(_actor: Any, consultation: Any) -> bool:
    return consultation.state not in ENDED


@rule(_l("This can be done from the announcement on."))
def is_public(_actor: Any, consultation: Any) -> bool:
    return consultation.state in PUBLIC


@rule(LEVEL_SENTENCES[Level.L2])
def known_well_enough(actor: Any, consultation: Any) -> bool:
    return bool(actor.level >= Level(consultation.rule.level))


@rule(_l("This can be done when the time for opinions is over."))
def is_over(_actor: Any, consultation: Any) -> bool:
    return consultation.phase not in {Phase.PREPARING, Phase.ANNOUNCED, Phase.OPEN}


@rule(_l("Answers are given after the time for opinions, once answering has begun."))
def being_answered(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.state in ANSWERABLE)


@rule(_l("There is a report once the result is published."))
def has_result(_actor: Any, consultation: Any) -> bool:
    return bool(consultation.state in WITH_RESULT)


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


still_open = of_its_consultation(not_suspended) & of_its_consultation(not_over)
takes_opinions = while_allowed(Act.SPEAK, _l("This kind of consultation takes no opinions in this phase."))
takes_paper = while_allowed(
    Act.RECORD, _l("Opinions can be typed in from the opening until the answers are published.")
)
seconded_now = of_its_consultation(
    while_allowed(Act.SUPPORT, _l("Opinions cannot be seconded in this phase."))
)
replied_to = of_its_consultation(while_allowed(Act.REPLY, _l("There are no replies in this phase.")))
takes_people = while_allowed(Act.APPLY, _l("Seats cannot be applied for now."))


@rule(ROLE_SENTENCE)
def screens(actor: Any, thing: Any) -> bool:
    return holds(actor, (*WRITERS, *ISSUERS), place_path_of(thing))


@rule(_l("Only the person who proposed this topic can take it back."))
def own_topic(actor: Any, topic: Any) -> bool:
    return bool(topic.author_id == actor.id)


@rule(_l("You proposed this topic yourself; you are counted already."))
def another_topic(actor: Any, topic: Any) -> bool:
    return bool(topic.author_id != actor.id)


@rule(_l("This topic has its answer already."))
def undecided(_actor: Any, topic: Any) -> bool:
    return topic.state in UNDECIDED


@rule(_l("The time for finding supporters is over; the topic can be opened again."))
def in_time(_actor: Any, topic: Any) -> bool:
    return topic.state is not TopicState.LAPSED and not topic.is_out_of_time


@rule(_l("This topic is not closed for want of supporters."))
def lapsed(_actor: Any, topic: Any) -> bool:
    return topic.state is TopicState.LAPSED


@rule(_l("There is a consultation on this topic already, or none was promised."))
def waits_for_draft(_actor: Any, topic: Any) -> bool:
    return topic.state is TopicState.ACCEPTED and topic.consultation_id is None


@rule(_l("This is somebody else's seat."))
def own_seat(actor: Any, attendee: Any) -> bool:
    return bool(attendee.user_id == actor.id)


answers_it = of_its_consultation(organises) & of_its_consultation(being_answered)
seats_people = of_its_consultation(organises) & of_its_consultation(not_ended)


@rule(_l("It is over; the news of it stay as they are."))
def pending(_actor: Any, promise: Any) -> bool:
    return bool(promise.is_pending)


@rule(_l("It can be rated when it is reported done."))
def reported_done(_actor: Any, promise: Any) -> bool:
    return promise.state in KEPT


@rule(_l("It has been looked at a second time already."))
def not_settled(_actor: Any, promise: Any) -> bool:
    return promise.state is not PromiseState.SETTLED


@rule(_l("Organisers do not rate their own promises."))
def from_outside(actor: Any, promise: Any) -> bool:
    return not organises(actor, promise.consultation) and not issues(actor, promise.consultation)


rates_it = reported_done & of_its_consultation(known_well_enough) & from_outside

PERMISSIONS: dict[str, Rule] = {
    "consultations.set_kind": signed_in & in_the_whole_city(Role.ADMIN),
    "consultations.propose_topic": signed_in,
    "consultations.support_topic": signed_in & in_time & undecided & another_topic,
    "consultations.take_back_topic": signed_in & undecided & own_topic,
    "consultations.reopen_topic": signed_in & lapsed,
    "consultations.screen": signed_in & screens,
    "consultations.draft_topic": signed_in & organises & waits_for_draft,
    "consultations.draft": signed_in & organises,
    "consultations.edit": signed_in & organises & in_preparation,
    "consultations.publish": signed_in & issues & another_person_than("drafted_by"),
    "consultations.extend": signed_in & issues & not_closed,
    "consultations.suspend": signed_in & issues,
    "consultations.resume": signed_in & issues,
    "consultations.withdraw": signed_in & issues,
    "consultations.collate": signed_in & organises & is_over,
    "consultations.deliberate": signed_in & organises,
    "consultations.draft_result": signed_in & organises & on_the_way_to(State.RESULT_DRAFT),
    "consultations.give_notice": signed_in & issues,
    "consultations.decide": signed_in & issues,
    "consultations.answer": signed_in & organises & being_answered,
    "consultations.group": signed_in & organises & being_answered,
    "consultations.group_into": signed_in & answers_it,
    "consultations.group_opinion": signed_in & answers_it,
    "consultations.publish_result": signed_in & issues & on_the_way_to(State.ANSWERED),
    "consultations.reissue_report": signed_in & issues & has_result,
    "consultations.implement": signed_in & organises,
    "consultations.supervise": signed_in & issues,
    "consultations.evaluate": signed_in & organises,
    "consultations.promise": signed_in & organises & being_answered,
    "consultations.report_progress": signed_in & of_its_consultation(organises) & pending,
    "consultations.keep_promise": signed_in & of_its_consultation(organises),
    "consultations.give_up_promise": signed_in & of_its_consultation(issues),
    "consultations.settle_promise": signed_in
    & (of_its_consultation(organises) | of_its_consultation(issues))
    & another_person_than("done_by"),
    "consultations.rate_promise": signed_in & rates_it,
    "consultations.ask_second_look": signed_in & not_settled & rates_it,
    "consultations.archive": signed_in & organises & on_the_way_to(State.ARCHIVED),
    "consultations.post_record": signed_in & organises & not_ended,
    "consultations.revise_text": signed_in & organises & is_public & is_over & not_ended,
    "consultations.seat": signed_in & organises & not_ended,
    "consultations.choose_seat": signed_in & seats_people,
    "consultations.draw_seats": signed_in & seats_people,
    "consultations.leave_seat": signed_in & own_seat & of_its_consultation(not_ended),
    "consultations.apply": signed_in & not_suspended & takes_people & known_well_enough,
    "consultations.give": signed_in
    & not_suspended
    & has_opened
    & not_over
    & takes_opinions
    & known_well_enough,
    "consultations.record": signed_in & organises & takes_paper,
    "consultations.change_opinion": signed_in & own & still_open & fresh & shown,
    "consultations.support": signed_in & still_open & seconded_now & shown & not_own,
    "consultations.reply": signed_in & replied_to & shown,
    "consultations.hide": signed_in & moderates,
}
