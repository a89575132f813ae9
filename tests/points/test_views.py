"""Every page and every form of points, as its reader meets it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal.accounts.models import Role, User
from portal.core import clock
from portal.core.db import db
from portal.notifications.models import InboxLine
from portal.points.models import Determination, Partner, Reward, RuleVersion, Voucher
from portal.points.queries.balances import purse
from portal.points.rules import Span, shown_voucher_code
from portal.points.services import determining, redemption
from portal.points.services.determining import Deed
from portal.points.states import DeterminationState, Scheme, VersionState
from portal.points.states.vouchers import VoucherState
from portal.points.views.vouchers import on_screen
from tests.clients import queries_of
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_clerk, a_partner, a_reward, a_rich_user, a_rule, points_for


def text_of(answer, status=200):
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def warm(client, path):
    """What a page costs once the city's settings have been read."""
    client.get(path)
    return queries_of(client, path)


@pytest.fixture
def officer(client):
    found = an_official(Role.POINTS_OFFICER)
    client.sign_in(found)
    return found


def a_voucher(holder=None, **kw):
    return redemption.reserve(a_reward(**kw), actor=holder or a_rich_user(name="王秀兰"))


def test_strangers_read_what_points_are(client):
    a_rule(event="ConventionSigned", title="签署公约")
    a_reward()
    the_city()

    page = text_of(client.get("/points/"))

    assert "签署公约" in page
    assert "三治面券" in page


def test_my_points_say_what_for(client):
    user = a_user()
    version = a_rule(points=5, code="J08")
    entry = determining.confirm(
        determining.propose(
            user,
            rule=version.rule,
            deed=Deed(times=2, note="晨扫，三条路", occurred_on=clock.today()),
            actor=an_official(Role.POINTS_OFFICER),
        ),
        actor=an_official(Role.POINTS_OFFICER),
    )
    client.sign_in(user)

    page = text_of(client.get("/points/"))

    assert "+10" in page
    assert "晨扫，三条路" in page
    assert "细则 J08" in page
    assert entry.amount == 10


def test_my_points_cost_the_same_for_many_lines(client):
    user = a_user()
    client.sign_in(user)
    a_rule(event="ConventionSigned")
    points_for(user, 5)
    redemption.reserve(a_reward(points=1), actor=user)
    number = user.id
    one = warm(client, "/points/")
    user = db.session.get(User, number)
    for _n in range(10):
        points_for(user, 5)
        redemption.reserve(a_reward(points=1), actor=user)

    assert queries_of(client, "/points/") == one


@pytest.mark.parametrize("path", ["/points/rewards", "/points/rules", "/points/control"])
def test_lists_cost_the_same_for_many_rows(client, path):
    client.sign_in(an_official(Role.POINTS_OFFICER))
    a_reward(), a_rule(), a_partner()
    one = warm(client, path)
    for _n in range(3):
        a_reward(), a_rule(), a_partner()

    assert queries_of(client, path) == one


def test_vouchers_cost_the_same_for_many_rows(client):
    holder = a_rich_user(500)
    client.sign_in(holder)
    a_voucher(holder)
    number = holder.id
    one = warm(client, "/points/vouchers")
    holder = db.session.get(User, number)
    for _n in range(3):
        a_voucher(holder)

    assert queries_of(client, "/points/vouchers") == one


def test_pages_follow_one_another(client):
    user = a_user()
    client.sign_in(user)
    for _n in range(25):
        points_for(user, 1)

    first = text_of(client.get("/points/"))
    older = re.search(r"\?older=(\d+)", first)[1]

    assert first.count("+1<") == 20
    assert text_of(client.get(f"/points/?older={older}")).count("+1<") == 5
    assert client.get("/points/?older=x").status_code == 400


