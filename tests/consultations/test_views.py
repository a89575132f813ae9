"""One HTTP test for each route, and what the pages promise."""

import pytest

from portal.accounts.models import Role
from portal.consultations.queries import opinions
from portal.consultations.states import Stance
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.consultations import a_draft, a_street, an_open_one, an_opinion


def text_of(answer):
    return answer.get_data(as_text=True)


def test_the_list_shows_what_is_open_and_hides_drafts(client):
    an_open_one(title="夜间停车怎么停")
    a_draft(title="还没有公布的事")

    page = text_of(client.get("/consultations/"))

    assert "夜间停车怎么停" in page
    assert "还没有公布的事" not in page


def test_the_page_shows_plain_version_options_and_opinions(client):
    consultation = an_open_one()
    an_opinion(consultation, text="晚上喇叭声太大。", stance=Stance.OPPOSE)

    page = text_of(client.get(consultation.address))

    assert page.index("新开路晚上车多位少") < page.index("限时停车") < page.index("晚上喇叭声太大")
    assert f'href="/zh-hans{consultation.address}/opinion"' in page


def test_an_opinion_is_handed_in(client):
    consultation, person = an_open_one(), a_user()
    client.sign_in(person)

    form = client.get(f"{consultation.address}/opinion")
    answer = client.post(
        f"{consultation.address}/opinion",
        data={"stance": "oppose", "option": "A", "text": "打我电话 13800000000"},
    )

    said = opinions.get_opinion(consultation, 1)
    assert 'data-draft="opinion-' in text_of(form)
    assert answer.headers["Location"].endswith(said.address)
    assert (said.stance, said.option.key, said.text.source) == (
        Stance.OPPOSE,
        "A",
        "打我电话 138****0000",
    )


def test_a_stranger_keeps_what_was_written(client):
    consultation = an_open_one()

    answer = client.post(f"{consultation.address}/opinion", data={"stance": "oppose", "text": "先别急着改。"})

    assert answer.status_code == 422
    assert "先别急着改。" in text_of(answer)
    assert "/sign-in?next=" in text_of(answer)
    assert consultation.opinion_count == 0


def test_a_draft_is_not_there_for_others(client):
    consultation = a_draft()

    assert client.get(consultation.address).status_code == 404


@pytest.mark.parametrize("who", ["nobody", "citizen", "official"])
def test_a_page_costs_the_same_for_one_and_three(client, who):
    street = a_street()
    reader = {"nobody": None, "citizen": a_user(), "official": an_official(Role.EDITOR, place=street)}[who]
    if reader:
        client.sign_in(reader)
    one, three = an_open_one(street), an_open_one(street)
    for consultation, count in ((one, 1), (three, 3)):
        for _ in range(count):
            an_opinion(consultation)
            an_opinion(consultation, stance=Stance.OPPOSE)

    short, long = one.address, three.address
    client.get(short)  # the city's settings are read once every few seconds

    few = queries_of(client, short)

    assert queries_of(client, long) == few


def test_the_list_costs_the_same_for_one_and_three(client):
    street = a_street()
    an_open_one(street)
    client.get("/consultations/")
    few = queries_of(client, "/consultations/")
    an_open_one()
    an_open_one()

    assert queries_of(client, "/consultations/") == few
