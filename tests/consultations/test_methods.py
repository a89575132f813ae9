"""A vote of a consultation by each method: chosen in the brief, opened with the publication."""

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.ballots import queries as ballots
from portal.ballots.states import Method
from portal.consultations.services import organising
from portal.consultations.services.drafting import Question
from portal.core import clock
from portal.core.errors import Refused
from tests.factories import an_official
from tests.factories.consultations import a_draft, a_street

SETTINGS = {
    "budget": {"budget": 50000, "costs": [40000, 30000]},
    "ranked": {"status_quo": "B"},
    "seats": {"seats": 1},
    "consent": {},
    "score": {},
}


def question(method, **settings):
    return Question(text="您怎么看？", method=method, least_level=1, settings=settings)


@pytest.mark.parametrize("method", SETTINGS)
def test_each_method_is_opened_as_it_was_drafted(method):
    consultation = a_draft(votes=[question(method, **SETTINGS[method])])

    organising.publish(consultation, actor=an_official(Role.ISSUER, place=consultation.place))

    ballot = ballots.ballot_about("consultation", consultation.id)
    assert (ballot.method, ballot.secret, ballot.is_indicative) == (Method(method), True, True)
    assert len(ballot.options) == (0 if method == "consent" else 2)
    wanted = {"budget": {"budget": 50000}, "ranked": {"status_quo": "b"}, "seats": {"seats": 1}}
    assert ballot.settings == wanted.get(method, {})
    assert [o.cost for o in ballot.options] == (
        [40000, 30000] if method == "budget" else [None] * len(ballot.options)
    )


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        (question("budget", budget=50000, costs=[1]), "2个"),
        (question("budget", budget=100, costs=[40000, 1]), "费用"),
        (question("seats"), "席位"),
        (question("ranked", status_quo="H"), "维持现状"),
    ],
)
def test_what_could_not_be_opened_is_refused_while_drafting(vote, words):
    with pytest.raises(Refused, match=words):
        a_draft(votes=[vote])


def test_the_brief_asks_what_the_method_needs_and_shows_it_again(client):
    street = a_street()
    client.sign_in(an_official(Role.EDITOR, place=street))
    now = clock.local(clock.now()).replace(second=0, microsecond=0)
    typed = {
        "kind": "community",
        "title": "微更新先做哪几样？",
        "options-0-title": "坡道",
        "options-1-title": "路灯",
        "opens_at": now.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"),
        "vote_method": "budget",
        "vote_question": "先做哪几样？",
        "vote_level": "1",
        "vote_budget": "50000",
        "vote_costs": "40000，30000",
        "once": "k1",
    }

    wrong = client.post(f"/consultations/new/place/{street.slug}", data={**typed, "vote_costs": "四万"})
    kept = client.post(f"/consultations/new/place/{street.slug}", data=typed)
    again = client.get(kept.headers["Location"] + "/edit").get_data(as_text=True)

    assert (wrong.status_code, kept.status_code) == (422, 302)
    assert "40000, 30000" in again
    assert 'value="50000"' in again
