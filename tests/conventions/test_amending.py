from datetime import timedelta
from itertools import permutations

import pytest

from portal.accounts.models import Level
from portal.conventions import panels, personal, queries, services
from portal.conventions.models import Amendment, Clause, Version
from portal.conventions.services import Collision, EditConflict, NewClause
from portal.conventions.states import State
from portal.conventions.states.amendments import AMENDING, Action, AmendmentState
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.language import Bitext
from tests.factories import a_user
from tests.factories.amendments import a_new_member, accepted, an_amendment, trial_of
from tests.factories.conventions import TEXTS, a_convention

TWICE = TEXTS[0].replace("一次", "两次")
AFTER = TEXTS[0].replace("打烊前", "打烊后")


def texts(convention):
    return [c.text.hans for c in queries.clauses_of(queries.current_version(convention))]


def keys(convention):
    return [c.key for c in queries.clauses_of(queries.current_version(convention))]


def a_discussed_one(**kw):
    return a_convention(State.GATHERING, **kw)


def drafting(convention):
    """The opinions have been gathered; the drafters write on."""
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        services.begin_drafting(convention, reason="大家都忙。", actor=convention.team.secretary)


def test_an_amendment_is_bound_to_the_fixed_text_it_was_written_on():
    convention = a_discussed_one()

    amendment = an_amendment(convention, text=TWICE)

    assert amendment.number == 1
    assert amendment.base_hash == queries.current_version(convention).text_hash
    assert amendment.state is AmendmentState.PROPOSED
    assert queries.proposals_by_clause(convention) == {keys(convention)[0]: 1}


def test_accepting_one_makes_a_new_fixed_text_and_keeps_the_old_one():
    convention = a_discussed_one()
    before = queries.current_version(convention)
    amendment = an_amendment(convention, text=TWICE)

    accepted(amendment)

    now = queries.current_version(convention)
    assert [c.text.hans for c in queries.clauses_of(before)] == list(TEXTS)
    assert texts(convention) == [TWICE, *TEXTS[1:]]
    assert now.text_hash != before.text_hash
    assert now.text_hash == queries.signed_text(now, queries.clauses_of(now))[1]
    assert amendment.result_version_id == now.id
    assert queries.taken_up([now.id]) == {now.id: [1]}
    assert amendment.decided_by == convention.team.secretary.id


def test_a_clause_can_be_added_struck_out_and_moved():
    convention = a_discussed_one()
    new = an_amendment(convention, action=Action.ADD, after=1, text="垃圾分类投放。")
    gone = an_amendment(convention, action=Action.DELETE, at=3)
    moved = an_amendment(convention, action=Action.MOVE, at=2, after=0)

    for amendment in (new, gone, moved):
        accepted(amendment)

    assert texts(convention) == [TEXTS[1], TEXTS[0], "垃圾分类投放。"]
    assert [c.number for c in queries.clauses_of(queries.current_version(convention))] == [1, 2, 3]


@pytest.mark.parametrize("order", list(permutations(range(5)))[::11])
def test_any_order_of_accepting_gives_the_same_fingerprint(order):
    convention = a_discussed_one()
    wanted = [
        an_amendment(convention, text=TWICE),
        an_amendment(convention, text=AFTER),
        an_amendment(convention, action=Action.ADD, after=1, text="新的一条。"),
        an_amendment(convention, action=Action.ADD, after=1, text="又一条新的。"),
        an_amendment(convention, action=Action.MOVE, at=3, after=0),
    ]

    for n in order:
        accepted(wanted[n])

    both = TWICE.replace("打烊前", "打烊后")
    assert texts(convention) == [TEXTS[2], both, "新的一条。", "又一条新的。", TEXTS[1]]
    assert [a.state for a in wanted] == [AmendmentState.ACCEPTED] * 5


def test_a_collision_is_refused_marked_and_overwrites_nothing():
    convention = a_discussed_one()
    first, second = (
        an_amendment(convention, text=TWICE),
        an_amendment(convention, text=TEXTS[0].replace("一次", "三次")),
    )
    seen = trial_of(second).seen

    accepted(first)

    assert second.state is AmendmentState.CONFLICTED
    assert [c.fields for c in trial_of(second).merged.conflicts] == [("text",)]
    with pytest.raises(Collision):
        services.accept(second, seen=seen, actor=convention.team.secretary)
    assert texts(convention) == [TWICE, *TEXTS[1:]]