def test_the_statement_is_a_harmless_table(client):
    user = a_user()
    client.sign_in(user)
    version = a_rule(title="=HYPERLINK(1)")
    determining.post_determined(user, version, times=1, note="晨扫", by=(a_user(), a_user()))

    answer = client.get("/points/statement.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))

    assert rows[1][4] == "'=HYPERLINK(1)"
    assert (rows[1][6:8], len(rows)) == (["1", "5"], 3)  # the purse and the score
    book = load_workbook(io.BytesIO(client.get("/points/statement.xlsx").get_data()))
    assert book.worksheets[0]["H2"].value in {5, "5"}
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert client.get("/points/statement.pdf").status_code == 405


def test_the_statement_is_for_oneself(client):
    assert client.get("/points/statement.csv").status_code == 302


def test_the_shelf_says_what_is_sold_out_and_filters(client):
    a_reward(name="理发券", stock=0, kind="service", points=18)
    a_reward(name="食用油", kind="goods", points=60)
    client.sign_in(a_rich_user(20))

    everything = text_of(client.get("/points/rewards"))
    goods = text_of(client.get("/points/rewards?kind=goods"))
    mine = text_of(client.get("/points/rewards?mine=1&stock=1"))

    assert "已兑完" in everything
    assert ("食用油" in goods, "理发券" in goods) == (True, False)
    assert ("食用油" in mine, "理发券" in mine) == (False, False)
    assert client.get("/points/rewards?kind=gold").status_code == 400


def test_a_reward_says_what_stands_in_the_way(client):
    reward = a_reward(points=15)

    assert "请先登录" in text_of(client.get(f"/points/rewards/{reward.code}"))
    client.sign_in(a_rich_user(10))
    assert "还差 5 分" in text_of(client.get(f"/points/rewards/{reward.code}"))
    assert client.get("/points/rewards/X99").status_code == 404


def test_points_are_spent_after_a_confirmation(client):
    reward, user = a_reward(points=15), a_rich_user(100)
    client.sign_in(user)
    path = f"/points/rewards/{reward.code}/reserve"

    assert "确认兑换" in text_of(client.get(path))
    text_of(client.post(path, data={}), 422)
    answer = client.post(path, data={"agreed": "y"})

    voucher = db.session.scalar(select(Voucher))
    assert answer.location.endswith(f"/points/vouchers/{voucher.code}")
    assert purse(user.id).held == 15
    shown = text_of(client.get(f"/points/vouchers/{voucher.code}"))
    assert shown_voucher_code(voucher.number) in shown
    assert "<svg" in shown


def test_a_bank_is_told_nothing_without_consent(client):
    reward = a_reward(points=0, kind="credit_referral", stock=None)
    client.sign_in(a_user())

    assert "银行" in text_of(client.get(f"/points/rewards/{reward.code}/reserve"))
    text_of(client.post(f"/points/rewards/{reward.code}/reserve", data={}), 422)

    assert db.session.scalars(select(Voucher.id)).all() == []


def test_what_is_sold_out_answers_with_a_sentence(client):
    reward = a_reward(stock=0)
    client.sign_in(a_rich_user(100))

    page = text_of(client.post(f"/points/rewards/{reward.code}/reserve", data={"agreed": "y"}), 422)

    assert "已经兑完了" in page


def test_vouchers_are_for_their_holder(client):
    voucher = a_voucher()
    client.sign_in(a_user())

    assert client.get(f"/points/vouchers/{voucher.code}").status_code == 404
    assert client.post(f"/points/vouchers/{voucher.code}/cancel").status_code == 404
    assert client.get("/points/vouchers").status_code == 200


def test_a_voucher_is_cancelled(client):
    holder = a_rich_user(100)
    voucher = a_voucher(holder)
    client.sign_in(holder)

    assert client.post(f"/points/vouchers/{voucher.code}/cancel").status_code == 302
    assert client.post(f"/points/vouchers/{voucher.code}/cancel").status_code == 409

    assert purse(holder.id).spendable == 100


def test_a_helper_is_named_and_sees_the_voucher(client):
    holder, helper = a_rich_user(100), a_user()
    voucher = a_voucher(holder)
    client.sign_in(holder)
    path = f"/points/vouchers/{voucher.code}/helper"

    text_of(client.get(path))
    assert "没有这个用户名" in text_of(
        client.post(path, data={"username": "nobody", "reason": "腿脚不便"}), 422
    )
    client.post(path, data={"username": helper.username, "reason": "腿脚不便"})

    client.sign_in(helper)
    assert shown_voucher_code(voucher.number) in text_of(client.get(f"/points/vouchers/{voucher.code}"))
    assert client.post(f"/points/vouchers/{voucher.code}/cancel").status_code == 404


def test_an_objection_goes_to_the_officers(client):
    holder, officer = a_rich_user(100), an_official(Role.POINTS_OFFICER)
    voucher = a_voucher(holder)
    redemption.redeem(voucher, actor=an_official(Role.COMMUNITY_WORKER))
    client.sign_in(holder)
    path = f"/points/vouchers/{voucher.code}"

    text_of(client.get(f"{path}/dispute"))
    client.post(f"{path}/dispute", data={"reason": "没有拿到"})
    assert client.get(f"{path}/refund").status_code == 403

    client.sign_in(officer)
    assert "没有拿到" in text_of(client.get(path))
    text_of(client.get(f"{path}/uphold")), text_of(client.get(f"{path}/refund"))
    client.post(f"{path}/refund", data={"reason": "店里没给"})
    assert client.post(f"{path}/uphold", data={"reason": "店里给了"}).status_code == 422
    assert purse(holder.id).spendable == 100


def test_the_code_leads_clerks_to_the_counter_and_others_to_its_state(client):
    partner = a_partner()
    voucher = a_voucher(partners=[partner])

    answer = client.get(f"/c/{voucher.code}")
    assert answer.location == f"/points/state/{voucher.code}"
    page = text_of(client.get(f"/points/state/{voucher.code}?t=now"))
    assert "有效" in page
    assert "王" not in page.replace("王府", "")
    assert voucher.number not in page
    assert f"next=/c/{voucher.code}?t=now" in unquote(page)
    client.sign_in(a_clerk(partner))
    assert "next=" not in text_of(client.get(f"/points/state/{voucher.code}"))
    assert client.get(f"/c/{voucher.code}").location == f"/points/counter/{voucher.code}"
    assert client.get("/c/nothing").status_code == 404


def test_the_code_on_a_screen_is_good_for_a_quarter_of_an_hour_and_the_one_on_paper_stays(client):
    partner = a_partner()
    voucher = a_voucher(partners=[partner])
    client.sign_in(voucher.user)
    assert "/qr" in client.get(f"/points/vouchers/{voucher.code}").text
    drawn = client.get(f"/points/vouchers/{voucher.code}/qr")
    assert drawn.text.startswith("<svg")
    shown = on_screen(voucher)
    client.sign_in(a_clerk(partner))
    assert client.get(f"/points/vouchers/{voucher.code}/qr").status_code == 404

    at_counter = client.get(shown).location
    assert at_counter.endswith(shown.partition("?")[2])
    assert "兑付并核销" in client.get(at_counter).text
    with clock.stopped_at(clock.now() + timedelta(minutes=16)):
        late = client.get(at_counter)
        assert "一刻钟" in late.text
        assert client.post(at_counter).status_code == 409
    assert client.post(f"{at_counter.partition('?')[0]}?t=0123").status_code == 409
    assert voucher.state is VoucherState.RESERVED
    assert client.post(at_counter.partition("?")[0]).status_code == 302


def test_the_counter_hands_out_once(client):
    partner = a_partner()
    voucher = a_voucher(partners=[partner])
    client.sign_in(a_clerk(partner))

    looked = client.post("/points/counter", data={"number": shown_voucher_code(voucher.number)})
    page = text_of(client.get(looked.location))
    assert "王**" in page
    assert "王秀兰" not in page
    assert client.post(looked.location).status_code == 302
    again = text_of(client.post(looked.location), 409)

    assert "不能再用了" in again
    assert "三治面券" in text_of(client.get("/points/counter"))
    assert db.session.get(Voucher, voucher.id).state is VoucherState.REDEEMED


def test_the_shop_says_that_something_went_wrong_and_its_holder_hears_of_it(client):
    partner = a_partner()
    voucher = a_voucher(partners=[partner])
    path = f"/points/counter/{voucher.code}/dispute"
    client.sign_in(a_clerk(partner))
    assert client.post(path, data={"reason": "扫错了码"}).status_code == 403
    client.post(f"/points/counter/{voucher.code}")

    text_of(client.get(path))
    text_of(client.post(path, data={"reason": ""}), 422)
    answer = client.post(path, data={"reason": "扫错了码，东西没有给"})

    assert (answer.status_code, voucher.state) == (302, VoucherState.DISPUTED)
    told = db.session.scalars(select(InboxLine.key).where(InboxLine.user_id == voucher.user_id))
    assert f"voucher:{voucher.id}:disputed:2" in list(told)
    client.sign_in(a_clerk(a_partner()))
    assert client.get(path).status_code == 403


def test_the_counter_is_small_enough_for_an_old_phone(client):
    client.sign_in(a_clerk(a_partner()))

    page = text_of(client.get("/points/counter"))
    sheets = re.findall(r'href="(/static/css/[^"?]+)', page)
    scripts = re.findall(r'src="(/static/js/[^"?]+)', page)
    size = len(page.encode()) + sum((Path("portal") / file[1:]).stat().st_size for file in sheets + scripts)

    assert scripts == ["/static/js/counter.js"]
    assert size < 30_000


def test_the_counter_refuses_strangers_wrong_numbers_and_guessing(client):
    client.sign_in(a_user())
    assert client.get("/points/counter").status_code == 403
    client.sign_in(a_clerk(a_partner()))

    for _time in range(redemption.GUESSES.most):
        assert "没有这个券号" in text_of(client.post("/points/counter", data={"number": "2222 2222"}), 422)

    assert client.post("/points/counter", data={"number": "2222 2222"}).status_code == 429


def test_a_clerk_of_another_shop_is_told_so(client):
    voucher = a_voucher(partners=[a_partner()])
    client.sign_in(a_clerk(a_partner(name="别家")))

    assert "不兑付" in text_of(client.get(f"/points/counter/{voucher.code}"))
    assert client.post(f"/points/counter/{voucher.code}").status_code == 403


def test_the_rule_book_is_for_everybody(client):
    the_city()
    version = a_rule(title="日行一善", caps=[{"span": "month", "points": 10}])
    a_rule(points=-5, code="N01", title="店外经营")

    page = text_of(client.get("/points/rules"))

    assert "日行一善" in page
    assert "每月最多 10 分" in page
    assert "−5" in page
    assert "第1版" in text_of(client.get(f"/points/rules/{version.rule.code}"))
    assert client.get("/points/rules/X99").status_code == 404
    assert client.get("/points/rules/new").status_code == 302


DRAFT = {
    "code": "J14",
    "scheme": "household",
    "rule_class": "virtue",
    "event": "",
    "title": "邻里帮忙",
    "clause": "帮邻居一次加3分。",
    "basis": "办法第十条",
    "points": "3",
    "cap-span": "month",
    "cap-times": "2",
    "reason": "新增",
}


def test_a_rule_is_drafted_and_released_by_two(client, officer):
    data = {**DRAFT, "valid_from": clock.today().isoformat()}

    text_of(client.get("/points/rules/new"))
    text_of(client.post("/points/rules/new", data={**data, "code": "j"}), 422)
    assert client.post("/points/rules/new", data=data).status_code == 302
    assert client.post("/points/rules/J14/1/release").status_code == 403
    client.sign_in(an_official(Role.POINTS_OFFICER))
    assert client.post("/points/rules/J14/1/release").status_code == 302

    version = db.session.scalar(select(RuleVersion))
    assert (version.state, version.caps) == (VersionState.RELEASED, [{"span": "month", "times": 2}])


def test_a_change_is_drafted_and_dropped(client, officer):
    code = a_rule().rule.code
    text_of(client.get(f"/points/rules/{code}/change"))
    client.post(
        f"/points/rules/{code}/change", data={**DRAFT, "valid_from": clock.today().isoformat(), "points": "9"}
    )

    text_of(client.get(f"/points/rules/{code}/2/drop"))
    text_of(client.post(f"/points/rules/{code}/2/drop", data={"reason": ""}), 422)
    client.post(f"/points/rules/{code}/2/drop", data={"reason": "写重了"})

    assert "写重了" in text_of(client.get(f"/points/rules/{code}"))
    client.sign_in(a_user())
    assert "写重了" not in text_of(client.get(f"/points/rules/{code}"))
    assert client.get(f"/points/rules/{code}/9/drop").status_code == 404


def test_points_by_hand_from_proposal_to_correction(client, officer):
    person, second = a_user(name="顾阿毛"), an_official(Role.POINTS_OFFICER)
    code = a_rule(points=5).rule.code
    data = {
        "username": person.username,
        "rule": code,
        "times": "2",
        "occurred_on": clock.today().isoformat(),
        "note": "晨扫",
    }

    text_of(client.get("/points/control/awards/new"))
    text_of(client.post("/points/control/awards/new", data={**data, "times": "99"}), 422)
    assert client.post("/points/control/awards/new", data=data).status_code == 302
    determination = db.session.scalar(select(Determination))
    path = f"/points/control/awards/{determination.code}"
    assert "顾阿毛" in text_of(client.get("/points/control/awards"))
    assert client.post(f"{path}/confirm").status_code == 403
    client.sign_in(second)
    text_of(client.get(path))
    assert client.post(f"{path}/confirm").status_code == 302
    assert "顾阿毛" in text_of(client.get("/points/control/awards?done=1"))
    assert purse(person.id).spendable == 10

    client.sign_in(an_official(Role.POINTS_OFFICER))
    ledger = text_of(client.get(f"/points/control/person/{person.id}"))
    line = re.search(r"/points/control/lines/(\d+)/correct", ledger)[1]
    text_of(client.get(f"/points/control/lines/{line}/correct"))
    assert client.post(f"/points/control/lines/{line}/correct", data={"reason": "记错人"}).status_code == 302
    assert purse(person.id).spendable == 0
    assert client.get("/points/control/lines/999999/correct").status_code == 404


def test_a_proposal_is_declined(client, officer):
    determination = determining.propose(
        a_user(), rule=a_rule().rule, deed=Deed(note="晨扫", occurred_on=clock.today()), actor=officer
    )
    path = f"/points/control/awards/{determination.code}/decline"

    text_of(client.get(path))
    client.post(path, data={"reason": "没有证明"})

    assert determination.state is DeterminationState.DECLINED
    assert client.get("/points/control/awards/nothing").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/points/control",
        "/points/control/report.csv",
        "/points/control/awards",
        "/points/control/awards/new",
        "/points/control/rewards/new",
        "/points/control/partners/new",
    ],
)
def test_control_pages_are_for_officials(client, path):
    the_city()
    client.sign_in(a_user())

    assert client.get(path).status_code == 403


