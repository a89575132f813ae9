"""A suspended member: what binds them they may read, and what they have signed stays; the rest waits."""

from datetime import timedelta

import pytest

from portal.alliances import services as alliances
from portal.alliances.queries import my_membership
from portal.conventions import queries, services
from portal.conventions.states import Kind, Stance, State
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.core.language import dates
from tests.factories import a_user
from tests.factories.amendments import an_amendment
from tests.factories.conventions import a_convention, exact_hash


def suspended(convention, member, days=10):
    membership, chair = my_membership(convention.alliance, member), convention.team.chair
    alliances.warn(membership, reason="占道", actor=chair)
    until = clock.today() + timedelta(days=days)
    alliances.suspend(membership, until=until, reason="再次占道", actor=chair)
    return membership, until


def test_a_suspended_member_reads_and_stays_bound_and_waits_with_the_rest(client):
    member = a_user()
    held = a_convention(State.IN_FORCE, members=[member])
    services.sign(held, text_hash=exact_hash(held), actor=member)
    signature = queries.latest_signature_of(held, member)
    talked = a_convention(State.GATHERING, team=held.team, kind=Kind.MICRO)
    draft = a_convention(team=held.team, kind=Kind.MICRO)
    signing = a_convention(State.SIGNING, team=held.team, kind=Kind.MICRO)

    membership, until = suspended(held, member)

    waits = f"暂停到{dates.date(until)}"
    for act in (
        lambda: services.sign(signing, text_hash=exact_hash(signing), actor=member),
        lambda: services.observe(held, clause_key="", finding="example", text="好。", actor=member),
    ):
        with pytest.raises(Forbidden, match=waits):
            act()
    assert queries.is_bound(held, member)
    assert services.comment(talked, text="赞成。", stance=Stance.SUPPORT, actor=member).number == 1
    assert member.id not in [party.user_id for party in queries.entitled(signing)]
    client.sign_in(member)
    assert client.get(draft.path).status_code == 200
    assert str(member.name) in client.get(f"{held.path}/signatures").text
    assert "資格恢復" in client.get(f"/zh-hant{signing.path}").text
    services.withdraw(signature, reason="不认可处理。", actor=member)

    alliances.restore(membership, reason="已整改。", actor=held.team.chair)
    services.sign(signing, text_hash=exact_hash(signing), actor=member)


def test_nor_do_they_amend_a_merchants_text():
    member = a_user()
    convention = a_convention(State.GATHERING, members=[member])
    suspended(convention, member)

    with pytest.raises(Forbidden, match="资格恢复"):
        an_amendment(convention, text="换个说法。", author=member)


def test_an_officer_does_not_enter_their_name_from_paper_either():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    party = queries.parties_of(convention, member)[0]
    suspended(convention, member)

    with pytest.raises(Refused, match="不能"):
        services.sign_on_paper(
            convention,
            text_hash=exact_hash(convention),
            party=party,
            witnesses=("钱阿四", "孙小妹"),
            scan=["scan"],
            actor=convention.team.chair,
        )