def test_a_collision_is_brought_together_by_hand():
    convention = a_discussed_one()
    first, second = (
        an_amendment(convention, text=TWICE),
        an_amendment(convention, text=TEXTS[0].replace("一次", "三次")),
    )
    accepted(first)
    seen = queries.digest(trial_of(second).ours[second.clause_key])

    services.merge_by_hand(
        second,
        seen=seen,
        reason="折中。",
        new=NewClause(text=TWICE.replace("。", "，节日三次。"), heading="门前卫生"),
        actor=convention.team.secretary,
    )

    assert texts(convention)[0] == TWICE.replace("。", "，节日三次。")
    assert (second.state, second.decision.original) == (AmendmentState.MERGED, "折中。")


def test_nobody_bringing_texts_together_overwrites_what_they_did_not_see():
    convention = a_discussed_one()
    first, second = an_amendment(convention, text=TWICE), an_amendment(convention, text=AFTER)
    seen = queries.digest(trial_of(second).ours[second.clause_key])
    accepted(first)

    with pytest.raises(EditConflict):
        services.merge_by_hand(
            second, seen=seen, reason="改。", new=NewClause(text="改。"), actor=convention.team.secretary
        )

    assert texts(convention)[0] == TWICE


def test_nobody_accepts_another_outcome_than_was_shown():
    convention = a_discussed_one()
    first, second = an_amendment(convention, text=TWICE), an_amendment(convention, text=AFTER)
    seen = trial_of(second).seen
    accepted(first)

    with pytest.raises(EditConflict):
        services.accept(second, seen=seen, actor=convention.team.secretary)

    assert texts(convention)[0] == TWICE


def test_changing_and_striking_out_the_same_clause_collide_until_somebody_decides():
    convention = a_discussed_one()
    change, gone = an_amendment(convention, text=TWICE), an_amendment(convention, action=Action.DELETE, at=1)
    accepted(gone)

    assert change.state is AmendmentState.CONFLICTED
    services.merge_by_hand(
        change,
        seen=queries.digest(None),
        reason="这一条仍然需要。",
        new=NewClause(text=TWICE, heading="门前卫生"),
        after="",
        actor=convention.team.secretary,
    )

    assert texts(convention) == [TWICE, *TEXTS[1:]]


def test_a_clause_changed_meanwhile_can_be_struck_out_by_hand():
    convention = a_discussed_one()
    change, gone = an_amendment(convention, text=TWICE), an_amendment(convention, action=Action.DELETE, at=1)
    accepted(change)

    services.merge_by_hand(
        gone,
        seen=queries.digest(trial_of(gone).ours[gone.clause_key]),
        reason="不需要。",
        actor=convention.team.secretary,
    )

    assert texts(convention) == list(TEXTS[1:])


def test_a_move_is_decided_by_hand_where_it_collides():
    convention = a_discussed_one(texts=(*TEXTS, "四。", "五。"))
    first = an_amendment(convention, action=Action.MOVE, at=1, after=3)
    second = an_amendment(convention, action=Action.MOVE, at=1, after=5)
    accepted(first)
    seen = queries.digest(trial_of(second).ours[second.clause_key])

    assert second.state is AmendmentState.CONFLICTED
    with pytest.raises(Refused):
        services.merge_by_hand(second, seen=seen, reason="。", actor=convention.team.secretary)
    services.merge_by_hand(
        second, seen=seen, reason="放在最后。", after=keys(convention)[4], actor=convention.team.secretary
    )

    assert texts(convention) == [TEXTS[1], TEXTS[2], "四。", "五。", TEXTS[0]]


def test_what_the_text_says_already_is_overtaken():
    convention = a_discussed_one()
    first, same = an_amendment(convention, text=TWICE), an_amendment(convention, text=TWICE)
    away = an_amendment(convention, action=Action.DELETE, at=2)
    away_too = an_amendment(convention, action=Action.DELETE, at=2)

    accepted(first)
    accepted(away)

    assert (same.state, away_too.state) == (AmendmentState.OUTDATED, AmendmentState.OUTDATED)
    with pytest.raises(Forbidden, match="decided|决定"):
        services.accept(same, seen="", actor=convention.team.secretary)


