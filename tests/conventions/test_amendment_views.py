from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from portal.alliances.models import Office
from portal.conventions import queries, services
from portal.conventions.models import Amendment, Version
from portal.conventions.services import moving
from portal.conventions.states import State
from portal.conventions.states.amendments import Action, AmendmentState
from portal.core import clock
from portal.core.db import db
from portal.core.language import Bitext
from portal.core.work import unit_of_work
from tests import clients
from tests.factories import a_member, a_user, an_office
from tests.factories.amendments import a_new_member, accepted, an_amendment, trial_of
from tests.factories.conventions import TEXTS, a_convention, exact_hash, gather

TWICE = TEXTS[0].replace("一次", "两次")
THRICE = TEXTS[0].replace("一次", "三次")


def queries_of(client, path):
    db.session.commit()  # the audit's waiting lines still know their things
    return clients.queries_of(client, path)


def text_of(answer):
    return answer.get_data(as_text=True)


def a_discussed_one(**kw):
    return a_convention(State.GATHERING, **kw)


def path_of(convention):
    return f"/zh-hans/conventions/{convention.code}"


def first_key(convention):
    return queries.clauses_of(queries.current_version(convention))[0].key


def change(convention, **data):
    """The form as it comes, with what somebody changed in it."""
    clause = queries.clauses_of(queries.newest_fixed(convention))[0]
    return {
        "base": queries.newest_fixed(convention).text_hash,
        "script": "zh-Hans",
        "heading": clause.heading.hans,
        "heading_twin": clause.heading.hant,
        "text": clause.text.hans,
        "text_twin": clause.text.hant,
        "modality": "agree",
        "reason": "每天两次更干净。",
        **data,
    }


def test_beside_each_clause_stands_what_is_proposed(client):
    convention = a_discussed_one()
    an_amendment(convention, text=TWICE)
    an_amendment(convention, action=Action.ADD, after=1)

    outside = text_of(client.get(path_of(convention)))
    inside = text_of(client.sign_in(a_new_member(convention)).get(path_of(convention)))

    assert "2 条修正案" in outside
    assert "提出修改" not in outside
    assert inside.count("提出修改") == 3


def test_a_member_proposes_other_words_in_one_script_and_the_twin_follows(client):
    convention = a_discussed_one()
    client.sign_in(a_new_member(convention))
    path = f"{path_of(convention)}/amendments/new?clause={first_key(convention)}"

    shown = text_of(client.get(path))
    answer = client.post(path, data=change(convention, text=TWICE))
    page = text_of(client.get(f"{path_of(convention)}/amendments/1"))

    amendment = db.session.scalar(select(Amendment))
    assert TEXTS[0] in shown
    assert answer.location.endswith("/amendments/1")
    assert Bitext.from_json(amendment.words["text"]).hant == "每日開門前、打烊前各清掃兩次，隨髒隨掃。"
    assert "清扫<del>" in page
    assert "两</ins>" in page.replace('<span class="hush">]</span>', "")


def test_the_hand_made_twin_of_what_was_not_touched_is_kept(client):
    convention = a_convention(texts=("店内里面打扫干净。",))
    clause = queries.clauses_of(queries.current_version(convention))[0]
    clause.text = Bitext.both("店内里面打扫干净。", "店內裡頭打掃乾淨。")
    convention_opened(convention)
    client.sign_in(a_new_member(convention))

    client.post(
        f"{path_of(convention)}/amendments/new?clause={clause.key}",
        data=change(convention, text="店内里面每天打扫干净。"),
    )
    accepted(db.session.scalar(select(Amendment)))

    text = queries.clauses_of(queries.current_version(convention))[0].text
    assert (text.hans, text.hant, text.by_hand) == ("店内里面每天打扫干净。", "店內裡頭每天打掃乾淨。", True)


