"""The steps of a convention from one state to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.alliances.queries import member_ids
from portal.ballots import services as ballots
from portal.ballots.models import Ballot
from portal.ballots.queries import adoption_rule
from portal.ballots.states import Method
from portal.conventions import queries
from portal.conventions.models import Clause, Convention, Version, no_text
from portal.conventions.services.drafting import hold
from portal.conventions.services.linting import require_lawful
from portal.conventions.states import HOLDING, LIFE, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext, dates
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.catalog import CardChanged
from portal.events.conventions import ConventionAdopted, ConventionInForce
from portal.events.notifications import PeopleTold
from portal.papers import services as papers

COPIED = ("key", "number", "chapter", "heading", "text", "explanation", "modality", "subject", "sources")


def tell(convention: Convention, message: str, topic: str, path: str = "") -> None:
    """A line to everybody concerned. Not guarded: part of the steps below."""
    people = (
        member_ids(convention.alliance_id)
        if convention.alliance_id is not None
        else list(queries.electorate(convention, adoption_rule(convention.rule_key)))
    )
    announce(
        PeopleTold(
            user_ids=tuple(people),
            message=message,
            path=convention.path + path,
            key=f"convention:{convention.id}:{topic}:{convention.current_no}",
            values={"bi_title": convention.title.to_json()},
        )
    )


def _changed(convention: Convention) -> None:
    db.session.flush()
    announce(CardChanged(kind="convention", object_id=convention.id))


def _freeze(version: Version) -> str:
    """Fix the text by its hash; returns the hash. A fixed one stays as it is, an unlawful one is refused."""
    clauses = queries.clauses_of(version)
    if not clauses:
        raise Refused(_("There is no clause yet."))
    if not version.text_hash:
        require_lawful(version.convention, version)
        version.canonical, version.text_hash = queries.signed_text(version, clauses)
        version.frozen_at = clock.now()
    return version.text_hash


@guarded("conventions.open_comment")
def open_comment(convention: Convention, *, until: datetime, seen_hash: str, actor: User) -> None:
    """A reviewer, who has read exactly this text, opens it for comment until a moment."""
    version = hold(convention)
    least = int(setting("conventions.comment_days"))
    if until < clock.now() + timedelta(days=least) - timedelta(hours=1):
        raise Refused(_("People need at least %(days)s days to comment.", days=least))
    if queries.signed_text(version, queries.clauses_of(version))[1] != seen_hash:
        raise Refused(_("The text has changed since you opened the page. Please read it again."))
    LIFE.move(convention, "open_comment", actor=actor)
    _freeze(version)
    convention.reviewed_by = actor.id
    convention.comment_from, convention.comment_until = clock.now(), until
    tell(convention, N_("“%(title)s” is open for comment."), "comment")
    _changed(convention)


@guarded("conventions.revise")
def revise(convention: Convention, *, reason: str, actor: User) -> None:
    """Back to drafting: a new version is written, the fixed one stays as it is. A running vote is called off."""
    version = hold(convention)
    if convention.state is State.VOTING and convention.ballot_id:
        ballots.call_off(db.session.get_one(Ballot, convention.ballot_id), reason=reason)
    LIFE.move(convention, "revise", actor=actor, reason=reason)
    _copy(convention, version, actor)
    _changed(convention)


def _copy(convention: Convention, version: Version, actor: User) -> None:
    convention.current_no = version.number + 1
    fresh = Version(
        convention=convention,
        number=convention.current_no,
        title=version.title,
        preamble=version.preamble,
        alg=version.alg,
        made_by=actor.id,
    )
    db.session.add(fresh)
    db.session.flush()  # its clauses name it
    for clause in queries.clauses_of(version):
        db.session.add(Clause(version_id=fresh.id, **{name: getattr(clause, name) for name in COPIED}))


@guarded("conventions.open_vote")
def open_vote(
    convention: Convention, *, opens_at: datetime, closes_at: datetime, actor: User, rule_key: str = ""
) -> Ballot:
    """Call the vote under today's adoption rule, whose snapshot the vote keeps. Fixes the text and the roll."""
    version = hold(convention)
    left = queries.unanswered(convention)
    if left:
        raise Refused(_("%(count)s comments have no answer yet. Each needs one before the vote.", count=left))
    rule = adoption_rule(rule_key or convention.rule_key)
    earliest = clock.local(clock.now()).date() + timedelta(days=rule.notice_days)
    if clock.local(opens_at).date() < earliest:
        raise Refused(
            _(
                "The rule asks for %(days)s days of notice: voting can begin on %(day)s at the earliest.",
                days=rule.notice_days,
                day=dates.date(earliest),
            )
        )
    LIFE.move(convention, "open_vote", actor=actor)
    _freeze(version)
    ballot = ballots.open_ballot(
        ("convention", convention.id),
        path=f"{convention.path}/vote",
        title=convention.title,
        method=Method.FORMAL,
        opens_at=opens_at,
        closes_at=closes_at,
        electorate=queries.electorate(convention, rule),
        rule=rule,
    )
    convention.rule_key, convention.ballot_id = rule.key, ballot.id
    tell(convention, N_("The vote on “%(title)s” has been called."), "vote", "/vote")
    _changed(convention)
    return ballot