def test_a_twin_corrected_by_hand_survives_an_amendment_in_the_other_script():
    convention = a_discussed_one(
        texts=("店内里面打扫干净，随脏随扫。",),
    )
    version = queries.current_version(convention)
    clause = queries.clauses_of(version)[0]
    clause.text = Bitext.both("店内里面打扫干净，随脏随扫。", "店內裡頭打掃乾淨，隨髒隨掃。")
    db.session.flush()
    db.session.expire_all()
    both = Bitext.both("店内里面每天打扫干净，随脏随扫。", "店內裡頭每天打掃乾淨，隨髒隨掃。")

    accepted(an_amendment(convention, text=both))
    accepted(
        an_amendment(
            convention,
            text=Bitext.both(
                "店内里面每天打扫干净，随脏随扫，不留死角。", "店內裡頭每天打掃乾淨，隨髒隨掃，不留死角。"
            ),
        )
    )

    stored = queries.clauses_of(queries.current_version(convention))[0].text
    assert stored.hant == "店內裡頭每天打掃乾淨，隨髒隨掃，不留死角。"
    assert stored.by_hand


def test_in_a_working_text_clauses_are_changed_where_they_stand():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    drafting(convention)
    working = queries.current_version(convention)
    services.change_clause(
        convention,
        key=keys(convention)[1],
        new=NewClause(text="改过的第二条。"),
        revision=1,
        actor=convention.team.secretary,
    )

    accepted(amendment)

    assert queries.current_version(convention).id == working.id
    assert texts(convention) == [TWICE, "改过的第二条。", TEXTS[2]]
    assert [c.revision for c in queries.clauses_of(working)] == [2, 2, 1]


def test_the_drafters_own_changes_make_amendments_collide():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    drafting(convention)

    services.change_clause(
        convention,
        key=keys(convention)[0],
        new=NewClause(text=TEXTS[0].replace("一次", "三次"), heading="门前卫生"),
        revision=1,
        actor=convention.team.secretary,
    )

    assert amendment.state is AmendmentState.CONFLICTED


def test_no_vote_before_every_amendment_is_decided():
    convention = a_convention(State.DELIBERATION)
    an_amendment(convention, text=TWICE)

    with pytest.raises(Refused, match="修正案|amendments"):
        services.open_vote(
            convention,
            opens_at=clock.now() + timedelta(days=10),
            closes_at=clock.now() + timedelta(days=20),
            actor=convention.team.chair,
        )

    assert convention.state is State.DELIBERATION


def test_what_is_amended_while_it_is_deliberated_on_becomes_a_working_text():
    convention = a_convention(State.DELIBERATION)
    reviewed = queries.newest_fixed(convention)

    accepted(an_amendment(convention, text=TWICE))

    assert texts(convention)[0] == TWICE
    assert queries.current_version(convention).text_hash == ""
    assert queries.newest_fixed(convention).id == reviewed.id


def test_who_may_propose_and_who_decides():
    convention = a_discussed_one()
    stranger = a_user()
    officer = convention.team.secretary
    amendment = an_amendment(convention, text=TWICE, author=officer)
    seen = trial_of(amendment).seen

    with pytest.raises(Forbidden, match="Only members of|的成员可以|的成員可以"):
        an_amendment(convention, author=stranger, text=AFTER)
    with pytest.raises(Forbidden):
        an_amendment(convention, author=a_user(level=Level.L1), text=AFTER)
    with pytest.raises(Forbidden, match="Another person|另一|其他人|他人"):
        services.accept(amendment, seen=seen, actor=officer)
    with pytest.raises(Forbidden, match="drafting group|起草"):
        services.accept(amendment, seen=seen, actor=a_new_member(convention))
    services.accept(amendment, seen=seen, actor=convention.team.chair)

    assert amendment.state is AmendmentState.ACCEPTED


def test_a_text_in_force_cannot_be_amended():
    convention = a_convention(State.IN_FORCE)

    with pytest.raises(Forbidden, match="under discussion|讨论"):
        an_amendment(convention, text=TWICE)


@pytest.mark.parametrize(
    ("asked", "because"),
    [
        ({"reason": " ", "text": TWICE}, "reason|理由"),
        ({"reason": "改。"}, "changed anything|没有改动|没有修改|還沒|还没"),
        ({"action": Action.MOVE, "at": 1, "after": 0}, "already|本来"),
        ({"action": Action.ADD, "text": " "}, "text of the clause|条文"),
    ],
)
def test_amendments_that_make_no_sense_are_refused(asked, because):
    convention = a_discussed_one()

    with pytest.raises(Refused, match=because):
        an_amendment(convention, **asked)

    assert db.session.query(Amendment).count() == 0


def test_a_clause_that_is_not_there_cannot_be_amended():
    convention = a_discussed_one()
    actor = a_new_member(convention)

    with pytest.raises(Refused):
        services.propose(convention, action=Action.DELETE, key="nowhere", reason="。", actor=actor)
    with pytest.raises(Refused):
        services.propose(
            convention,
            action=Action.ADD,
            after="nowhere",
            new=NewClause(text="新。"),
            reason="。",
            actor=actor,
        )


