"""Who may do what on the boards. Separation of duties stands in every step; nobody acts on an entry of their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.accounts.models import Role
from portal.accounts.permissions import ROLE_SENTENCE, role_anywhere
from portal.accounts.queries import holds, holds_anywhere
from portal.alliances.models import Office
from portal.alliances.queries import leads, offices_of
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, can, rule, signed_in
from portal.honor.models import Assessment, BoardEntry, BoardIssue, Evidence, Programme
from portal.honor.queries import looked_recently, open_repair, visible_to
from portal.honor.states import ENDED, AssessmentState, IssueState, Polarity, ProgrammeState

CLERKS = (Role.EDITOR, Role.REVIEWER, Role.ISSUER, Role.COMMUNITY_WORKER)
OPENERS = (Role.EDITOR, Role.ISSUER, Role.ADMIN)
LEADING = (Office.CHAIR, Office.VICE_CHAIR, Office.SECRETARY, Office.SUPERVISOR)


def entry_of(thing: Any) -> Any:
    """The entry an objection or a request is about; entries and boards stand for themselves."""
    return thing.entry if hasattr(thing, "entry") else thing


def here(roles: tuple[Role, ...], offices: tuple[Office, ...], because: Any = ROLE_SENTENCE) -> Rule:
    """A role at the place or above it; for what an alliance keeps to itself, an office in it."""

    def test(actor: Any, thing: Any) -> bool:
        entry = entry_of(thing)
        if holds(actor, roles, entry.place.path):
            return True
        return entry.alliance_id is not None and leads(actor, entry.alliance_id, offices)

    return Rule(test, because)


clerk = here(CLERKS, LEADING)
issuer = here(
    (Role.ISSUER,), (Office.CHAIR,), _l("Only the person who signs for this place or alliance can do this.")
)
referee = here(
    (Role.REVIEWER, Role.ISSUER, Role.LEGAL_REVIEWER),
    (Office.SUPERVISOR, Office.CHAIR),
    _l("Objections are answered by reviewers, issuers or the legal reviewer of this place."),
)


@rule(_l("You cannot act on an entry about yourself."))
def not_concerned(actor: Any, thing: Any) -> bool:
    return entry_of(thing).holder_id is None or bool(actor.id != entry_of(thing).holder_id)


@rule(_l("Only the one this entry is about can do this."))
def concerned(actor: Any, thing: Any) -> bool:
    return bool(actor.id == entry_of(thing).holder_id)


@rule(
    _l(
        "Reminders are proposed by officials and by officers of alliances. Please report what you saw to them."
    )
)
def may_nominate(actor: Any, board: Any) -> bool:
    if board.polarity is Polarity.RED:
        return True
    return holds_anywhere(actor, CLERKS) or bool(offices_of(actor))


@rule(_l("Minors stand on no board."))
def grown_up(actor: Any, _thing: Any) -> bool:
    return not actor.is_minor


@rule(_l("This entry is closed."))
def not_ended(_actor: Any, entry: BoardEntry) -> bool:
    return entry.state not in ENDED


@rule(_l("Another person has to do this: you asked for it yourself."))
def did_not_ask(actor: Any, entry: BoardEntry) -> bool:
    repair = open_repair(entry.id)
    return repair is None or repair.asked_by != actor.id


@rule(_l("Another person has to answer: you drafted or signed what is objected to."))
def did_not_decide(actor: Any, objection: Any) -> bool:
    return actor.id not in {objection.entry.drafted_by, objection.entry.signed_by}


@rule(_l("Another person has to answer: the objection is yours."))
def did_not_object(actor: Any, objection: Any) -> bool:
    return bool(actor.id != objection.user_id)


@rule(_l("The public notice is not over yet."))
def notice_over(_actor: Any, entry: BoardEntry) -> bool:
    return entry.notice_until is None or clock.today() > entry.notice_until


@rule(_l("The statement period is not over yet."))
def statement_over(_actor: Any, entry: BoardEntry) -> bool:
    return entry.statement_until is None or clock.today() > entry.statement_until


@rule(
    _l("This issue has been published as two people have read it. Nothing is put in or taken out any more.")
)
def in_preparation(_actor: Any, issue: BoardIssue) -> bool:
    return issue.state is IssueState.DRAFTING


@rule(_l("The criteria stand fixed: candidates have been called for."))
def not_called_yet(_actor: Any, programme: Programme) -> bool:
    return programme.state is ProgrammeState.DRAFTING


@rule(_l("The jury has decided on this candidate already."))
def before_the_jury(_actor: Any, candidacy: Any) -> bool:
    return candidacy.admitted is None


@rule(_l("Another person has to decide: you have given points to this candidate."))
def gave_no_points(actor: Any, candidacy: Any) -> bool:
    return all(score.given_by != actor.id for score in candidacy.scores)


@rule(_l("Everybody can do this."))
def anybody(_actor: Any, _thing: Any) -> bool:
    return True


def of_place(roles: tuple[Role, ...]) -> Rule:
    """A role at the place of an assessment, or at the place where one is to be drafted; alliances draft none."""

    def test(actor: Any, thing: Any) -> bool:
        return holds(actor, roles, thing.place.path if isinstance(thing, Assessment) else thing.path)

    return Rule(test, ROLE_SENTENCE)


@rule(_l("The draft is changed by the one who wrote it."))
def drafted_it(actor: Any, assessment: Any) -> bool:
    return bool(actor.id == assessment.drafted_by)


@rule(_l("This has been approved already."))
def not_approved_yet(_actor: Any, assessment: Any) -> bool:
    return assessment.state is AssessmentState.DRAFTING


@rule(_l("This entry is not for everybody."))
def readable(actor: Any, entry: BoardEntry) -> bool:
    found = select(BoardEntry.id).where(BoardEntry.id == entry.id, visible_to(actor))
    return db.session.scalar(found) is not None


keeper = here((Role.EDITOR, Role.ISSUER), (Office.CHAIR, Office.SECRETARY))
nominator = Rule(lambda actor, entry: actor.id == entry.nominated_by, ROLE_SENTENCE)
reader = here((*CLERKS, Role.LEGAL_REVIEWER, Role.AUDITOR), LEADING)
official = signed_in & clerk & not_concerned

PERMISSIONS: dict[str, Rule] = {
    "honor.open_board": signed_in
    & Rule(lambda actor, place: holds(actor, OPENERS, place.path), ROLE_SENTENCE),
    "honor.open_issue": signed_in & keeper,
    "honor.edit_issue": signed_in & keeper & in_preparation,
    "honor.publish_issue": signed_in & issuer & another_person_than("opened_by"),
    "honor.open_programme": signed_in & keeper,
    "honor.edit_programme": signed_in & keeper & not_called_yet,
    "honor.call_programme": signed_in & issuer & another_person_than("opened_by"),
    "honor.call_again": signed_in & issuer,
    "honor.end_programme": signed_in & issuer,
    "honor.name_juror": signed_in & issuer,
    "honor.mark": signed_in
    & not_concerned
    & another_person_than("nominated_by")
    & gave_no_points
    & before_the_jury,
    "honor.call_vote": signed_in & issuer,
    "honor.stand": signed_in & may_nominate,
    "honor.score": official & another_person_than("nominated_by") & before_the_jury,
    "honor.decide_jury": signed_in
    & issuer
    & not_concerned
    & another_person_than("nominated_by")
    & gave_no_points
    & before_the_jury,
    "honor.check_title": official,
    "honor.draft_assessment": signed_in & of_place((Role.EDITOR, Role.LEGAL_REVIEWER)),
    "honor.revise_assessment": signed_in & drafted_it & not_approved_yet,
    "honor.approve_assessment": signed_in
    & of_place((Role.ISSUER, Role.LEGAL_REVIEWER))
    & another_person_than("drafted_by"),
    "honor.end_assessment": signed_in & of_place((Role.ISSUER, Role.LEGAL_REVIEWER)),
    "honor.keep_register": signed_in & role_anywhere(Role.LEGAL_REVIEWER, Role.ADMIN),
    "honor.nominate": signed_in & may_nominate,
    "honor.add_evidence": signed_in & not_ended & (nominator | clerk) & not_concerned,
    "honor.clear_evidence": official,
    "honor.look": signed_in & readable,
    "honor.open_file": signed_in & reader & not_concerned,
    "honor.drop": official,
    "honor.check_praise": official & another_person_than("nominated_by"),
    "honor.consent": signed_in & concerned & grown_up,
    "honor.decline": signed_in & concerned,
    "honor.give_notice": official,
    "honor.publish_praise": signed_in
    & issuer
    & not_concerned
    & another_person_than("nominated_by", "checked_by")
    & notice_over,
    "honor.revoke": signed_in & issuer & not_concerned,
    "honor.check_evidence": official & another_person_than("nominated_by"),
    "honor.check_again": official & another_person_than("nominated_by", "checked_by"),
    "honor.serve_notice": official,
    "honor.state": signed_in & (concerned | clerk),
    "honor.consider": official & statement_over,
    "honor.draft_decision": official,
    "honor.sign_decision": signed_in
    & issuer
    & not_concerned
    & another_person_than("drafted_by", "checked_by", "second_checked_by"),
    "honor.publish_reminder": official & another_person_than("drafted_by"),
    "honor.withdraw": signed_in & issuer & not_concerned,
    "honor.ask_repair": signed_in & (concerned | clerk),
    "honor.close_repair": official & did_not_ask,
    "honor.object": anybody,
    "honor.answer_objection": signed_in & referee & not_concerned & did_not_decide & did_not_object,
}


def may_read_evidence(viewer: Any, evidence_id: int) -> bool:
    """A picture made public is for those who may read its entry, as long as that is shown."""
    found = select(BoardEntry.id).join(Evidence, Evidence.entry_id == BoardEntry.id)
    return db.session.scalar(found.where(Evidence.id == evidence_id, visible_to(viewer))) is not None


def sees_evidence(viewer: Any, evidence_id: int) -> bool:
    """Private evidence: for those who have opened the file of its entry and said why."""
    evidence = db.session.get(Evidence, evidence_id)
    entry = db.session.get(BoardEntry, evidence.entry_id) if evidence else None
    return (
        entry is not None and can(viewer, "honor.open_file", entry) and looked_recently(entry.id, viewer.id)
    )
