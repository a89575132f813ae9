"""Papers and raised hands: typed in by one person, confirmed by another, counted when all of it is done."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from portal.accounts.models import User
from portal.ballots import queries
from portal.ballots.models import Ballot, HandBallot, UrnCount, Vote, Voter
from portal.ballots.rules import Choice, PassBasis, new_token, receipt_code
from portal.ballots.services.voting import conclude
from portal.ballots.states import Channel, Method, Phase
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.services import guarded
from portal.events.ballots import BallotCast
from portal.files.models import StoredFile
from portal.files.services import attach

UNCHOSEN = ""
MOST_SAID = 12


@guarded("ballots.keep_roll")
def type_in(
    ballot: Ballot,
    *,
    channel: Channel,
    received_on: date,
    numbers: Mapping[str, Sequence[int]],
    actor: User,
    scans: Sequence[StoredFile] = (),
) -> list[HandBallot]:
    """Note papers or raised hands by the numbers of the roll: `{"for": [1, 2], "against": [7]}`, of a secret vote
    `{"": [1, 2, 7]}`. All or nothing. Each counts when another person has confirmed it.
    """
    hold_row(ballot)  # one vote of a ballot, or its count, at a time
    check_open_for_hands(ballot, channel, received_on)
    known = {UNCHOSEN} if ballot.secret else set(queries.marks_of(ballot))
    if not set(numbers) <= known:
        raise Refused(_("This choice was not offered. Please open the page again."))
    typed = [(number, choice) for choice, listed in numbers.items() for number in listed]
    if not typed:
        raise Refused(_("Please type in at least one number of the roll."))
    lines = {line.number: line for line in queries.roll_lines(ballot)}
    for number, _choice in typed:
        if number in lines:
            db.session.refresh(lines[number], ("channel", "voted_on"))
    if wrong := troubles(typed, lines):
        raise Refused(" ".join([_("Nothing was kept."), *wrong[:MOST_SAID]]))
    batch = secrets.token_hex(4)
    entries = []
    for number, choice in typed:
        lines[number].channel = channel
        entries.append(
            HandBallot(
                ballot=ballot,
                voter=lines[number],
                channel=channel,
                choice=choice,
                received_on=received_on,
                batch=batch,
                typed_by_id=actor.id,
            )
        )
    db.session.add_all(entries)
    db.session.flush()  # the scans name the first
    attach(scans, entries[0], public=False)
    return entries


def said_by(mark: str, ballot: Ballot) -> list[str]:
    """What a paper chooses; one that says nothing clear is blank where there are options. Not guarded: only reads."""
    return [] if ballot.method is Method.SINGLE and mark == Choice.INVALID else [mark]


def check_open_for_hands(ballot: Ballot, channel: Channel, received_on: date) -> None:
    """Refuse what cannot have come in by hand. Not guarded: part of `type_in`."""
    if not ballot.by_hand:
        raise Refused(_("This vote is held online only."))
    if channel is Channel.ONLINE:
        raise Refused(_("Online votes are cast by the voters themselves."))
    if ballot.secret and channel is Channel.HALL:
        raise Refused(_("A secret vote takes no show of hands."))
    if ballot.phase not in {Phase.OPEN, Phase.COUNTING}:
        raise Refused(
            _("Papers are typed in while voting is open, and after it until the count is declared.")
        )
    first, last = clock.local(ballot.opens_at).date(), clock.local(ballot.closes_at).date()
    if not first <= received_on <= min(last, clock.today()):
        raise Refused(_("Only what was received while voting was open counts. Please look at the day again."))


def troubles(typed: Sequence[tuple[int, str]], lines: Mapping[int | None, Voter]) -> list[str]:
    """A sentence for each number that cannot be taken. Not guarded: only reads."""
    found, seen = [], set()
    for number, _choice in typed:
        line = lines.get(number)
        if line is None:
            found.append(_("No. %(number)s is not on the roll.", number=number))
        elif number in seen:
            found.append(_("No. %(number)s has been typed twice.", number=number))
        elif why := queries.why_not_by_hand(line):
            found.append(_("No. %(number)s: %(why)s.", number=number, why=why))
        seen.add(number)
    return [str(sentence) for sentence in found]


@guarded("ballots.confirm_by_hand")
def confirm(entry: HandBallot, *, actor: User) -> HandBallot:
    """The second person has seen the same paper or hand: now it counts."""
    ballot = entry.ballot
    hold_row(ballot)
    db.session.refresh(entry)
    if entry.confirmed_at is not None:
        raise Refused(_("No. %(number)s has been confirmed already.", number=entry.voter.number))
    if ballot.phase not in {Phase.OPEN, Phase.COUNTING}:
        raise Refused(_("This vote has been counted already."))
    entry.confirmed_by_id, entry.confirmed_at = actor.id, clock.now()
    voter = entry.voter
    voter.voted_on = entry.received_on
    ballot.voted += 1
    if not ballot.secret:
        db.session.add(
            Vote(
                ballot_id=ballot.id,
                receipt=queries.receipt_of_line(ballot, voter),
                choices=said_by(entry.choice, ballot),
                area=voter.area,
                user_id=voter.user_id,
                voter_id=voter.id,
                channel=entry.channel,
            )
        )
    if voter.user_id is not None:
        announce(BallotCast(ballot_id=ballot.id, user_id=voter.user_id))
    return entry


@guarded("ballots.keep_roll")
def strike(entry: HandBallot, *, actor: User) -> Ballot:
    """Take back what was typed in wrongly, before it is confirmed; the line may vote again through any channel."""
    ballot = entry.ballot
    hold_row(ballot)
    db.session.refresh(entry)
    if entry.confirmed_at is not None:
        raise Refused(_("No. %(number)s has been confirmed already.", number=entry.voter.number))
    entry.voter.channel = None
    db.session.delete(entry)
    return ballot


@guarded("ballots.keep_roll")
def type_urn(ballot: Ballot, *, votes: Mapping[str, int], actor: User) -> UrnCount:
    """How the papers of a secret vote are marked, once voting is over and the urn has been opened."""
    hold_row(ballot)
    if ballot.phase is not Phase.COUNTING or not ballot.secret:
        raise Refused(_("The urn is opened when voting is over."))
    papers = queries.number_by_hand(ballot, confirmed=True)
    kept = {mark: int(votes.get(mark, 0)) for mark in queries.marks_of(ballot)}
    if min(kept.values()) < 0 or sum(kept.values()) != papers:
        raise Refused(
            _(
                "The urn must hold as many papers as were handed in: %(papers)s, not %(typed)s. "
                "Papers that say nothing clear are invalid.",
                papers=papers,
                typed=sum(kept.values()),
            )
        )
    urn = queries.urn_of(ballot) or UrnCount(ballot=ballot)
    urn.votes, urn.typed_by_id, urn.confirmed_by_id, urn.typed_at = kept, actor.id, None, clock.now()
    db.session.add(urn)
    db.session.flush()  # the audit names it
    return urn


@guarded("ballots.confirm_by_hand")
def confirm_urn(urn: UrnCount, *, votes: Mapping[str, int], actor: User) -> UrnCount:
    """The second person has counted the papers anew; only the same figures confirm the first count."""
    hold_row(urn.ballot)
    if {mark: int(votes.get(mark, 0)) for mark in queries.marks_of(urn.ballot)} != urn.votes:
        raise Refused(_("The two counts differ. Please count the papers again, both of you."))
    urn.confirmed_by_id = actor.id
    return urn


@guarded("ballots.keep_roll")
def declare(ballot: Ballot, *, actor: User, attended: int | None = None) -> Ballot:
    """Voting is over and everything has been typed in and confirmed: count.

    `attended`: who was at the meeting, those who did not vote included, where the rule asks "of those present".
    """
    hold_row(ballot)
    if ballot.phase is not Phase.COUNTING or not ballot.by_hand:
        raise Refused(_("The count is declared once, when voting is over."))
    if waiting := queries.number_by_hand(ballot, confirmed=False):
        raise Refused(_("%(count)s ballots still wait for a second person.", count=waiting))
    if ballot.secret and queries.number_by_hand(ballot, confirmed=True):
        empty_urn(ballot)
    rule = ballot.adoption_rule
    if attended is not None and rule is not None and rule.pass_basis is PassBasis.PRESENT and not rule.area:
        if not ballot.voted <= attended <= (ballot.entitled_heads or 0):
            raise Refused(
                _("Those present are at least those who voted, and at most those who are entitled.")
            )
        ballot.attended = attended
    conclude(ballot)
    return ballot


def empty_urn(ballot: Ballot) -> None:
    """Put the marks of the papers among the votes, under receipts that nobody has. Not guarded: part of `declare`."""
    urn = queries.urn_of(ballot)
    if urn is None or urn.confirmed_by_id is None:
        raise Refused(_("The papers in the urn have to be counted by one person, and again by another."))
    for choice, number in urn.votes.items():
        for _paper in range(number):
            db.session.add(
                Vote(ballot_id=ballot.id, receipt=receipt_code(new_token()), choices=said_by(choice, ballot))
            )
