from datetime import timedelta

import pytest

from portal.accounts.models import Level
from portal.ballots.models import Ballot
from portal.ballots.states import Phase
from portal.conventions import proof, queries, services
from portal.conventions.models import Clause, Convention, Signature, Version
from portal.conventions.services import EditConflict, NewClause
from portal.conventions.states import LIFE, Disposition, Form, Kind, Stance, State
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from tests.factories import a_user, an_alliance
from tests.factories.conventions import TEXTS, a_convention, exact_hash


def texts(convention):
    return [c.text.hans for c in queries.clauses_of(queries.current_version(convention))]


def keys(convention):
    return [c.key for c in queries.clauses_of(queries.current_version(convention))]


def test_a_draft_has_numbered_clauses_in_both_scripts():
    convention = a_convention()

    clauses = queries.clauses_of(queries.current_version(convention))

    assert [c.number for c in clauses] == [1, 2, 3]
    assert clauses[2].text.hant == "聯盟不罰款，不扣押物品。"
    assert convention.state is State.PROPOSED


def test_a_stranger_cannot_draft():
    with pytest.raises(Forbidden):
        services.draft(an_alliance(), kind=Kind.MERCHANTS, form=Form.ITEMS, title="约", actor=a_user())


def test_clauses_move_and_go_and_are_numbered_anew():
    convention = a_convention()
    actor, (first, _second, third) = convention.team.secretary, keys(convention)

    services.move_clause(convention, key=third, up=True, actor=actor)
    services.move_clause(convention, key=first, up=True, actor=actor)
    services.delete_clause(convention, key=first, actor=actor)

    clauses = queries.clauses_of(queries.current_version(convention))
    assert [c.text.hans for c in clauses] == [TEXTS[2], TEXTS[1]]
    assert [c.number for c in clauses] == [1, 2]


def test_a_clause_comes_behind_the_one_that_was_named():
    convention = a_convention()

    services.add_clause(
        convention,
        new=NewClause(text="垃圾分类。"),
        after=keys(convention)[0],
        actor=convention.team.secretary,
    )

    assert texts(convention) == [TEXTS[0], "垃圾分类。", *TEXTS[1:]]


def test_the_second_writer_is_told_and_overwrites_nothing():
    convention = a_convention()
    key, actor = keys(convention)[0], convention.team.secretary
    services.change_clause(convention, key=key, new=NewClause(text="甲写的。"), revision=1, actor=actor)

    with pytest.raises(EditConflict):
        services.change_clause(convention, key=key, new=NewClause(text="乙写的。"), revision=1, actor=actor)

    assert texts(convention)[0] == "甲写的。"


def test_only_an_unchanged_text_is_opened_by_a_reviewer_who_did_not_write_it():
    convention = a_convention()
    until, seen = clock.now() + timedelta(days=20), exact_hash(convention)

    with pytest.raises(Forbidden):
        services.open_gathering(convention, until=until, seen_hash=seen, actor=convention.team.secretary)
    with pytest.raises(Refused, match="已经改动|changed"):
        services.open_gathering(convention, until=until, seen_hash="0" * 64, actor=convention.team.reviewer)
    with pytest.raises(Refused):
        services.open_gathering(
            convention, until=clock.now() + timedelta(days=3), seen_hash=seen, actor=convention.team.reviewer
        )

    assert convention.state is State.PROPOSED


def test_the_text_is_fixed_while_people_comment():
    convention = a_convention(State.GATHERING)

    with pytest.raises(Forbidden):
        services.add_clause(convention, new=NewClause(text="新的。"), actor=convention.team.secretary)

    assert queries.current_version(convention).text_hash == exact_hash(convention)


def test_comments_are_numbered_and_stop_with_the_period():
    convention = a_convention(State.GATHERING)
    person = a_user(level=Level.L1)

    first = services.comment(convention, text="赞成。", stance=Stance.SUPPORT, actor=person)
    second = services.comment(
        convention, text="太严。", stance=Stance.OPPOSE, clause_key=keys(convention)[1], actor=person
    )

    assert (first.number, second.number) == (1, 2)
    with clock.stopped_at(clock.now() + timedelta(days=30)), pytest.raises(Forbidden):
        services.comment(convention, text="晚了。", stance=Stance.OPPOSE, actor=person)


def test_no_vote_before_every_comment_has_an_answer():
    convention = a_convention(State.GATHERING, kind=Kind.MICRO)
    services.comment(convention, text="太严。", stance=Stance.OPPOSE, actor=a_user())
    chair = convention.team.chair
    with clock.stopped_at(clock.now() + timedelta(days=21)):
        when = {
            "opens_at": clock.now() + timedelta(days=8),
            "closes_at": clock.now() + timedelta(days=15),
        }

        with pytest.raises(Refused):
            services.open_vote(convention, actor=chair, **when)
        services.answer(
            convention, number=1, disposition=Disposition.NOT_ADOPTED, reply="有理由。", actor=chair
        )
        services.open_vote(convention, actor=chair, **when)

    assert convention.state is State.VOTING
    assert db.session.get(Ballot, convention.ballot_id).entitled_heads == 2


def test_the_notice_period_of_the_rule_is_kept():
    convention = a_convention(State.GATHERING, kind=Kind.MICRO)
    with clock.stopped_at(clock.now() + timedelta(days=21)):
        opens = clock.now() + timedelta(days=2)

        with pytest.raises(Refused, match=r"3.*年\d+月\d+日"):
            services.open_vote(
                convention,
                opens_at=opens,
                closes_at=opens + timedelta(days=7),
                actor=convention.team.chair,
            )