def count_vote(convention: Convention, *, passed: bool) -> None:
    """The vote is over. Not guarded: the count decides."""
    if convention.state is not State.VOTING:
        return
    LIFE.move(convention, "pass" if passed else "fail", actor=None)
    if passed:
        convention.adopted_on = clock.today()
        announce(ConventionAdopted(convention_id=convention.id))
        tell(convention, N_("“%(title)s” has been adopted."), "adopted")
    else:
        tell(convention, N_("“%(title)s” was not adopted by the vote."), "rejected")
    _changed(convention)


@guarded("conventions.publish")
def publish(
    convention: Convention,
    *,
    filing_no: Bitext | str,
    filing_office: Bitext | str,
    actor: User,
    in_force_on: date | None = None,
    record: Bitext | str = "",
) -> None:
    """Publish what the vote adopted, with the number it was filed under."""
    hold(convention)
    LIFE.move(convention, "publish", actor=actor)
    convention.filing_no, convention.filing_office = filing_no, filing_office  # type: ignore[assignment]
    convention.record = record or no_text()  # type: ignore[assignment]  # a str becomes a Bitext
    convention.published_by, convention.published_at = actor.id, clock.now()
    convention.in_force_on = in_force_on
    version = queries.current_version(convention)
    papers.issue(
        "convention",
        object_id=version.id,
        title=version.title,
        text_hash=version.text_hash,
        path=convention.path,
        issued_by=actor.id,
        alg=version.alg,
    )
    tell(convention, N_("“%(title)s” has been published."), "published")
    _changed(convention)


@guarded("conventions.open_signing")
def open_signing(convention: Convention, *, actor: User, until: datetime | None = None) -> None:
    """Ask those concerned for their names; without an end it stays open."""
    hold(convention)
    if until is not None and until <= clock.now():
        raise Refused(_("The end must lie in the future."))
    LIFE.move(convention, "open_signing", actor=actor)
    convention.signing_from, convention.signing_until = clock.now(), until
    tell(convention, N_("“%(title)s” is open for signing."), "signing", "/sign")
    _changed(convention)


@guarded("conventions.put_in_force")
def put_in_force(convention: Convention, *, actor: User) -> None:
    """From today on it holds; the one it supersedes ends."""
    hold(convention)
    _in_force(convention, actor)


def come_into_force() -> int:
    """Conventions whose day has come. Not guarded: run by the clock, repeatable."""
    due = select(Convention).where(
        Convention.state.in_((State.PUBLISHED, State.SIGNING)), Convention.in_force_on <= clock.today()
    )
    found: Sequence[Convention] = db.session.scalars(due.order_by(Convention.id)).all()
    for convention in found:
        _in_force(convention, None)
    return len(found)


def _in_force(convention: Convention, actor: User | None) -> None:
    LIFE.move(convention, "put_in_force", actor=actor)
    convention.in_force_on = clock.today()
    older = db.session.get(Convention, convention.supersedes_id) if convention.supersedes_id else None
    if older is not None and older.state in HOLDING:
        _end(older, actor, f"→ {convention.title.original}")
    announce(ConventionInForce(convention_id=convention.id))
    tell(convention, N_("“%(title)s” is in force now."), "in_force")
    _changed(convention)


@guarded("conventions.repeal")
def repeal(convention: Convention, *, reason: str, actor: User) -> None:
    """It holds no longer; text and signatures stay on record."""
    hold(convention)
    _end(convention, actor, reason)
    tell(convention, N_("“%(title)s” has been repealed."), "repealed")


def _end(convention: Convention, actor: User | None, reason: str) -> None:
    LIFE.move(convention, "repeal", actor=actor, reason=reason)
    convention.repealed_at = clock.now()
    _changed(convention)
