from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.consultations.maps import subject
from portal.consultations.models import Consultation
from portal.core import clock, jobs
from portal.core.db import db
from portal.core.errors import Forbidden, Refused, TooMany
from portal.core.jobs import Job
from portal.statements import export, panels, personal, queries
from portal.statements.imported import bring_in
from portal.statements.models import Participant, Statement, StatementVote
from portal.statements.rules.polis import COMMENTS, VOTES, Comment, OpenData
from portal.statements.services import computing, moderating, voting
from portal.statements.states import LIFE, Choice, State
from tests.factories import a_user, an_official, the_city
from tests.factories.consultations import after, an_open_one
from tests.factories.statements import SENTENCES, a_crowd, a_map, drawn
from tests.statements.crowd import votes


def a_statement(opinion_map, number=1):
    return queries.get_statement(opinion_map, number)


def said(opinion_map):
    rows = select(StatementVote.statement_id, StatementVote.choice).where(
        StatementVote.map_id == opinion_map.id
    )
    return {(statement, choice) for statement, choice in db.session.execute(rows)}


def the_consultation(opinion_map):
    return db.session.get(Consultation, opinion_map.owner_id)


def test_an_organiser_begins_a_map_once_and_with_something_to_answer():
    consultation = an_open_one()
    editor = an_official(Role.EDITOR, place=consultation.place)

    with pytest.raises(Refused):
        moderating.open_map(subject(consultation), statements=["一句话"] * 3, actor=editor)
    opinion_map = moderating.open_map(subject(consultation), statements=SENTENCES, actor=editor)

    assert [one.text.original for one in queries.statements_of(opinion_map, State.ACCEPTED)] == list(
        SENTENCES
    )
    with pytest.raises(Refused):
        moderating.open_map(subject(consultation), statements=SENTENCES, actor=editor)
    with pytest.raises(Forbidden):
        moderating.open_map(subject(an_open_one()), statements=SENTENCES, actor=a_user())
    with after(consultation), pytest.raises(Refused):
        moderating.open_map(
            subject(
                an_open_one(
                    closes_at=clock.now() - timedelta(hours=1),
                    opens_at=clock.now() - timedelta(days=2),
                    shortened_reason="测试",
                )
            ),
            statements=SENTENCES,
            actor=editor,
        )


def test_the_last_word_counts_and_can_be_taken_back():
    opinion_map, person = a_map(), a_user()
    first, second = a_statement(opinion_map, 1), a_statement(opinion_map, 2)

    voting.vote(opinion_map, statement=first, choice=Choice.AGREE, actor=person)
    voting.vote(opinion_map, statement=first, choice=Choice.DISAGREE, actor=person)
    with clock.stopped_at(clock.now() + timedelta(seconds=5)):
        voting.vote(opinion_map, statement=second, choice=Choice.PASS, actor=person)

    assert said(opinion_map) == {(first.id, -1), (second.id, 0)}
    assert voting.take_back(opinion_map, actor=person) is second
    assert voting.take_back(opinion_map, actor=person) is first
    assert (said(opinion_map), queries.people_count(opinion_map)) == (set(), 0)
    with pytest.raises(Refused):
        voting.take_back(opinion_map, actor=person)


def test_votes_of_a_moment_are_one_job():
    opinion_map = a_map()

    with clock.stopped_at(clock.now()):
        for person in (a_user(), a_user()):
            for number in (1, 2):
                voting.vote(
                    opinion_map, statement=a_statement(opinion_map, number), choice=Choice.AGREE, actor=person
                )

    assert db.session.scalar(select(func.count(Job.id)).where(Job.kind == voting.JOB)) == 1


def test_no_votes_outside_the_time_nor_on_what_is_not_put_nor_without_end():
    opinion_map, person = a_map(), a_user()
    waiting = moderating.propose(opinion_map, text="路灯再亮一点就好了", actor=person)

    with pytest.raises(Refused):
        voting.vote(opinion_map, statement=waiting, choice=Choice.AGREE, actor=person)
    with pytest.raises(Refused):
        voting.vote(opinion_map, statement=a_statement(a_map()), choice=Choice.AGREE, actor=person)
    with after(the_consultation(opinion_map)), pytest.raises(Forbidden):
        voting.vote(opinion_map, statement=a_statement(opinion_map), choice=Choice.AGREE, actor=person)
    with clock.stopped_at(clock.now()), pytest.raises(TooMany):
        for _n in range(121):
            voting.vote(opinion_map, statement=a_statement(opinion_map), choice=Choice.AGREE, actor=person)