REWARD = {
    "code": "G08",
    "name": "儿童雨衣",
    "kind": "goods",
    "points": "18",
    "text": "三个尺码。",
    "pickup": "商圈服务台",
    "bearer": "捐赠",
    "limit_times": "1",
    "limit_span": "year",
    "limit_per": "person",
    "household_times": "1",
    "household_span": "quarter",
    "scheme": "household",
    "least_score": "10",
    "least_grade": "",
    "least_level": "2",
    "keep_days": "30",
    "offered": "y",
    "stock": "36",
}


def test_a_reward_is_put_on_the_shelf_changed_and_counted(client, officer):
    the_city()
    data = {**REWARD, "starts_on": clock.today().isoformat(), "partners": [a_partner().code]}

    text_of(client.get("/points/control/rewards/new"))
    text_of(client.post("/points/control/rewards/new", data={**data, "points": "-1"}), 422)
    assert client.post("/points/control/rewards/new", data=data).status_code == 302
    text_of(client.get("/points/control/rewards/G08"))
    client.post("/points/control/rewards/G08", data={**data, "points": "20"})
    set_right = {"kind": "correction", "reason": "受潮"}
    text_of(client.get("/points/control/rewards/G08/stock"))
    text_of(client.post("/points/control/rewards/G08/stock", data=set_right | {"change": "-99"}), 422)
    client.post("/points/control/rewards/G08/stock", data=set_right | {"change": "-6"})
    arrived = {"kind": "delivery", "change": "4", "paper": "送货单 0087"}
    client.post("/points/control/rewards/G08/stock", data=arrived)
    assert "送货单 0087" in text_of(client.get("/points/control/rewards/G08/stock"))

    reward = db.session.scalar(select(Reward))
    assert (reward.points, reward.stock, len(reward.partners)) == (20, 34, 1)
    assert (reward.scheme, reward.least_score) == (Scheme.HOUSEHOLD, 10)
    assert (reward.household_times, reward.household_span) == (1, Span.QUARTER)
    assert "账实相符" in text_of(client.get("/points/control"))


