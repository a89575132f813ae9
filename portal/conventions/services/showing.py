"""备案公布: the adopted text is filed in time, gets its number, and is shown (亮) to everybody."""

from __future__ import annotations

from datetime import date, datetime

from portal.accounts.models import User
from portal.alliances.notices import sender_for
from portal.conventions import notices, queries
from portal.conventions.models import Convention, Filing, no_text
from portal.conventions.services.campaigns import ask_again, begin
from portal.conventions.services.moving import hold, moved, tell
from portal.conventions.states import LIFE
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.notices.services import issue_notice
from portal.papers import services as papers


@guarded("conventions.file")
def file(
    convention: Convention,
    *,
    office: Bitext | str,
    papers_sent: Bitext | str,
    actor: User,
    record: Bitext | str = "",
    answer: str = "",
) -> Filing:
    """Send the papers to the street. How late it is shows by the day the rule asks for; late is not refused."""
    version = hold(convention)
    LIFE.move(convention, "file", actor=actor, reason=answer)
    filing = Filing(
        convention_id=convention.id,
        version_id=version.id,
        office=office,
        papers=papers_sent,
        due_on=convention.filing_due_on or clock.today(),
        sent_by=actor.id,
    )
    db.session.add(filing)
    convention.filing_office = office  # type: ignore[assignment]  # a str becomes a Bitext
    if record:
        convention.record = record  # type: ignore[assignment]
    moved(convention, actor=actor)
    return filing


@guarded("conventions.give_number")
def give_number(convention: Convention, *, number: Bitext | str, actor: User) -> Filing:
    """The street has looked through the papers and enters the convention under a number."""
    version = hold(convention)
    filing = queries.get_open_filing(version)
    if not str(number).strip():
        raise Refused(_("Please give the filing number."))
    filing.number = number  # type: ignore[assignment]  # a str becomes a Bitext
    filing.decided_by, filing.decided_at = actor.id, clock.now()
    convention.filing_no = filing.number
    tell(
        convention,
        N_("“%(title)s” has its filing number and can be published."),
        f"number:{filing.id}",
        people=(filing.sent_by,),
    )
    moved(convention, actor=actor)
    return filing


@guarded("conventions.object_to_filing")
def object_to_filing(convention: Convention, *, reason: str, actor: User) -> Filing:
    """The street sends the papers back, with what is missing or wrong."""
    version = hold(convention)
    filing = queries.get_open_filing(version)
    LIFE.move(convention, "object_to_filing", actor=actor, reason=reason)
    filing.objection = Bitext.of(reason.strip())
    filing.decided_by, filing.decided_at = actor.id, clock.now()
    moved(convention, actor=actor)
    return filing


@guarded("conventions.publish")
def publish(
    convention: Convention,
    *,
    actor: User,
    in_force_on: date | None = None,
    record: Bitext | str = "",
    filing_no: Bitext | str = "",
    filing_office: Bitext | str = "",
) -> None:
    """Show what the vote adopted. Where filing is asked for, the number has to be there.

    `filing_no` and `filing_office` are for kinds that file without procedure, if at all.
    """
    version = hold(convention)
    filing = queries.filing_of(version)
    LIFE.move(convention, "publish", actor=actor)
    if filing is None:
        convention.filing_no = filing_no or no_text()  # type: ignore[assignment]  # a str becomes a Bitext
        convention.filing_office = filing_office or no_text()  # type: ignore[assignment]
    if record:
        convention.record = record  # type: ignore[assignment]
    convention.published_by, convention.published_at = actor.id, clock.now()
    convention.in_force_on = in_force_on
    papers.issue(
        "convention",
        object_id=version.id,
        title=version.title,
        text_hash=version.text_hash,
        path=convention.path,
        issued_by=actor.id,
        alg=version.alg,
    )
    issue_notice(
        notices.ADOPTED,
        sender=sender_for(convention.place, convention.alliance),
        object_id=version.id,
        title=notices.title_for(convention),
        path=convention.path,
        actor_id=actor.id,
    )
    tell(convention, N_("“%(title)s” has been published."), "published")
    moved(convention)


@guarded("conventions.open_signing")
def open_signing(convention: Convention, *, actor: User, until: datetime | None = None) -> None:
    """Ask those concerned for their names; without an end it stays open. Names under older texts do not count."""
    hold(convention)
    if until is not None and until <= clock.now():
        raise Refused(_("The end must lie in the future."))
    LIFE.move(convention, "open_signing", actor=actor)
    convention.signing_from, convention.signing_until = clock.now(), until
    db.session.flush()  # what is signed from now on is asked of the tables
    ask_again(convention)
    if until is not None:
        begin(convention, until=until, goal=0, actor=actor)
    tell(convention, N_("“%(title)s” is open for signing."), "signing", "/sign")
    moved(convention)