def test_an_answer_needs_a_reason():
    convention = a_convention(State.GATHERING)
    services.comment(convention, text="太严。", stance=Stance.OPPOSE, actor=a_user())

    with pytest.raises(Refused):
        services.answer(
            convention,
            number=1,
            disposition=Disposition.NOT_ADOPTED,
            reply=" ",
            actor=convention.team.chair,
        )


@pytest.mark.parametrize(("agree", "state"), [(True, State.ADOPTED), (False, State.REJECTED)])
def test_the_count_decides(agree, state):
    convention = a_convention(state, members=[a_user(), a_user()], agree=agree)

    assert convention.state is state
    assert [row.step for row in LIFE.history(convention)][-1] == ("pass" if agree else "fail")


def test_going_back_writes_a_new_version_and_calls_the_vote_off():
    convention = a_convention(State.VOTING)
    fixed = queries.current_version(convention)
    before = fixed.text_hash, keys(convention)

    services.revise(convention, reason="第二条要改。", actor=convention.team.secretary)
    services.change_clause(
        convention,
        key=keys(convention)[1],
        new=NewClause(text="改过的。"),
        revision=1,
        actor=convention.team.secretary,
    )

    assert (convention.state, convention.current_no) == (State.DRAFTING, 3)
    assert (fixed.text_hash, keys(convention)) == before
    assert proof.hash_now(fixed) == fixed.text_hash
    assert db.session.get(Ballot, convention.ballot_id).phase is Phase.CALLED_OFF
    assert queries.shown_version(convention, a_user()).number == 2


def test_going_back_needs_a_reason():
    convention = a_convention(State.VOTING)

    with pytest.raises(Refused):
        services.revise(convention, reason="", actor=convention.team.secretary)


def test_who_drafted_cannot_publish():
    convention = a_convention(State.ADOPTED)

    with pytest.raises(Forbidden):
        services.publish(convention, filing_no="1", filing_office="街道", actor=convention.team.secretary)


def test_signing_twice_is_refused_and_counted_once():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    services.sign(convention, text_hash=exact_hash(convention), actor=member)

    with pytest.raises(Refused):
        services.sign(convention, text_hash=exact_hash(convention), actor=member)

    assert convention.signature_count == db.session.query(Signature).count() == 1


def test_only_the_text_that_was_shown_is_signed():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])

    with pytest.raises(Refused):
        services.sign(convention, text_hash="0" * 64, actor=member)


@pytest.mark.parametrize("person", [{"level": Level.L1}, {"is_minor": True}])
def test_who_is_not_confirmed_or_not_adult_cannot_sign(person):
    member = a_user(**person)
    convention = a_convention(State.SIGNING, members=[member])

    with pytest.raises(Forbidden):
        services.sign(convention, text_hash=exact_hash(convention), actor=member)


def test_who_does_not_belong_cannot_sign():
    convention = a_convention(State.SIGNING)

    with pytest.raises(Forbidden):
        services.sign(convention, text_hash=exact_hash(convention), actor=a_user())


def test_signing_ends_by_the_clock_and_goes_on_once_in_force():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    with clock.stopped_at(clock.now() + timedelta(days=11)), pytest.raises(Forbidden):
        services.sign(convention, text_hash=exact_hash(convention), actor=member)

    services.put_in_force(convention, actor=convention.team.chair)
    services.sign(convention, text_hash=exact_hash(convention), actor=member)

    assert convention.signature_count == 1


def test_a_withdrawn_signature_stays_on_record():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    signature = services.sign(convention, text_hash=exact_hash(convention), actor=member)

    with pytest.raises(Refused):
        services.withdraw(signature, reason="", actor=member)
    services.withdraw(signature, reason="店关了。", actor=member)

    assert convention.signature_count == 0
    assert db.session.get(Signature, signature.id).withdrawn_reason == "店关了。"


def test_a_day_that_has_come_puts_it_in_force_and_ends_the_older():
    older = a_convention(State.IN_FORCE)
    newer = a_convention(State.PUBLISHED, team=older.team, supersedes=older)
    newer.in_force_on = clock.today()

    assert [services.come_into_force(), services.come_into_force()] == [1, 0]
    assert (newer.state, older.state) == (State.IN_FORCE, State.REPEALED)


def test_damage_is_named_with_table_and_row():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    services.sign(convention, text_hash=exact_hash(convention), actor=member)
    sound = list(proof.damaged())
    version = queries.current_version(convention)
    clause = queries.clauses_of(version)[0]

    db.session.execute(Clause.__table__.update().where(Clause.id == clause.id).values(text="改了"))
    db.session.expire_all()

    assert sound == []
    assert [(d.table, d.row) for d in proof.damaged()] == [("convention_version", version.id)]


def test_a_forged_signature_is_named():
    member = a_user()
    convention = a_convention(State.SIGNING, members=[member])
    signature = services.sign(convention, text_hash=exact_hash(convention), actor=member)
    signature.text_hash = "f" * 64
    db.session.flush()

    assert [(d.table, d.row) for d in proof.damaged()] == [
        ("convention_signature", signature.id),
        ("convention_chain_entry", 1),
    ]


def test_drafts_are_seen_by_those_concerned_only():
    member = a_user()
    convention = a_convention(members=[member])
    found = [
        db.session.query(Convention).filter(queries.visible_to(viewer)).count()
        for viewer in (None, a_user(), member, convention.team.reviewer)
    ]

    assert found == [0, 0, 1, 1]
    assert queries.card(convention.id) is None
    assert db.session.query(Version).count() == 1