def test_what_is_taken_off_the_shelf_is_gone_for_readers(client, officer):
    reward = a_reward(offered=False)

    text_of(client.get(f"/points/rewards/{reward.code}"))
    client.sign_in(a_user())

    assert client.get(f"/points/rewards/{reward.code}").status_code == 404


def test_the_report_adds_up(client, officer):
    a_voucher(stock=10)

    answer = client.get("/points/control/report.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.get_data())).active.iter_rows(values_only=True))

    assert rows[1][2:] == (10, 0, 10, 0, 1, 9, 0, None)
    assert client.get("/points/control/report.pdf").status_code == 404


def test_a_partner_its_clerks_and_its_month(client, officer):
    the_city()
    clerk = a_user()
    clerk_id, officer_id = clerk.id, officer.id
    data = {
        "name": "剪时光理发",
        "address": "新开路32号",
        "agreement": "每月九十张。",
        "since": clock.today().isoformat(),
        "active": "y",
    }
    text_of(client.get("/points/control/partners/new"))
    client.post("/points/control/partners/new", data=data)
    partner = db.session.scalar(select(Partner))
    text_of(client.get(f"/points/control/partners/{partner.code}"))
    client.post(f"/points/control/partners/{partner.code}", data={**data, "address": "新开路34号"})
    path = f"/points/control/partners/{partner.code}/clerks"
    client.post(path, data={"username": clerk.username})
    text_of(client.post(path, data={"username": clerk.username}), 422)
    text_of(client.get(path))
    voucher = a_voucher(partners=[partner])
    clerk.__dict__.pop("_roles", None)
    redemption.redeem(voucher, actor=clerk)

    page = text_of(client.get(f"/points/partners/{partner.code}"))
    assert ("王**" in page, "王秀兰" in page) == (True, False)
    table = client.get(f"/points/partners/{partner.code}/statement.csv").get_data().decode("utf-8-sig")
    assert shown_voucher_code(voucher.number) in table
    assert client.get(f"/points/partners/{partner.code}/statement.xlsx").status_code == 200
    month = f"{clock.today():%Y-%m}"
    assert client.post(f"/points/partners/{partner.code}/settle", data={"month": month}).status_code == 409
    shop = f"/points/partners/{partner.code}"
    with clock.stopped_at(clock.now() + timedelta(days=32)):
        client.sign_in(officer)
        assert client.post(f"{shop}/settle", data={"month": month}).status_code == 409
        client.sign_in(db.session.get_one(User, clerk_id))
        assert f"{shop}/confirm" in text_of(client.get(f"{shop}?month={month}"))
        assert client.post(f"{shop}/confirm", data={"month": month}).status_code == 302
        client.sign_in(db.session.get_one(User, officer_id))
        assert "已确认" in text_of(client.get("/points/control"))
        assert f"{shop}/settle" in text_of(client.get(f"{shop}?month={month}"))
        answer = client.post(f"{shop}/settle", data={"month": month})
        assert "已对账" in text_of(client.get(f"{shop}?month={month}"))
    assert answer.status_code == 302
    clerk, officer = db.session.get_one(User, clerk_id), db.session.get_one(User, officer_id)
    assert client.get(f"/points/partners/{partner.code}?month=2026-13").status_code == 400
    assert client.get("/points/partners/nothing").status_code == 404

    grant = re.search(r"/clerks/(\d+)/end", text_of(client.get(path)))[1]
    client.post(f"{path}/{grant}/end")
    clerk.__dict__.pop("_roles", None)
    client.sign_in(clerk)
    assert client.get(f"/points/partners/{partner.code}").status_code == 403
    client.sign_in(officer)
    assert client.post(f"{path}/999999/end").status_code == 404


def test_my_account_shows_my_points(client):
    user = a_rich_user(42)
    client.sign_in(user)

    assert "可用积分 42 分" in text_of(client.get("/me"))


def test_what_points_know_of_a_person_is_handed_out_and_forgotten(app):
    from portal.points import personal
    from portal.points.queries.proof import verify

    user = a_user()
    determining.post_determined(user, a_rule(), times=1, note="晨扫", by=(a_user(), a_user()))
    a_voucher(points_holder(user))

    told = personal.export(user.id)
    personal.forget(user.id)

    assert (told["lines"][0]["note"], told["vouchers"][0]["points"]) == ("晨扫", 15)
    assert personal.export(user.id)["lines"][0]["note"] == ""
    assert list(verify()) == []


def points_holder(user):
    points_for(user, 50)
    return user


@pytest.mark.parametrize("prefix", ["/zh-hans", "/zh-hant", "/en"])
def test_pages_open_in_every_language(client, prefix):
    client.prefix = prefix
    officer = an_official(Role.POINTS_OFFICER)
    reward, version = (
        a_reward(partners=[a_partner()]),
        a_rule(caps=[{"span": "day", "times": 1, "points": 5}]),
    )
    client.sign_in(points_holder(officer))
    voucher = redemption.reserve(reward, actor=officer)
    paths = ["", "rewards", f"rewards/{reward.code}", "vouchers", f"vouchers/{voucher.code}", "rules"]

    for path in (*paths, f"rules/{version.rule.code}", "control", "control/awards", f"state/{voucher.code}"):
        text_of(client.get(f"/points/{path}"))
