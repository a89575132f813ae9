"""Offices for a term, given by an election or by the street. The clock ends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.alliances import queries
from portal.alliances.models import Alliance, AllianceSection, OfficeTerm
from portal.alliances.queries.belonging import holding_now
from portal.alliances.services.declaring import check_kin
from portal.alliances.services.founding import path_of
from portal.alliances.services.membership import keep_a_leader
from portal.alliances.states import (
    LEADING,
    NAMED_BY_OFFICERS,
    NOT_WITH,
    OFFICE_LABELS,
    ONE_HOLDER,
    WITHOUT_VOTE,
    How,
    Office,
)
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _, speaking
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.notifications import PeopleTold


@guarded("alliances.appoint")
def appoint(
    alliance: Alliance,
    *,
    user: User,
    office: Office,
    starts_on: date,
    ends_on: date,
    section: AllianceSection | None = None,
    despite: str = "",
    kin: bool | None = None,
    actor: User,
) -> OfficeTerm:
    """The street gives an office for a term. Voting offices go to members; liaisons may come from outside."""
    if office not in WITHOUT_VOTE and user.id not in queries.member_ids(alliance.id):
        raise Refused(_("Only a member can hold this office."))
    if user.id == actor.id:
        raise Refused(_("Nobody appoints themselves."))
    warn_of_collision(alliance, user, office, despite)
    check_kin(alliance, office, kin, despite)
    term = give_office(
        alliance,
        user=user,
        office=office,
        starts_on=starts_on,
        ends_on=ends_on,
        how=How.APPOINTED,
        given_by=actor.id,
        section=section,
        despite=despite,
        kin=kin,
    )
    tell(
        alliance,
        [user.id],
        N_("You have been given an office in “%(name)s”: %(office)s."),
        f"office:{term.id}",
        office,
    )
    return term


def warn_of_collision(alliance: Alliance, user: User, office: Office, despite: str) -> None:
    """A supervisor who also leads supervises nobody: say so, unless a reason is given. Not guarded: changes nothing."""
    held = queries.held_offices(alliance).get(user.id, ())
    if any(other in NOT_WITH.get(office, ()) for other in held) and not despite.strip():
        raise Refused(
            _(
                "%(person)s is %(office)s already, and these offices do not go together. "
                "Choose somebody else, or write down why it shall be so.",
                person=user.name,
                office=_(", ").join(str(OFFICE_LABELS[other]) for other in held),
            )
        )


@guarded("alliances.name_officer")
def name_officer(
    alliance: Alliance,
    *,
    user: User,
    office: Office,
    ends_on: date,
    section: AllianceSection | None = None,
    despite: str = "",
    kin: bool | None = None,
    actor: User,
) -> OfficeTerm:
    """The officers name a section's leader, or somebody who acts in a vacant office until the election."""
    leads_section = office is Office.GROUP_LEAD
    longest = int(setting("alliances.acting_days"))
    if office not in NAMED_BY_OFFICERS:
        raise Refused(_("Only the street gives this office."))
    if user.id not in queries.voter_ids(alliance.id):
        raise Refused(_("Only a member can hold this office."))
    if not leads_section and office is not Office.VICE_CHAIR and queries.officer_ids(alliance.id, (office,)):
        raise Refused(_("Somebody holds this office. It has to be vacant before somebody acts in it."))
    if not leads_section and ends_on > clock.today() + timedelta(days=longest):
        raise Refused(
            _("Somebody acts in an office for at most %(days)s days; then it is elected.", days=longest)
        )
    warn_of_collision(alliance, user, office, despite)
    check_kin(alliance, office, kin, despite)
    term = give_office(
        alliance,
        user=user,
        office=office,
        starts_on=clock.today(),
        ends_on=ends_on,
        how=How.DELEGATED if leads_section else How.ACTING,
        given_by=actor.id,
        section=section,
        despite=despite,
        kin=kin,
    )
    tell(
        alliance,
        [user.id],
        N_("You have been given an office in “%(name)s”: %(office)s."),
        f"office:{term.id}",
        office,
    )
    return term


def give_office(
    alliance: Alliance,
    *,
    user: User,
    office: Office,
    starts_on: date,
    ends_on: date,
    how: How = How.ELECTED,
    given_by: int | None = None,
    section: AllianceSection | None = None,
    despite: Bitext | str = "",
    kin: bool | None = None,
) -> OfficeTerm:
    """Write a term. Not guarded: called when an election is counted, by `appoint` and by the demo city.

    A chair or secretary follows the one before, a section's leader too; the founder's office ends with the
    first election.
    """
    if section is not None and (office is not Office.GROUP_LEAD or section.alliance_id != alliance.id):
        raise Refused(_("Only a leader of a section of this alliance is given a section."))
    if ends_on < starts_on:
        raise Refused(_("A term ends after it begins."))
    term = OfficeTerm(
        alliance=alliance,
        user=user,
        office=office,
        how=how,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=given_by,
        section_id=section.id if section else None,
        despite=despite.strip() if isinstance(despite, str) else despite,
        kin=kin,
    )
    held = select(OfficeTerm).where(OfficeTerm.alliance_id == alliance.id, holding_now())
    for before in db.session.scalars(held).all():
        one = office in ONE_HOLDER or (section is not None and before.section_id == section.id)
        followed = one and before.office is office and starts_on <= clock.today()
        founder = before.how is How.FOUNDING and office in LEADING and how is How.ELECTED
        followed = followed or (before.how is How.ACTING and before.office is office and how is How.ELECTED)
        again = (
            before.user_id == user.id
            and before.office is office
            and before.section_id == (section.id if section else None)
        )
        if followed or founder or again:
            before.ended_at = clock.now()
            queries.forget_belonging(before.user)
    db.session.add(term)
    db.session.flush()  # the message names the term
    queries.forget_belonging(user)
    return term


@guarded("alliances.end_office")
def end_office(term: OfficeTerm, *, reason: str, actor: User) -> OfficeTerm:
    """Resign, or be recalled by the street. The last one who leads stays until somebody follows."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    hold_row(term)
    hold_row(term.alliance)  # two last officers who resign at once are asked one after the other
    if term.ended_at is not None or term.ends_on < clock.today():
        raise Refused(_("This term of office is over already."))
    if term.office in LEADING:
        keep_a_leader(term.alliance, term.user_id)
    term.ended_at, term.ended_because = clock.now(), reason.strip()  # type: ignore[assignment]
    queries.forget_belonging(term.user)
    if actor.id != term.user_id:
        tell(
            term.alliance,
            [term.user_id],
            N_("Your office in “%(name)s” has ended: %(office)s."),
            f"office:{term.id}:ended",
            term.office,
        )
    return term


def in_both(office: Office) -> tuple[str, str]:
    """The name of an office in both scripts. Not guarded: reads only."""
    said = []
    for locale in ("zh_Hans", "zh_Hant"):
        with speaking(locale):
            said.append(str(OFFICE_LABELS[office]))
    return said[0], said[1]


def tell(
    alliance: Alliance, people: Sequence[int], message: str, key: str, office: Office, path: str = ""
) -> None:
    """Tell people something about an office. Not guarded: part of other services."""
    announce(
        PeopleTold(
            user_ids=tuple(people),
            message=message,
            path=path or f"{path_of(alliance)}/offices",
            key=f"alliance:{alliance.id}:{key}",
            values={
                "bi_name": alliance.name.to_json(),
                "bi_office": Bitext.both(*in_both(office)).to_json(),
            },
        )
    )