def test_a_statement_of_ones_own_waits_for_an_organiser():
    opinion_map, author = a_map(), a_user()
    editor = an_official(Role.EDITOR, place=opinion_map.place)

    statement = moderating.propose(opinion_map, text="有事打 13812345678 找我商量", actor=author)

    assert (statement.number, statement.state, "13812345678" in statement.text.original) == (
        4,
        State.WAITING,
        False,
    )
    assert [(duty.path, duty.count) for duty in panels.duties(editor)] == [
        (f"{opinion_map.address}/statements", 1)
    ]
    assert list(panels.duties(author)) == []
    with pytest.raises(Forbidden):
        moderating.accept(statement, actor=author)
    with pytest.raises(Refused):
        moderating.reject(statement, reason=" ", actor=editor)
    moderating.accept(statement, actor=editor)
    moderating.reject(statement, reason="与本次商议无关", actor=editor)
    assert [row.step for row in LIFE.history(statement)] == ["accept", "reject"]
    assert str(statement.reason) == "与本次商议无关"


@pytest.mark.parametrize("text", ["好", "长" * 141])
def test_a_statement_is_short(text):
    with pytest.raises(Refused):
        moderating.propose(a_map(), text=text, actor=a_user())


def test_one_person_cannot_fill_a_map():
    opinion_map, person = a_map(), a_user()

    with pytest.raises(TooMany):
        for number in range(11):
            moderating.propose(opinion_map, text=f"第{number}个不同的想法", actor=person)


def test_the_same_thought_is_found_in_the_other_script():
    opinion_map = a_map()

    found = queries.alike(opinion_map, "消防通道什麼時候都不能停車", None)

    assert [one.number for one in found] == [1]
    assert queries.alike(opinion_map, "多种几棵桂花树", None) == []


def test_everything_is_asked_once_and_reloading_asks_the_same():
    opinion_map, person, seen = a_map(), a_user(), []

    while (asking := queries.asking(opinion_map, person)).statement:
        assert queries.asking(opinion_map, person) == asking
        assert asking.answered == len(seen)
        seen.append(asking.statement.number)
        voting.vote(opinion_map, statement=asking.statement, choice=Choice.PASS, actor=person)

    assert (sorted(seen), asking.left) == ([1, 2, 3], 0)


def test_the_picture_comes_at_the_end_with_groups_and_exact_counts():
    opinion_map = a_map()
    cast = a_crowd(opinion_map)
    drawn(opinion_map)
    assert queries.picture_of(opinion_map).shown is None  # fewer than a hundred, and still open

    with after(the_consultation(opinion_map)):
        assert computing.finish() == 1
        assert jobs.run_due_jobs() >= 1
        assert computing.finish() == 0

    picture = queries.picture_of(opinion_map)
    shown = picture.shown
    assert (shown["people"], shown["votes"], shown["stable"], picture.is_final) == (90, len(cast), True, True)
    assert sum(group["size"] for group in shown["groups"]) == 90
    for key, cell in shown["statements"].items():
        votes = [choice for (_p, statement), choice in cast.items() if statement == int(key)]
        assert cell["all"] == [votes.count(1), votes.count(-1), len(votes)]
    assert min(count for group in shown["groups"] for _x, _y, count in group["marks"]) >= 5
    assert all(group["size"] >= 10 for group in shown["groups"])
    assert (
        computing.gather({"map_id": opinion_map.id}) is not None
    )  # open again on the stopped clock's other side


def test_nothing_is_shown_of_fewer_than_thirty():
    """The thirtieth has only spoken on a statement that was taken out."""
    opinion_map = a_map()
    a_crowd(opinion_map, people=29)
    taken_out, person = a_statement(opinion_map, 14), a_user()
    voting.vote(opinion_map, statement=taken_out, choice=Choice.AGREE, actor=person)
    moderating.reject(taken_out, reason="重复", actor=an_official(Role.EDITOR, place=opinion_map.place))

    with after(the_consultation(opinion_map)):
        drawn(opinion_map)

    picture = queries.picture_of(opinion_map)
    assert (picture.is_final, picture.shown) == (True, None)
    assert not export.is_public(opinion_map, picture)


