"""Authority to vote for somebody else: named on paper, or given in a meeting; limited by the rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from portal.accounts.models import User
from portal.accounts.queries import person_called
from portal.ballots import queries
from portal.ballots.models import Ballot, Proxy, Voter
from portal.ballots.states import Phase
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.files.models import StoredFile
from portal.files.services import attach


@guarded("ballots.keep_roll")
def name_proxy(
    ballot: Ballot, *, number: int, holder: str, account: str, papers: Sequence[StoredFile], actor: User
) -> Proxy:
    """Note who may cast the vote of one line. With an account online, without one only on paper or in the hall."""
    hold_row(ballot)
    rule = ballot.adoption_rule
    if rule is None or not rule.may_delegate:
        raise Refused(_("The rule of this vote takes no proxies."))
    if ballot.phase not in {Phase.PLANNED, Phase.OPEN}:
        raise Refused(_("Voting is over."))
    if not papers:
        raise Refused(_("The written authority itself must be attached, as a picture or a PDF."))
    voter = queries.line_numbered(ballot, number)
    if voter.channel is not None:
        raise Refused(_("No. %(number)s has voted already.", number=number))
    person = person_called(account) if account.strip() else None
    name = person.name.original if person else holder.strip()
    if not name:
        raise Refused(_("Please say who holds the authority."))
    if person is not None and person.id == voter.user_id:
        raise Refused(_("Nobody needs an authority for their own vote."))
    check_free(ballot, voter.id, number, person, name, rule.most_proxies)
    proxy = Proxy(
        ballot=ballot,
        voter=voter,
        holder_name=Bitext.name(name),
        holder_id=person.id if person else None,
        entered_by_id=actor.id,
    )
    db.session.add(proxy)
    db.session.flush()  # its papers name it
    attach(papers, proxy, public=False)
    return proxy


def check_free(ballot: Ballot, voter_id: int, number: int, person: User | None, name: str, most: int) -> None:
    """Refuse a second authority for one line, and more lines for one person than the rule allows.

    Not guarded: part of `name_proxy`.
    """
    given = queries.proxies_of(ballot)
    if any(proxy.voter_id == voter_id for proxy in given):
        raise Refused(
            _("No. %(number)s has given an authority already; it must be taken back first.", number=number)
        )
    same = [
        proxy
        for proxy in given
        if (person is not None and proxy.holder_id == person.id) or proxy.holder_name.original == name
    ]
    if len(same) >= most:
        raise Refused(
            _(
                "%(name)s stands for %(count)s others already; the rule allows no more.",
                name=name,
                count=len(same),
            )
        )


@guarded("ballots.keep_roll")
def withdraw_proxy(proxy: Proxy, *, actor: User) -> Ballot:
    """Take an authority back, as long as the vote has not been cast with it."""
    ballot = proxy.ballot
    hold_row(ballot)
    if proxy.voter.channel is not None:
        raise Refused(_("No. %(number)s has voted already.", number=proxy.voter.number))
    db.session.delete(proxy)
    return ballot


def stand_in(ballot: Ballot, *, holders: Mapping[int, User], actor: User) -> None:
    """Who is away (by account) votes through whom they have named, and through nobody else.

    Not guarded: the meeting whose vote this is has checked who names whom, and how many stand for one.
    """
    lines = {line.user_id: line for line in queries.roll_lines(ballot)}
    db.session.add_all(
        Proxy(
            ballot=ballot,
            voter=lines[away],
            holder=holder,
            holder_name=holder.name,
            entered_by_id=actor.id,
            alone=True,
        )
        for away, holder in holders.items()
    )
    db.session.flush()  # the holders may vote at once


def stand_down(ballot: Ballot, *, user_id: int) -> None:
    """Who was away has come, or takes the authority back; a vote cast with it stays. Not guarded: as above."""
    hold_row(ballot)
    theirs = select(Voter.id).where(
        Voter.ballot_id == ballot.id, Voter.user_id == user_id, Voter.channel.is_(None)
    )
    taken = delete(Proxy).where(Proxy.alone, Proxy.voter_id.in_(theirs))
    db.session.execute(taken.execution_options(synchronize_session="fetch"))
