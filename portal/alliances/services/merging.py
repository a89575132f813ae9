"""Two alliances become one: proposed, put to the members of both, carried out by the street."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select, update

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.alliances import queries
from portal.alliances.models import Alliance, AllianceMerger, AllianceSection, MemberSeat, Membership
from portal.alliances.services.carrying import carry_leaders, carry_sections
from portal.alliances.services.ending import close
from portal.alliances.services.founding import STREET, announce_to_members
from portal.alliances.states import (
    LIFE,
    MERGER,
    ON_THE_LIST,
    OPEN_MERGERS,
    AllianceState,
    MergerState,
    Office,
)
from portal.ballots.models import Ballot
from portal.ballots.queries import adoption_rule
from portal.ballots.services import open_ballot
from portal.ballots.states import Method
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.alliances import AllianceMerged
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold


@guarded("alliances.propose_merger")
def propose_merger(alliance: Alliance, *, into: Alliance, reason: str, actor: User) -> AllianceMerger:
    """The officers of one alliance propose to join another; that one's officers are asked first."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    if into.id == alliance.id or into.state is not AllianceState.RUNNING:
        raise Refused(_("Please choose another alliance that is running."))
    both = (alliance.id, into.id)
    hold_row(alliance)
    hold_row(into)
    pending = select(AllianceMerger.id).where(
        AllianceMerger.state.in_(OPEN_MERGERS),
        or_(AllianceMerger.alliance_id.in_(both), AllianceMerger.into_id.in_(both)),
    )
    if db.session.scalar(pending.limit(1)) is not None:
        raise Refused(_("One of the two alliances has a merger under way already."))
    merger = AllianceMerger(alliance=alliance, into=into, reason=reason.strip(), proposed_by=actor.id)
    db.session.add(merger)
    db.session.flush()  # the message names it
    _tell(
        merger,
        queries.officer_ids(into.id),
        N_("“%(one)s” proposes to join “%(other)s”. Please ask your members, or say no."),
        "proposed",
    )
    return merger


@guarded("alliances.ask_about_merger")
def ask_about_merger(merger: AllianceMerger, *, days: int, actor: User) -> AllianceMerger:
    """The other officers are willing: the members of both vote, each alliance under the rule for alliances."""
    if not 1 <= days <= 60:
        raise Refused(_("A vote about a merger lasts between 1 and 60 days."))
    for each in (merger.alliance, merger.into):
        if not queries.voter_ids(each.id):
            raise Refused(_("“%(name)s” has nobody who could vote.", name=each.name))
    MERGER.move(merger, "ask", actor=actor)
    merger.agreed_by = actor.id
    merger.ballot = _ballot(merger, merger.alliance, days)
    merger.into_ballot = _ballot(merger, merger.into, days)
    for alliance, ballot in ((merger.alliance, merger.ballot), (merger.into, merger.into_ballot)):
        _tell(
            merger,
            queries.voter_ids(alliance.id),
            N_("Shall “%(one)s” join “%(other)s”? Please vote."),
            f"ask:{alliance.id}",
            path=f"/ballots/{ballot.code}",
        )
    return merger


def _ballot(merger: AllianceMerger, voters_of: Alliance, days: int) -> Ballot:
    one, other = merger.alliance.name, merger.into.name
    return open_ballot(
        ("alliance_merger", merger.id),
        path=queries.merger_path(merger),
        title=Bitext.both(
            f"{voters_of.name.hans}表决：{one.hans}并入{other.hans}",
            f"{voters_of.name.hant}表決：{one.hant}併入{other.hant}",
        ),
        method=Method.FORMAL,
        opens_at=clock.now(),
        closes_at=clock.now() + timedelta(days=days),
        electorate=queries.voter_ids(voters_of.id),
        rule=adoption_rule("merchants"),
    )