def test_an_author_who_saw_an_older_text_is_told():
    convention = a_discussed_one()

    with pytest.raises(Refused, match="changed since|已经改动|改动"):
        services.propose(
            convention,
            action=Action.DELETE,
            key=keys(convention)[0],
            reason="。",
            base_hash="0" * 64,
            actor=a_new_member(convention),
        )


def test_there_is_nothing_to_amend_before_a_text_is_fixed():
    convention = a_convention()

    with pytest.raises(Refused, match="fixed text|定稿"):
        services.propose(
            convention,
            action=Action.DELETE,
            key=keys(convention)[0],
            reason="。",
            actor=convention.team.chair,
        )


def test_support_counts_once_and_can_be_taken_back():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    person = a_new_member(convention)

    services.support(amendment, wanted=True, actor=person)
    services.support(amendment, wanted=True, actor=person)
    assert amendment.support_count == 1
    assert queries.supports(amendment, person)
    services.support(amendment, wanted=False, actor=person)

    assert amendment.support_count == 0
    with pytest.raises(Forbidden, match="own|自己"):
        services.support(amendment, wanted=True, actor=amendment.author)
    with pytest.raises(Forbidden):
        services.support(amendment, wanted=True, actor=a_user())


def test_a_decided_amendment_stays_as_it_is():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    services.reject(amendment, reason="太勤了。", actor=convention.team.secretary)

    for verb in (
        lambda: services.support(amendment, wanted=True, actor=a_new_member(convention)),
        lambda: services.withdraw_amendment(amendment, actor=amendment.author),
        lambda: services.reject(amendment, reason="再说。", actor=convention.team.secretary),
        lambda: services.discuss(amendment, text="为什么？", actor=a_user()),
    ):
        with pytest.raises(Forbidden):
            verb()
    assert texts(convention) == list(TEXTS)
    assert amendment.decision.original == "太勤了。"


def test_rejecting_and_taking_up_by_hand_need_a_reason():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    seen = queries.digest(trial_of(amendment).ours[amendment.clause_key])

    with pytest.raises(Refused, match="reason|理由"):
        services.reject(amendment, reason=" ", actor=convention.team.secretary)
    with pytest.raises(Refused, match="reason|理由"):
        services.merge_by_hand(
            amendment, seen=seen, reason="", new=NewClause(text="改。"), actor=convention.team.secretary
        )


def test_only_its_author_takes_an_amendment_back():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)

    with pytest.raises(Forbidden):
        services.withdraw_amendment(amendment, actor=convention.team.secretary)
    services.withdraw_amendment(amendment, actor=amendment.author)

    assert amendment.state is AmendmentState.WITHDRAWN
    assert [row.step for row in AMENDING.history(amendment)] == ["withdraw"]


def test_the_first_remark_opens_a_topic_in_the_alliances_forum():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)

    first = services.discuss(amendment, text="我的电话13800001234", actor=a_user())
    second = services.discuss(amendment, text="赞成。", actor=a_user())

    assert (first.position, second.position) == (1, 2)
    assert amendment.topic.board.subject_id == convention.alliance_id
    assert "13800001234" not in first.body.hans
    assert amendment.topic.title.hant.startswith("修正案第1號")


def test_what_one_has_proposed_is_in_ones_own_data():
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE, reason="更干净。")

    found = personal.export(amendment.author_id)["amendments"]

    assert [(a["number"], a["action"], a["reason"]) for a in found] == [(1, "change", "更干净。")]


def test_undecided_amendments_wait_for_the_drafting_group():
    convention = a_discussed_one()
    an_amendment(convention, text=TWICE)
    an_amendment(convention, text=AFTER, author=convention.team.chair)

    found = {
        who: [(str(d.what), d.count) for d in panels.undecided_amendments(person)]
        for who, person in (("chair", convention.team.chair), ("secretary", convention.team.secretary))
    }

    assert {who: [count for _what, count in rows] for who, rows in found.items()} == {
        "chair": [1],
        "secretary": [2],
    }
    assert list(panels.undecided_amendments(a_user())) == []


def test_the_table_of_versions_and_clauses_stays_whole():
    convention = a_discussed_one()
    accepted(an_amendment(convention, text=TWICE))

    assert db.session.query(Version).filter_by(convention_id=convention.id).count() == 2
    assert db.session.query(Clause).filter_by(version_id=queries.current_version(convention).id).count() == 3
