"""A jury with members: each judges alone, all are heard, the majority decides."""

import pytest

from portal.accounts.models import Level
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.honor import panels, personal, services
from portal.honor.models import Juror
from portal.honor.queries import jury
from portal.honor.rules import majority
from tests.factories import a_user
from tests.factories.honor import Office, a_candidate, a_programme, called, scored


def text_of(answer):
    return answer.get_data(as_text=True)


def seated(office, programme, number=3):
    people = [a_user(level=Level.L2) for _one in range(number)]
    for person in people:
        services.name_juror(programme, person=person, actor=office.issuer)
    return people


def waiting(office, jurors=3):
    programme = called(office)
    people = seated(office, programme, jurors)
    return scored(a_candidate(programme), office, check=True), people


def say(candidacy, people, *words):
    for person, admits in zip(people, words, strict=True):
        services.mark(candidacy, admits=admits, reason="看过材料。", actor=person)


@pytest.mark.no_database
def test_half_is_no_majority():
    said = ([True], [True, False], [True, True, False], [False, False, True], [])
    assert [majority(one) for one in said] == [True, False, True, False, False]


def test_the_majority_of_those_who_have_all_spoken_decides():
    office = Office()
    candidacy, people = waiting(office)
    say(candidacy, people[:2], True, False)
    decide = {"finding": "评审会意见。", "actor": office.issuer}
    with pytest.raises(Refused, match="还没有都"):
        services.decide_jury(candidacy, admitted=True, **decide)
    say(candidacy, people[2:], True)
    with pytest.raises(Refused, match="多数"):
        services.decide_jury(candidacy, admitted=False, **decide)

    services.decide_jury(candidacy, admitted=True, **decide)

    assert candidacy.admitted
    with pytest.raises(Forbidden):
        say(candidacy, people[:1], False)


def test_a_member_changes_their_word_until_then():
    office = Office()
    candidacy, people = waiting(office)
    say(candidacy, people, True, True, True)

    say(candidacy, people, False, False, True)

    assert [one.admits for one in jury.marks_of(candidacy)] == [False, False, True]


def test_who_has_a_part_in_a_candidate_steps_aside():
    office = Office()
    programme = called(office)
    people = seated(office, programme)
    candidacy = scored(a_candidate(programme, actor=people[0]), office, check=True)
    for person in (people[0], candidacy.entry.holder, office.editor, a_user()):
        with pytest.raises((Refused, Forbidden)):
            services.mark(candidacy, admits=True, reason="好。", actor=person)
    say(candidacy, people[1:], True, True)

    with pytest.raises(Refused, match="3"):
        services.decide_jury(candidacy, admitted=True, finding="同意。", actor=office.issuer)


def test_who_may_be_named():
    office = Office()
    programme = called(office)
    (first,) = seated(office, programme, 1)
    name = services.name_juror
    with pytest.raises(Refused, match="已经"):
        name(programme, person=first, actor=office.issuer)
    with pytest.raises(Refused, match="成年"):
        name(programme, person=a_user(level=Level.L1), actor=office.issuer)
    with pytest.raises(Forbidden):
        name(programme, person=a_user(level=Level.L2), actor=office.editor)
    with pytest.raises(Refused, match="不在进行中"):
        name(a_programme(office), person=first, actor=office.issuer)


def test_a_mark_needs_its_reason():
    office = Office()
    candidacy, people = waiting(office)

    with pytest.raises(Refused, match="理由|原因"):
        services.mark(candidacy, admits=True, reason=" ", actor=people[0])


def test_the_pages_of_the_jury(client):
    office = Office()
    programme = called(office)
    path = f"/honor/programmes/{programme.code}/jurors"
    client.sign_in(office.issuer)
    member = a_user(level=Level.L2, name="阮青")
    assert client.get(path).status_code == 200
    assert client.post(path, data={"person": "nobody-here"}).status_code == 422
    assert client.post(path, data={"person": member.username}).status_code == 302
    assert "阮青" in text_of(client.get(path))
    candidacy = scored(a_candidate(programme), office, check=True)
    code = candidacy.entry.code
    assert client.get(f"/honor/{code}/mark").status_code == 404

    client.sign_in(member)
    assert [duty.path for duty in panels.duties(member)] == [f"/honor/{code}/mark"]
    assert "办件记录三条" in text_of(client.get(f"/honor/{code}/mark"))
    assert client.post(f"/honor/{code}/mark", data={}).status_code == 422
    said = client.post(f"/honor/{code}/mark", data={"admits": "yes", "reason": "走访过三次。"})
    assert said.status_code == 302
    assert list(panels.duties(member)) == []
    assert [one["reason"] for one in personal.export(member.id)["jury_marks"]] == ["走访过三次。"]
    assert db.session.query(Juror).count() == 1
    assert client.get(path).status_code == 403
