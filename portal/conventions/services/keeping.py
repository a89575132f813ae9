"""履 and 评: what is seen of the convention being kept, and its yearly appraisal, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Appraisal, AppraisalAnswer, Convention, Observation, no_text
from portal.conventions.rules.appraising import HIGHEST, LOWEST, Answer, summed_up
from portal.conventions.services.moving import hold, moved, tell
from portal.conventions.states import LIFE, Finding, State
from portal.core import clock, limits
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.core.settings import setting
from portal.core.types import written
from portal.files.models import StoredFile
from portal.files.services import attach

A_DAY = Limit(most=60, seconds=24 * 3600)


@guarded("conventions.observe")
def observe(
    convention: Convention,
    *,
    clause_key: str,
    finding: Finding,
    text: str,
    actor: User,
    kept: bool = True,
    spot: Bitext | str = "",
    mend_by: date | None = None,
    photos: Iterable[StoredFile] = (),
) -> Observation:
    """Record a check, a good example or a friendly reminder under a clause in force. It punishes nobody."""
    limits.check(f"convention-observation:{actor.id}", A_DAY)
    limits.count(f"convention-observation:{actor.id}")
    held = queries.version_in_force(convention)
    queries.get_clause(held, clause_key)
    if not text.strip():
        raise Refused(_("Please write what you saw."))
    if finding is Finding.REMINDER and mend_by is None:
        raise Refused(_("A reminder needs a day by which it can be mended."))
    if mend_by is not None and mend_by < clock.today():
        raise Refused(_("The end must lie in the future."))
    seen = Observation(
        convention=convention,
        version_no=held.number,
        clause_key=clause_key,
        finding=finding,
        kept=kept and finding is not Finding.REMINDER,
        text=text,
        spot=spot or no_text(),
        user_id=actor.id,
        mend_by=mend_by if finding is Finding.REMINDER else None,
    )
    db.session.add(seen)
    db.session.flush()  # its photos name it
    attach(photos, seen, public=finding is Finding.EXAMPLE)
    return seen


@guarded("conventions.mend")
def mend(observation: Observation, *, text: str, actor: User) -> None:
    """Say that what a reminder was about is in order now."""
    if observation.finding is not Finding.REMINDER or observation.mended_at is not None:
        raise Refused(_("There is nothing to mend here any more."))
    if not text.strip():
        raise Refused(_("Please say what has been done about it."))
    observation.mended, observation.mended_at = written(text), clock.now()


@guarded("conventions.open_appraisal")
def open_appraisal(convention: Convention, *, until: datetime, actor: User) -> Appraisal:
    """Ask those concerned how each clause was kept this year. Once a year."""
    hold(convention)
    year = clock.today().year
    if any(one.year == year for one in queries.appraisals_of(convention)):
        raise Refused(_("This year's appraisal has been held already."))
    least = int(setting("conventions.appraisal_days"))
    if until < clock.now() + timedelta(days=least) - timedelta(hours=1):
        raise Refused(_("People need at least %(days)s days for the appraisal.", days=least))
    LIFE.move(convention, "open_appraisal", actor=actor)
    held = queries.version_in_force(convention)
    appraisal = Appraisal(
        convention=convention, year=year, version_no=held.number, opened_by=actor.id, until=until
    )
    db.session.add(appraisal)
    moved(convention)
    return appraisal


@guarded("conventions.appraise")
def appraise(
    convention: Convention,
    *,
    scores: Mapping[str, int],
    helps: int,
    actor: User,
    knows: bool = True,
    proposal: str = "",
    proposal_key: str = "",
) -> AppraisalAnswer:
    """One person's answer; a second one takes the place of the first."""
    hold(convention)
    appraisal = queries.running_appraisal(convention)
    if clock.now() >= appraisal.until:
        raise Refused(_("The appraisal is not open, or its time is over."))
    known = {clause.key for clause in queries.clauses_of(queries.version_in_force(convention))}
    given = {key: score for key, score in scores.items() if key in known}
    if not given:
        raise Refused(_("Please give at least one clause a score."))
    if any(not LOWEST <= score <= HIGHEST for score in (*given.values(), helps)):
        raise Refused(_("Scores go from 1 to 5."))
    answer = queries.appraisal_answer(appraisal, actor)
    if answer is None:
        answer = AppraisalAnswer(appraisal=appraisal, user_id=actor.id)
        db.session.add(answer)
        appraisal.answer_count += 1
    answer.scores, answer.helps, answer.knows, answer.at = given, helps, knows, clock.now()
    answer.proposal = written(proposal)
    answer.proposal_key = proposal_key if proposal_key in known else ""
    return answer


@guarded("conventions.close_appraisal")
def close_appraisal(convention: Convention, *, conclusion: Bitext | str, actor: User) -> Appraisal:
    """Sum the answers up, publish the result with a conclusion; a revision may begin from it."""
    hold(convention)
    appraisal = queries.running_appraisal(convention)
    if clock.now() < appraisal.until:
        raise Refused(_("The time for the appraisal is not over yet."))
    LIFE.move(convention, "close_appraisal", actor=actor)
    answers = [
        Answer(scores=a.scores, helps=a.helps, knows=a.knows) for a in queries.appraisal_answers(appraisal)
    ]
    appraisal.result = summed_up(answers)
    appraisal.conclusion = conclusion  # type: ignore[assignment]  # a str becomes a Bitext
    appraisal.closed_at = clock.now()
    tell(
        convention,
        N_("The result of the appraisal of “%(title)s” has been published."),
        f"appraised:{appraisal.year}",
        "/appraisals",
    )
    moved(convention)
    return appraisal


def remind_of_appraisals() -> int:
    """Conventions in force for a year without appraisal: their officers are told. Not guarded: by the clock."""
    found = queries.due_for_appraisal(clock.today())
    for convention in found:
        assert convention.state is State.IN_FORCE
        tell(
            convention,
            N_("“%(title)s” has been in force for a year: its appraisal is due."),
            f"due:{clock.today().year}",
            people=queries.officers_of(convention),
        )
    return len(found)
