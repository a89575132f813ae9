"""Who may draft, comment, vote, publish and sign, and the sentence when not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.accounts.models import Level
from portal.accounts.permissions import adult, at_least
from portal.conventions.models import Convention, Filing, Signature, Version
from portal.conventions.permissions.people import (
    OFFICERS,
    READERS,
    REVIEWERS,
    STAFF,
    STREET,
    Concerned,
    belongs_here,
    concerned,
    drafter,
    in_group,
    leads_here,
    may_begin,
    of,
    publisher,
    reads_here,
    reviewer,
    street,
)
from portal.conventions.permissions.times import comment_running, signing_open
from portal.conventions.rules.ways import way_of
from portal.conventions.states import EDITABLE, MAKING, STOP_LABELS, State
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in

__all__ = [
    "OFFICERS",
    "PERMISSIONS",
    "READERS",
    "REVIEWERS",
    "STAFF",
    "STREET",
    "Concerned",
    "belongs_here",
    "comment_running",
    "concerned",
    "drafter",
    "in_group",
    "leads_here",
    "may_begin",
    "of",
    "publisher",
    "reads_here",
    "reviewer",
    "street",
]


def in_state(because: Any, *states: State) -> Rule:
    return Rule(lambda _actor, thing: thing.state in states, because)


@rule(_l("The comment period has to be over first."))
def comment_over(_actor: Any, convention: Convention) -> bool:
    until = convention.comment_until
    return convention.state is not State.GATHERING or until is None or until <= clock.now()


@rule(_l("Opinions can be typed in while they are gathered and until the text is handed in for review."))
def opinions_taken(_actor: Any, convention: Convention) -> bool:
    return convention.comment_from is not None and convention.state in {
        State.GATHERING,
        State.DRAFTING,
        State.INTERNAL_HEARING,
    }


@rule(_l("No text of this convention is in force."))
def holding(_actor: Any, thing: Any) -> bool:
    return of(thing).holds


@rule(_l("The appraisal is not open, or its time is over."))
def appraising(_actor: Any, convention: Convention) -> bool:
    return convention.state is State.APPRAISAL


class OnTheWay(Rule):
    """No stop that this kind of convention must make may be left out on the way to `after`."""

    def __init__(self, after: State) -> None:
        super().__init__(self.is_next, _l("The steps this kind of convention must take come first."))
        self.after = after

    def left_out(self, convention: Convention) -> State | None:
        return way_of(convention.kind).left_out(convention.state, self.after)

    def is_next(self, _actor: Any, convention: Convention) -> bool:
        return self.left_out(convention) is None

    def why_not(self, actor: Any, thing: Any) -> str | None:
        left = self.left_out(thing)
        if left is None:
            return None
        return str(_("This kind of convention cannot leave out the step “%(step)s”.", step=STOP_LABELS[left]))


class ThisKindSigns(Rule):
    def __init__(self) -> None:
        super().__init__(
            lambda _actor, convention: way_of(convention.kind).signs,
            _l("This kind of convention binds everybody without signatures."),
        )


@rule(_l("It has not been opened for signing yet."))
def signing_begun(_actor: Any, convention: Convention) -> bool:
    return convention.signing_from is not None


@rule(_l("Only the person who signed can do this."))
def signatory(actor: Any, signature: Signature) -> bool:
    return bool(actor.id == signature.user_id)


drafting = in_state(_l("The text is fixed now; it can only be changed while it is being drafted."), *EDITABLE)
answering = in_state(
    _l("Comments are answered until the text is handed in for review."),
    State.PROPOSED,
    State.GATHERING,
    State.DRAFTING,
    State.INTERNAL_HEARING,
    State.RETURNED,
)
proposed = in_state(_l("It has been proposed already."), State.PROPOSED)
making = in_state(_l("The text has been voted on; the group's work is done."), *MAKING)
being_heard = in_state(_l("Nobody is being heard now."), State.INTERNAL_HEARING)


def filing_of(convention: Convention) -> Filing | None:
    """The last sending of the papers of the version that is being worked on."""
    found = (
        select(Filing)
        .join(Version, Version.id == Filing.version_id)
        .where(Filing.convention_id == convention.id, Version.number == convention.current_no)
    )
    return db.session.scalar(found.order_by(Filing.id.desc()).limit(1))


@rule(_l("No papers wait for a number."))
def filed(_actor: Any, convention: Convention) -> bool:
    filing = filing_of(convention) if convention.state is State.FILED else None
    return filing is not None and filing.decided_at is None


@rule(_l("The street has not given the filing number yet."))
def numbered(_actor: Any, convention: Convention) -> bool:
    filing = filing_of(convention) if convention.state is State.FILED else None
    return filing is None or bool(filing.number)


under_review = in_state(_l("The text is not under review."), State.UNDER_REVIEW)


@rule(_l("Remarks are made from the review until the vote is called."))
def remarkable(_actor: Any, thing: Any) -> bool:
    return of(thing).state in {
        State.UNDER_REVIEW,
        State.APPROVED_FOR_VOTE,
        State.MEETING_CALLED,
        State.DELIBERATION,
    }


not_the_author = another_person_than("drafted_by")

PERMISSIONS: dict[str, Rule] = {
    "conventions.draft": signed_in & at_least(Level.L2) & may_begin,
    "conventions.edit": signed_in & drafting & drafter,
    "conventions.override_lint": signed_in & drafting & reviewer & another_person_than("drafted_by"),
    "conventions.submit": signed_in & proposed & drafter,
    "conventions.open_gathering": signed_in & reviewer & not_the_author,
    "conventions.comment": signed_in & comment_running,
    "conventions.enter_opinion": signed_in & opinions_taken & publisher,
    "conventions.answer": signed_in & answering & drafter,
    "conventions.name_group": signed_in & making & (drafter | publisher),
    "conventions.begin_drafting": signed_in & comment_over & drafter & OnTheWay(State.DRAFTING),
    "conventions.open_hearing": signed_in & drafter & OnTheWay(State.INTERNAL_HEARING),
    "conventions.record_hearing": signed_in & being_heard & drafter,
    "conventions.hand_in": signed_in & drafter & OnTheWay(State.UNDER_REVIEW),
    "conventions.remark": signed_in & remarkable & street & not_the_author,
    "conventions.answer_remark": signed_in & drafter,
    "conventions.settle_remark": signed_in & remarkable & street,
    "conventions.approve": signed_in & street & not_the_author,
    "conventions.return_text": signed_in & street & not_the_author,
    "conventions.call_meeting": signed_in & publisher & OnTheWay(State.MEETING_CALLED),
    "conventions.open_deliberation": signed_in & publisher,
    "conventions.open_vote": signed_in & comment_over & publisher & OnTheWay(State.VOTING),
    "conventions.revise": signed_in & (drafter | reviewer),
    "conventions.file": signed_in & publisher,
    "conventions.give_number": signed_in & filed & street & not_the_author,
    "conventions.object_to_filing": signed_in & street & not_the_author,
    "conventions.publish": signed_in
    & publisher
    & another_person_than("drafted_by", "reviewed_by")
    & OnTheWay(State.PUBLISHED)
    & numbered,
    "conventions.open_signing": signed_in & publisher & ThisKindSigns(),
    "conventions.put_in_force": signed_in & publisher,
    "conventions.observe": signed_in & at_least(Level.L2) & holding & concerned,
    "conventions.mend": signed_in & holding & concerned,
    "conventions.open_appraisal": signed_in & publisher,
    "conventions.appraise": signed_in & appraising & at_least(Level.L2) & adult & concerned,
    "conventions.close_appraisal": signed_in & publisher,
    "conventions.begin_revision": signed_in & (drafter | publisher),
    "conventions.drop_revision": signed_in & holding & publisher,
    "conventions.order_correction": signed_in & street,
    "conventions.correct": signed_in & publisher,
    "conventions.confirm_correction": signed_in & street,
    "conventions.repeal": signed_in & publisher,
    "conventions.sign": signed_in & signing_open & at_least(Level.L2) & adult & concerned,
    "conventions.sign_on_paper": signed_in & signing_open & publisher,
    "conventions.take_receipt": signed_in & signatory,
    "conventions.take_register": signed_in & signing_begun & publisher,
    "conventions.campaign": signed_in & ThisKindSigns() & signing_open & publisher,
    "conventions.renew": signed_in & holding & publisher,
    "conventions.withdraw": signed_in & signatory,
}