def convention_opened(convention):
    gather(convention, clock.now(), last=True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "您还没有改动内容"),
        ({"text": TWICE, "reason": ""}, "请再看一下这几处|请"),
        ({"text": TWICE, "base": "0" * 64}, "请再读一遍|已经|改动"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(client, data, sentence):
    convention = a_discussed_one()
    client.sign_in(a_new_member(convention))

    answer = client.post(
        f"{path_of(convention)}/amendments/new?clause={first_key(convention)}",
        data=change(convention, **data),
    )

    assert answer.status_code == 422
    assert any(part in text_of(answer) for part in sentence.split("|"))
    assert data.get("text", TEXTS[0]) in text_of(answer)


def test_new_clauses_deletions_and_moves_have_forms(client):
    convention = a_discussed_one()
    client.sign_in(a_new_member(convention))
    keys = [c.key for c in queries.clauses_of(queries.current_version(convention))]
    path = f"{path_of(convention)}/amendments/new"
    why = {"reason": "更好。", "base": queries.newest_fixed(convention).text_hash}

    answers = [
        client.get(f"{path}?action=add&after={keys[0]}"),
        client.get(f"{path}?action=move&clause={keys[0]}"),
        client.get(f"{path}?action=delete&clause={keys[0]}"),
        client.post(
            f"{path}?action=add",
            data={**why, "after": keys[0], "text": "新的一条。", "modality": "agree", "script": "zh-Hans"},
        ),
        client.post(f"{path}?action=move&clause={keys[0]}", data={**why, "after": keys[2]}),
        client.post(f"{path}?action=delete&clause={keys[1]}", data=why),
    ]

    assert [a.status_code for a in answers] == [200, 200, 200, 302, 302, 302]
    for number in (1, 2, 3):
        assert client.get(f"{path_of(convention)}/amendments/{number}").status_code == 200
    rows = db.session.execute(select(Amendment.action, Amendment.after_key).order_by(Amendment.id)).all()
    assert rows == [(Action.ADD, keys[0]), (Action.MOVE, keys[2]), (Action.DELETE, "")]


def test_strangers_are_told_why_they_cannot_amend(client):
    convention = a_discussed_one()
    client.sign_in(a_user())

    answer = client.get(f"{path_of(convention)}/amendments/new?action=add")

    assert answer.status_code == 403
    assert "联盟" in text_of(answer)
    assert client.get(f"{path_of(convention)}/amendments/99").status_code == 404
    assert client.get("/conventions/nowhere/amendments").status_code == 404


def test_the_list_costs_the_same_for_more(client):
    one, three = a_discussed_one(), a_discussed_one()
    an_amendment(one, text=TWICE)
    for text in (TWICE, THRICE, "都不一样。"):
        an_amendment(three, text=text)
    paths = [f"{path_of(convention)}/amendments" for convention in (one, three)]

    assert queries_of(client, paths[0]) == queries_of(client, paths[1])


def test_the_list_is_filtered(client):
    convention = a_discussed_one()
    an_amendment(convention, text=TWICE)
    an_amendment(convention, at=2, text="不出店经营。")
    rejected = an_amendment(convention, text=THRICE)
    services.reject(rejected, reason="太多。", actor=convention.team.secretary)
    path = f"{path_of(convention)}/amendments"

    assert text_of(client.get(f"{path}?which=open")).count('id="amendment-') == 2
    assert text_of(client.get(f"{path}?which=decided")).count('id="amendment-') == 1
    assert text_of(client.get(f"{path}?clause={first_key(convention)}")).count('id="amendment-') == 2
    assert "暂时不能提修正案" in text_of(
        client.sign_in(convention.team.chair).get(f"{path_of(a_convention(team=convention.team))}/amendments")
    )


def test_an_officer_accepts_what_was_shown(client):
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    client.sign_in(convention.team.secretary)
    path = f"{path_of(convention)}/amendments/1"

    page = text_of(client.get(path))
    stale = client.post(f"{path}/accept", data={"seen": "of another text"})
    answer = client.post(f"{path}/accept", data={"seen": trial_of(amendment).seen})

    assert "采纳这条修正案" in page
    assert stale.status_code == 422
    assert answer.status_code == 302
    assert "查看采纳后的文本" in text_of(client.get(path))
    assert TWICE in text_of(client.get(path_of(convention)))


def test_a_collision_shows_both_texts_and_is_resolved_by_hand(client):
    convention = a_discussed_one()
    first, second = an_amendment(convention, text=TWICE), an_amendment(convention, text=THRICE)
    seen = trial_of(second).seen
    accepted(first)
    client.sign_in(convention.team.secretary)
    path = f"{path_of(convention)}/amendments/2"

    page = text_of(client.get(path))
    refused = client.post(f"{path}/accept", data={"seen": seen})
    form = client.get(f"{path}/merge")
    digest = queries.digest(trial_of(second).ours[second.clause_key])
    merged = {
        "seen": digest,
        "script": "zh-Hans",
        "heading": "门前卫生",
        "text": TWICE.replace("。", "，节日三次。"),
        "modality": "agree",
        "reason": "折中。",
    }
    stale = client.post(f"{path}/merge", data={**merged, "seen": "older"})
    wrong = client.post(f"{path}/merge", data={**merged, "modality": "perhaps"})
    answer = client.post(f"{path}/merge", data=merged)

    assert "两份文本对照" in page
    assert "采纳这条修正案" not in page
    assert refused.status_code == 422
    assert "同一处刚刚被改动过" in text_of(refused)
    assert TWICE in text_of(form)
    assert stale.status_code == 422
    assert merged["text"] in text_of(stale)
    assert (wrong.status_code, merged["text"] in text_of(wrong)) == (422, True)
    assert answer.status_code == 302
    now = queries.clauses_of(queries.current_version(convention))[0].text
    assert (now.hans, now.hant) == (merged["text"], "每日開門前、打烊前各清掃兩次，隨髒隨掃，節日三次。")


@pytest.mark.parametrize("action", [Action.MOVE, Action.DELETE, Action.ADD])
def test_every_kind_can_be_decided_by_hand(client, action):
    convention = a_discussed_one()
    amendment = an_amendment(
        convention, action=action, at=1, after=2 if action is not Action.DELETE else None
    )
    client.sign_in(convention.team.secretary)
    path = f"{path_of(convention)}/amendments/1"
    ours = trial_of(amendment).ours
    data = {
        "seen": queries.digest(ours.get(amendment.clause_key)),
        "reason": "这样更好。",
        "after": list(ours)[2],
    }
    if action is Action.ADD:
        data |= {"text": "另一种写法。", "script": "zh-Hans", "modality": "agree"}

    page = client.get(f"{path}/merge")
    answer = client.post(f"{path}/merge", data=data)

    assert (page.status_code, answer.status_code) == (200, 302)
    assert amendment.state is AmendmentState.MERGED
    said = [c.text.hans for c in queries.clauses_of(queries.current_version(convention))]
    assert (
        said
        == {
            Action.MOVE: [TEXTS[1], TEXTS[2], TEXTS[0]],
            Action.DELETE: list(TEXTS[1:]),
            Action.ADD: [*TEXTS, "另一种写法。"],
        }[action]
    )


def test_not_accepting_needs_a_reason_everybody_reads(client):
    convention = a_discussed_one()
    an_amendment(convention, text=TWICE)
    client.sign_in(convention.team.secretary)
    path = f"{path_of(convention)}/amendments/1"

    page, without = client.get(f"{path}/reject"), client.post(f"{path}/reject", data={"reason": ""})
    answer = client.post(f"{path}/reject", data={"reason": "做不到。"})

    assert (page.status_code, without.status_code, answer.status_code) == (200, 422, 302)
    assert "做不到。" in text_of(client.sign_in(a_user()).get(path))
    assert client.get(f"{path}/reject").status_code == 403


def test_people_support_it_and_talk_about_it(client):
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    client.sign_in(a_new_member(convention))
    path = f"{path_of(convention)}/amendments/1"

    client.post(f"{path}/support", data={})
    client.post(f"{path}/remarks", data={"text": "我赞成。"})
    nothing = client.post(f"{path}/remarks", data={"text": ""})

    page = text_of(client.get(path))
    assert amendment.support_count == 1
    assert "我赞成。" in page
    assert f"/forums/topics/{amendment.topic.code}" in page
    assert client.get(f"/forums/topics/{amendment.topic.code}").status_code == 200
    assert nothing.status_code == 422
    client.post(f"{path}/support", data={"wanted": "no"})
    assert amendment.support_count == 0


def test_its_author_takes_it_back(client):
    convention = a_discussed_one()
    amendment = an_amendment(convention, text=TWICE)
    client.sign_in(amendment.author)

    answer = client.post(f"{path_of(convention)}/amendments/1/withdraw")

    assert answer.status_code == 302
    assert amendment.state is AmendmentState.WITHDRAWN


def test_each_fixed_text_has_an_address_of_its_own(client):
    convention = a_discussed_one()
    old = queries.current_version(convention).text_hash
    accepted(an_amendment(convention, text=TWICE))
    path = f"{path_of(convention)}/versions"

    page = text_of(client.get(path))

    assert old[:12] in page
    assert "采纳的修正案" in page
    assert TEXTS[0] in text_of(client.get(f"{path}/{old[:12]}"))
    assert TEXTS[0] in text_of(client.get(f"{path}/{old}"))
    assert [
        client.get(f"{path}/{wrong}").status_code for wrong in ("0" * 12, old[:6], "draft", "not-a-hash!")
    ] == [404] * 4


def test_a_hash_that_begins_with_digits_only_is_an_address_as_well(client):
    convention = a_discussed_one()
    version = queries.current_version(convention)
    version.text_hash = "414200493860" + version.text_hash[12:]
    number = version.number
    db.session.flush()

    answers = [client.get(f"{path_of(convention)}/versions/{name}") for name in ("414200493860", number, 99)]

    assert [a.status_code for a in answers] == [200, 200, 404]


def test_a_text_changed_behind_the_portals_back_is_noticed_however_often_it_was_shown(client):
    convention = a_discussed_one()
    path = path_of(convention)
    sound = text_of(client.get(path))

    queries.clauses_of(queries.current_version(convention))[0].text = TWICE
    db.session.flush()

    assert "指纹不符" not in sound
    assert "指纹不符" in text_of(client.get(path))


def test_two_texts_are_compared_in_both_scripts(client):
    convention = a_discussed_one()
    old = queries.current_version(convention).text_hash
    for amendment in (
        an_amendment(convention, text=TWICE),
        an_amendment(convention, action=Action.DELETE, at=2),
        an_amendment(convention, action=Action.ADD, after=3, text="垃圾分类。"),
    ):
        accepted(amendment)
    new = queries.current_version(convention).text_hash

    page = text_of(client.get(f"{path_of(convention)}/compare?from={old[:12]}&to={new[:12]}"))
    hant = text_of(
        client.get(f"/zh-hant/conventions/{convention.code}/compare?from={old[:12]}&to={new[:12]}")
    )

    assert all(words in page for words in ("改动 1 条", "新增 1 条", "删去 1 条", "未改动 1 条"))
    assert "[删去: </span>一<span" in page
    assert "[刪去: </span>一<span" in hant
    assert 'lang="zh-Hant">每日開門前' in hant
    assert "一字不差" in text_of(client.get(f"{path_of(convention)}/compare?from={old[:12]}&to={old[:12]}"))
    assert client.get(f"{path_of(convention)}/compare").status_code == 200
    assert client.get(f"{path_of(convention)}/compare?from=nonsense").status_code == 404


def test_the_pages_cost_the_same_for_longer_texts(client):
    paths = []
    for texts in (TEXTS, tuple(f"第{n}条的内容。" for n in range(30))):
        convention = a_discussed_one(texts=texts)
        accepted(an_amendment(convention, action=Action.DELETE, at=1))
        an_amendment(convention, text="都不一样。")
        paths.append(path_of(convention))

    for tail in ("", "/compare", "/versions", "/amendments/2"):
        assert queries_of(client, paths[0] + tail) == queries_of(client, paths[1] + tail)


def test_a_signatory_sees_what_has_changed_since(client):
    convention = a_convention(State.SIGNING)
    person = a_new_member(convention)
    services.sign(convention, text_hash=exact_hash(convention), actor=person)
    client.sign_in(person)
    path = f"{path_of(convention)}/since-i-signed"

    same = client.get(path)
    newer = services_texts_copy(convention)
    page = text_of(client.get(path))

    assert same.location.endswith("/signed")
    assert "我签署之后改了什么" in page
    assert f"第 {newer.number - 1} 版；现在是第 {newer.number} 版" in page
    assert newer.text_hash[:12] in page
    assert client.sign_in(a_user()).get(path).status_code == 404


def services_texts_copy(convention):
    """A second fixed text, as a revision makes it."""
    fresh = moving.copy_of(convention, queries.current_version(convention), actor=convention.team.chair)
    queries.clauses_of(fresh)[0].text = TWICE
    db.session.flush()
    moving.freeze(fresh)
    return fresh


def at_once(portal, officers, posts):
    """Everybody clicks at the same moment; the statuses of the answers, sorted."""
    browsers = [portal.test_client().sign_in(officer) for officer in officers]
    answers, gate = [], Barrier(len(posts))

    def act(n):
        gate.wait()
        path, seen = posts[n]
        answers.append(browsers[n % len(browsers)].post(path, data={"seen": seen}).status_code)

    return answers, [Thread(target=act, args=(n,)) for n in range(len(posts))]


def all_run(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def officers_of(convention):
    people = [a_user() for _ in range(8)]
    for person in people:
        a_member(convention.alliance, person)
        an_office(convention.alliance, person, Office.VICE_CHAIR)
    return people


@pytest.mark.real
def test_of_eight_amendments_that_collide_one_is_accepted_and_seven_are_kept_for_a_person(real_portal):
    with real_portal.app_context(), unit_of_work():
        convention = a_discussed_one()
        amendments = [
            an_amendment(convention, text=TEXTS[0].replace("一次", f"{n}次")) for n in "二三四五六七八九"
        ]
        posts = [
            (f"{path_of(convention)}/amendments/{a.number}/accept", trial_of(a).seen) for a in amendments
        ]
        answers, threads = at_once(real_portal, officers_of(convention), posts)

    all_run(threads)

    with real_portal.app_context():
        states = db.session.scalars(select(Amendment.state)).all()
        assert sorted(answers) == [302] + [422] * 7
        assert sorted(states) == [AmendmentState.ACCEPTED] + [AmendmentState.CONFLICTED] * 7


def test_a_convention_without_a_fixed_text_says_so(client):
    convention = a_convention()
    client.sign_in(convention.team.chair)
    path = path_of(convention)
    db.session.query(Version).filter_by(convention_id=convention.id).update({"text_hash": ""})

    page = client.get(f"{path}/versions")

    assert page.status_code == 200
    assert "尚未定稿" in text_of(page)