def settle_merger(ballot_id: int, *, passed: bool) -> AllianceMerger | None:
    """Note one of the two results; with both known it is agreed or not. Not guarded: follows the count."""
    found = select(AllianceMerger).where(
        or_(AllianceMerger.ballot_id == ballot_id, AllianceMerger.into_ballot_id == ballot_id)
    )
    merger = db.session.scalar(found)
    if merger is None or merger.state is not MergerState.ASKING:
        return None
    hold_row(merger)
    if merger.ballot_id == ballot_id:
        merger.passed = passed
    else:
        merger.into_passed = passed
    if merger.passed is None or merger.into_passed is None:
        return merger
    agreed = merger.passed and merger.into_passed
    MERGER.move(merger, "agree" if agreed else "refuse", actor=None)
    people = {*queries.member_ids(merger.alliance_id), *queries.member_ids(merger.into_id)}
    _tell(
        merger,
        sorted(people),
        N_("The members of both have agreed that “%(one)s” joins “%(other)s”.")
        if agreed
        else N_("It was not agreed that “%(one)s” joins “%(other)s”."),
        "counted",
    )
    if agreed:
        _tell(
            merger,
            holders(STREET, merger.into.place),
            N_("“%(one)s” and “%(other)s” want to merge and wait for you to carry it out."),
            "to_carry_out",
        )
    return merger


@guarded("alliances.drop_merger")
def drop_merger(merger: AllianceMerger, *, reason: str, actor: User) -> AllianceMerger:
    """One side does not want it, or the street sees a reason against it."""
    MERGER.move(merger, "drop", actor=actor, reason=reason)
    officers = {*queries.officer_ids(merger.alliance_id), *queries.officer_ids(merger.into_id)}
    _tell(
        merger, sorted(officers), N_("The merger of “%(one)s” and “%(other)s” has been dropped."), "dropped"
    )
    return merger


@guarded("alliances.merge")
def merge(merger: AllianceMerger, *, actor: User) -> AllianceMerger:
    """Members move over with their shop codes, seats and days, sections with their leaders; open tasks of meetings
    are looked after by the officers of the other. The alliance that joins keeps what it wrote and signed.
    """
    MERGER.move(merger, "carry_out", actor=actor)
    alliance, into = merger.alliance, merger.into
    if into.state is not AllianceState.RUNNING:
        raise Refused(_("Please choose another alliance that is running."))
    LIFE.move(alliance, "merge", actor=actor)
    announce_to_members(
        alliance, N_("“%(name)s” has become a part of “%(other)s”."), "merged", bi_other=into.name.to_json()
    )
    alliance.successor = into
    leaders = [t for t in queries.officers(alliance) if t.office is Office.GROUP_LEAD]
    sections = carry_sections(alliance, into)
    before = {m.id: m.state for m in queries.on_the_list(alliance)}
    seats = queries.seats_of(before)
    added = 0
    for old in close(alliance, merger.reason.original, actor):
        if before.get(old.id) in ON_THE_LIST and not _there_already(old, into):
            new = _moved(old, into, sections[old.section_id], actor)
            new.state = before[old.id]
            db.session.add_all(_seat(seat, new, actor) for seat in seats.get(old.id, ()))
            added += 1
    db.session.flush()
    db.session.execute(
        update(Alliance).where(Alliance.id == into.id).values(member_count=Alliance.member_count + added)
    )
    db.session.refresh(into, ["member_count"])
    carry_leaders(leaders, into, sections, actor)
    announce(CardChanged(kind="alliance", object_id=into.id))
    announce(AllianceMerged(alliance_id=alliance.id, into_id=into.id))
    return merger


def _there_already(old: Membership, into: Alliance) -> bool:
    return any(mine.shop == old.shop for mine in queries.mine_in(into, old.user))


def _moved(old: Membership, into: Alliance, section: AllianceSection | None, actor: User) -> Membership:
    new = Membership(
        alliance=into,
        user=old.user,
        kind=old.kind,
        shop=old.shop,
        shop_code=old.shop_code,
        section=section,
        follows=old,
        area=old.area,
        suspended_until=old.suspended_until,
        admitted_by=actor.id,
        joined_on=old.joined_on,
    )
    db.session.add(new)
    queries.forget_belonging(old.user)
    return new


def _seat(seat: MemberSeat, membership: Membership, actor: User) -> MemberSeat:
    queries.forget_belonging(seat.user)
    return MemberSeat(
        membership=membership,
        user=seat.user,
        title=seat.title,
        may_sign=seat.may_sign,
        may_vote=seat.may_vote,
        starts_on=seat.starts_on,
        ends_on=seat.ends_on,
        given_by=actor.id,
    )


def _tell(merger: AllianceMerger, people: list[int], message: str, what: str, path: str = "") -> None:
    announce(
        PeopleTold(
            user_ids=tuple(people),
            message=message,
            path=path or queries.merger_path(merger),
            key=f"merger:{merger.id}:{what}",
            values={
                "bi_one": merger.alliance.name.to_json(),
                "bi_other": merger.into.name.to_json(),
            },
        )
    )
