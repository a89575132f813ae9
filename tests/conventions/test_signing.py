"""Signing: for whom, in which way, and what is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.rules import passwords
from portal.alliances.models import Membership
from portal.alliances.queries.belonging import forget_belonging
from portal.conventions import personal, proof, queries, services
from portal.conventions.models import Convention, Signature
from portal.conventions.rules.drawing import Unfit, redrawn
from portal.conventions.states import Kind, Method, State
from portal.core.db import db
from portal.core.duties import duties_of
from portal.core.errors import Forbidden, Refused
from portal.files import storage
from portal.files.models import StoredFile
from tests.clients import queries_of
from tests.factories import a_user
from tests.factories.alliances import a_seat
from tests.factories.conventions import a_convention, exact_hash
from tests.factories.signatures import a_drawing, a_scan, by_hand

WORD = "门前清爽人人夸"


def text_of(answer):
    return answer.get_data(as_text=True)


def open_one(*members):
    return a_convention(State.SIGNING, members=list(members))


def version_of(convention):
    return queries.signable_version(convention)


def party_of(convention, person):
    return queries.parties_of(convention, person)[0]


def on_paper(convention, person, officer, **kw):
    return services.sign_on_paper(
        convention,
        **{
            "text_hash": exact_hash(convention),
            "party": party_of(convention, person),
            "witnesses": ("钱阿四", "孙小妹"),
            "scan": [a_scan(officer)],
            "actor": officer,
            **kw,
        },
    )


# what waits


def test_a_text_waits_for_the_names_of_members(app):
    member, stranger = a_user(), a_user()
    convention = open_one(member)

    before = [[(str(duty.what), duty.path) for duty in duties_of(one)] for one in (member, stranger)]
    services.sign(convention, text_hash=exact_hash(convention), actor=member)
    after = duties_of(member)

    assert before == [[("阅读并签署", f"{convention.path}/sign")], []]
    assert after == []


# drawings


def test_a_drawing_is_written_anew_with_nothing_but_its_strokes():
    drawing = redrawn(a_drawing(dpi=(72, 72)))

    with Image.open(io.BytesIO(drawing.content)) as kept:
        assert kept.size == (drawing.width, drawing.height)
        assert kept.width < 450
        assert kept.info == {}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("", "empty"),
        ("empty", "empty"),
        (a_drawing(strokes=()), "empty"),
        (a_drawing(strokes=((10, 10, 14, 12),)), "empty"),
        ("data:image/svg+xml;base64,PHN2Zz4=", "broken"),
        ("data:image/png;base64,!!!!", "broken"),
        ("data:image/png;base64,aGFsbG8=", "broken"),
        (a_drawing()[:400], "broken"),
        (a_drawing(size=(3000, 400)), "too_large"),
        ("data:image/png;base64," + "A" * 400_000, "too_large"),
    ],
)
def test_what_is_no_name_is_refused(sent, why):
    with pytest.raises(Unfit) as refused:
        redrawn(sent)

    assert refused.value.why == why


# for whom


def test_a_member_signs_for_the_shop():
    member = a_user()
    convention = open_one(member)

    signature = services.sign(convention, text_hash=exact_hash(convention), actor=member)

    party = party_of(convention, member)
    assert (signature.party, signature.capacity) == (party.key, party.capacity)
    assert queries.not_signed(convention, version_of(convention)) == [
        p for p in queries.entitled(convention) if p.key != party.key
    ]


def test_who_has_no_shop_here_is_told_so():
    member, other = a_user(), a_user()
    convention, elsewhere = open_one(member), open_one(other)

    with pytest.raises(Refused, match="不能代表这一家"):
        services.sign(
            convention,
            text_hash=exact_hash(convention),
            party=party_of(elsewhere, other).key,
            actor=member,
        )


def test_who_has_a_shop_and_signs_for_another_signs_once_for_each(client):
    member, other = a_user(), a_user()
    convention = open_one(member, other)
    theirs = party_of(convention, other)
    membership = db.session.get(Membership, int(theirs.key.partition(":")[2]))
    a_seat(membership, member, convention.team.chair, may_sign=True)
    forget_belonging(member)
    path, exact = f"/conventions/{convention.code}", exact_hash(convention)
    own, second = queries.parties_of(convention, member)
    client.sign_in(member)

    page = text_of(client.get(f"{path}/sign"))
    unsaid = client.post(f"{path}/sign", data=by_hand(exact))
    for party in (own, second):
        client.post(f"{path}/sign", data=by_hand(exact, party=party.key))
    again = client.post(f"{path}/sign", data=by_hand(exact, party=second.key))

    assert "代表哪一家签署" in page
    assert (unsaid.status_code, again.status_code) == (422, 302)
    signed = db.session.scalars(select(Signature).order_by(Signature.id)).all()
    assert [s.party for s in signed] == [own.key, theirs.key]
    assert text_of(client.get(f"{path}/signed")).count("of=") >= 1
    with pytest.raises(Refused, match="签署过"):
        services.sign(
            db.session.get(Convention, signed[0].convention_id),
            text_hash=exact,
            party=theirs.key,
            actor=db.session.get(User, theirs.user_id),
        )


def a_stairwell(person):
    """A small convention of a place, where households sign."""
    convention = open_one(person)
    convention.kind, convention.alliance_id = Kind.MICRO, None
    person.place_id = convention.place_id
    db.session.flush()
    db.session.expire(convention)
    return convention


def test_one_person_signs_once_for_each_household_and_for_nobody_twice():
    person, neighbour = a_user(), a_user()
    convention = a_stairwell(person)
    neighbour.place_id = convention.place_id
    exact = exact_hash(convention)
    for household in ("3幢502室", "3幢503室", ""):
        services.sign(convention, text_hash=exact, household=household, actor=person)

    for who, household in ((person, " ３幢 502室"), (neighbour, "3幢503室"), (person, "")):
        with pytest.raises(Refused, match="签署过"):
            services.sign(convention, text_hash=exact, household=household, actor=who)

    assert convention.signature_count == db.session.query(Signature).count() == 3
    assert list(proof.broken_chains()) == []


def test_the_page_offers_another_household_after_the_first(client):
    person = a_user()
    convention = a_stairwell(person)
    path = f"/conventions/{convention.code}/sign"
    client.sign_in(person)

    for household in ("3幢502室", "3幢503室"):
        client.post(path, data=by_hand(exact_hash(convention), household=household))

    page = text_of(client.get(path))
    assert "3幢502室" in page
    assert "3幢503室" in page
    assert "再代表另一家签署" in page


def test_what_was_withdrawn_cannot_be_signed_again():
    member = a_user()
    convention = open_one(member)
    exact = exact_hash(convention)
    signature = services.sign(convention, text_hash=exact, actor=member)
    services.withdraw(signature, reason="店转让了。", actor=member)

    with pytest.raises(Refused, match="已经撤回"):
        services.sign(convention, text_hash=exact, actor=member)


# in which way


def test_a_password_confirms_and_the_sentence_is_kept_as_it_was_read(client):
    member = a_user(password_hash=passwords.hashed(WORD))
    convention = open_one(member)
    path, form = f"/conventions/{convention.code}/sign", {"text_hash": exact_hash(convention), "read": "y"}
    client.sign_in(member)

    without = client.post(path, data={**form, "method": "password"})
    wrong = client.post(path, data={**form, "method": "password", "password": "another one"})
    right = client.post("/zh-hant" + path, data={**form, "method": "password", "password": WORD})

    signature = db.session.scalars(select(Signature)).one()
    assert (without.status_code, wrong.status_code, right.status_code) == (422, 422, 302)
    assert "当前密码不正确" in text_of(wrong)
    assert (signature.method, signature.consent) == (Method.PASSWORD, "我已讀完上面的全文，願意遵守。")


def test_guessing_the_password_is_braked(client):
    member = a_user(password_hash=passwords.hashed(WORD))
    convention = open_one(member)
    path = f"/conventions/{convention.code}/sign"
    form = {"text_hash": exact_hash(convention), "read": "y", "method": "password"}
    client.sign_in(member)

    answers = [client.post(path, data={**form, "password": f"guess {n}"}).status_code for n in range(9)]
    right = client.post(path, data={**form, "password": WORD})

    assert answers == [422] * 8 + [429]
    assert right.status_code == 429
    assert db.session.query(Signature).count() == 0


def test_a_name_written_on_the_screen_is_kept_privately_and_sealed(client):
    member, stranger = a_user(name="丁阿香"), a_user()
    convention = open_one(member)
    path = f"/conventions/{convention.code}"
    client.sign_in(member)

    client.post(f"{path}/sign", data=by_hand(exact_hash(convention)))

    signature = db.session.scalars(select(Signature)).one()
    file = db.session.scalars(select(StoredFile)).one()
    assert (signature.method, signature.evidence) == (Method.DRAWN, [file.sha256])
    assert storage.get(file.sha256).startswith(b"\x89PNG")
    assert file.path in text_of(client.get(f"{path}/signed"))
    assert client.get(file.path).status_code == 200
    assert client.sign_in(convention.team.chair).get(file.path).status_code == 200
    assert client.sign_in(stranger).get(file.path).status_code == 404
    signature.evidence = ["0" * 64]
    db.session.flush()
    assert [damage.row for damage in proof.broken_chains()] == [signature.id]


def test_an_empty_field_is_no_signature(client):
    member = a_user()
    convention = open_one(member)
    client.sign_in(member)

    answer = client.post(
        f"/conventions/{convention.code}/sign", data=by_hand(exact_hash(convention), drawing="")
    )

    assert answer.status_code == 422
    assert "请用手指" in text_of(answer)


def test_a_signature_on_paper_is_entered_by_an_officer(client):
    member = a_user(name="丁阿香")
    convention = open_one(member)
    path = f"/conventions/{convention.code}/sign/paper"
    client.sign_in(convention.team.chair)
    form = {
        "party": party_of(convention, member).key,
        "first_witness": "钱阿四",
        "second_witness": "孙小妹",
        "text_hash": exact_hash(convention),
        "same": "y",
    }

    page = text_of(client.get(path))
    missing = client.post(path, data=form)
    entered = client.post(path, data={**form, "scan": (io.BytesIO(b"%PDF-1.4 x"), "扫描.pdf")})

    signature = db.session.scalars(select(Signature)).one()
    assert "丁阿香" in page
    assert "请附上签名纸件的扫描件" in text_of(missing)
    assert entered.status_code == 302
    assert (signature.method, signature.user_id) == (Method.PAPER, member.id)
    assert signature.entered_by == convention.team.chair.id
    assert signature.witnesses == ["钱阿四", "孙小妹"]
    assert party_of(convention, member).key not in text_of(client.get(path))
    assert list(proof.broken_chains()) == []


@pytest.mark.parametrize(
    ("witnesses", "why"),
    [
        (("钱阿四", ""), "两位不同的见证人"),
        (("钱阿四", "錢阿四 "), "两位不同的见证人"),
        (("钱阿四", "丁阿香"), "不能当见证人"),
        (("盟长甲", "钱阿四"), "不能当见证人"),
    ],
)
def test_witnesses_are_two_others(witnesses, why):
    member = a_user(name="丁阿香")
    convention = open_one(member)
    convention.team.chair.name = "盟长甲"

    with pytest.raises(Refused, match=why):
        on_paper(convention, member, convention.team.chair, witnesses=witnesses)


def test_what_else_is_refused_on_paper():
    member, child, other = a_user(), a_user(is_minor=True), a_user()
    convention, elsewhere = open_one(member, child), open_one(other)
    chair = convention.team.chair

    with pytest.raises(Refused, match="自己的纸面签名"):
        on_paper(convention, chair, chair)
    with pytest.raises(Refused, match="未满十八周岁"):
        on_paper(convention, child, chair)
    with pytest.raises(Refused, match="扫描件"):
        on_paper(convention, member, chair, scan=[])
    with pytest.raises(Refused, match="不能代表这一家"):
        on_paper(convention, member, chair, party=party_of(elsewhere, other))
    with pytest.raises(Forbidden):
        on_paper(convention, child, member)
    on_paper(convention, member, chair)
    with pytest.raises(Refused, match="已经签署"):
        on_paper(convention, member, chair)


def test_erasing_a_person_erases_the_drawing_and_the_scan():
    member = a_user()
    convention = open_one(member)
    on_paper(convention, member, convention.team.chair)

    personal.forget(member.id)
    db.session.flush()

    signature = db.session.scalars(select(Signature)).one()
    assert (signature.witnesses, signature.evidence, signature.consent) == ([], [], "")
    assert db.session.query(StoredFile).count() == 0
    assert list(proof.broken_chains()) == []


# again, under a new version


def test_who_signed_an_older_version_is_asked_to_read_the_new_one(client):
    member = a_user()
    convention = open_one(member)
    services.sign(convention, text_hash=exact_hash(convention), actor=member)
    old = version_of(convention)
    new = services.moving.copy_of(convention, old, actor=convention.team.chair)
    new.title = "新开路商户自治公约（修订）"
    db.session.flush()
    new.canonical, new.text_hash = queries.signed_text(new, queries.clauses_of(new))
    db.session.flush()
    old_mark, new_mark = old.text_hash[:12], new.text_hash[:12]
    client.sign_in(member)

    page = text_of(client.get(f"/conventions/{convention.code}/sign"))
    answer = client.post(f"/conventions/{convention.code}/sign", data=by_hand(new.text_hash))

    assert "现在是第 3 版" in page
    assert f"compare?from={old_mark}&amp;to={new_mark}" in page
    assert answer.status_code == 302
    assert [s.version.number for s in queries.own_signatures(convention, member)] == [3, 2]


def test_the_signing_page_asks_as_much_for_many_signatures_as_for_one(client):
    members = [a_user() for _n in range(6)]
    ids = [member.id for member in members]
    convention = open_one(*members)
    convention_id, path, exact = convention.id, f"{convention.path}/sign", exact_hash(convention)
    services.sign(convention, text_hash=exact, actor=members[0])
    client.sign_in(members[0])
    client.get(path)
    one = queries_of(client, path)
    for member_id in ids[1:]:
        services.sign(
            db.session.get(Convention, convention_id), text_hash=exact, actor=db.session.get(User, member_id)
        )

    assert queries_of(client, path) == one


def test_while_a_new_version_is_open_for_signing_its_page_asks_who_signed_the_one_in_force(client):
    member = a_user()
    convention = open_one(member)
    services.sign(convention, text_hash=exact_hash(convention), actor=member)
    services.put_in_force(convention, actor=convention.team.chair)
    new = services.moving.copy_of(convention, version_of(convention), actor=convention.team.chair)
    new.title = "新开路商户自治公约（修订）"
    db.session.flush()
    new.canonical, new.text_hash = queries.signed_text(new, queries.clauses_of(new))
    convention.state = State.PUBLISHED
    db.session.flush()
    services.open_signing(convention, actor=convention.team.chair)
    path, first, second = convention.path, convention.in_force_no, new.number
    client.sign_in(member)

    page = text_of(client.get(path))
    since = text_of(client.get(f"{path}/since-i-signed"))
    names = text_of(client.get(f"{path}/signatures"))

    assert f'href="/zh-hans{path}/sign"' in page
    assert "您签署的是之前的版本。" in page
    assert f"第 {first} 版" in since
    assert f"第 {second} 版" in since
    assert f"第{second}版，最近签署的在前。" in names
    assert 'class="signatories"' not in names
    assert 'class="signatories"' not in page