def test_while_votes_come_in_the_picture_lags_behind_by_ten_people():
    opinion_map = a_map()
    cast = a_crowd(opinion_map, people=125, minutes=10)

    drawn(opinion_map)

    picture = queries.picture_of(opinion_map)
    assert picture.shown["people"] <= 116
    held_back = len({p for p, _s in cast}) - picture.shown["people"]
    assert held_back >= 9  # the tenth has votes on both sides of the moment
    before = (picture.shown, picture.shown_to)
    voting.vote(opinion_map, statement=a_statement(opinion_map), choice=Choice.AGREE, actor=a_user())
    drawn(opinion_map)
    assert (picture.shown, picture.shown_to) == before


def test_ones_own_place_is_found_from_ones_own_votes():
    opinion_map, person = a_map(), a_user()
    cast = a_crowd(opinion_map)
    twin = min(p for p, _s in cast)
    for (participant, statement), choice in cast.items():
        if participant == twin:
            voting.vote(
                opinion_map,
                statement=db.session.get(Statement, statement),
                choice=Choice(choice),
                actor=person,
            )
    with after(the_consultation(opinion_map)):
        drawn(opinion_map)

    x, y, group = queries.place_of(opinion_map, person)

    assert group in {0, 1, 2}
    assert (x, y) == pytest.approx(
        queries.nearest(
            [(s, c) for (p, s), c in cast.items() if p == twin], queries.picture_of(opinion_map).own
        )[:2]
    )
    assert queries.place_of(opinion_map, a_user()) is None
    assert queries.place_of(opinion_map, None) is None


def test_the_published_files_hold_no_more_than_the_page():
    opinion_map = a_map()
    cast = a_crowd(opinion_map, people=60, density=0.5)
    with after(the_consultation(opinion_map)):
        drawn(opinion_map)
    picture = queries.picture_of(opinion_map)

    files = export.files(opinion_map, picture)

    rows = [line.split(",") for line in files[VOTES].splitlines()[1:]]
    assert 0 < len(rows) <= len(cast)
    assert len({row[0] for row in rows}) == 1  # one moment for all
    ids = {one.number: one.id for one in queries.statements_of(opinion_map, State.ACCEPTED)}
    for line in files[COMMENTS].splitlines()[1:]:
        cells = line.split(",")
        told = picture.shown["statements"][str(ids[int(cells[2])])]["all"]
        assert cells[4:6] == ([str(told[0]), str(told[1])] if told else ["", ""])


def test_a_sensitive_subject_publishes_no_single_votes():
    opinion_map = a_map(sensitive=True)
    a_crowd(opinion_map)
    with after(the_consultation(opinion_map)):
        drawn(opinion_map)

    shown = queries.picture_of(opinion_map).shown

    assert not export.is_public(opinion_map, queries.picture_of(opinion_map))
    assert min(count for group in shown["groups"] for _x, _y, count in group["marks"]) >= 10


def test_a_person_takes_everything_along_and_leaves_votes_without_a_name():
    opinion_map, person = a_map(), a_user()
    voting.vote(opinion_map, statement=a_statement(opinion_map), choice=Choice.DISAGREE, actor=person)
    moderating.propose(opinion_map, text="把围墙打开一段", actor=person)

    found = personal.export(person.id)
    personal.forget(person.id)

    assert [row["choice"] for row in found["statements_answered"]] == ["disagree"]
    assert [row["text"] for row in found["statements_written"]] == ["把围墙打开一段"]
    assert personal.export(person.id) == {"statements_written": [], "statements_answered": []}
    assert db.session.scalar(select(Participant.user_id).where(Participant.map_id == opinion_map.id)) is None
    assert len(said(opinion_map)) == 1


def test_files_of_others_become_a_map_that_is_over():
    data = OpenData(comments={4: Comment(id=4, text="不算", moderated=-1)}, votes=votes(60, 10))

    opinion_map = bring_in(data, title="别处的商议", place=the_city())
    jobs.run_due_jobs()

    picture = queries.picture_of(opinion_map)
    assert (picture.shown["people"], len(picture.shown["order"])) == (60, 9)
    with pytest.raises(Forbidden):
        voting.vote(opinion_map, statement=a_statement(opinion_map), choice=Choice.AGREE, actor=a_user())
    with pytest.raises(Refused):
        bring_in(OpenData(), title="空的", place=the_city())
