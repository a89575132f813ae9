from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from portal.accounts.models import Role
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.work import unit_of_work
from portal.notices import services
from portal.notices.models import Notice, NoticeSeries
from portal.notices.queries import missing_numbers, of_place
from portal.notices.services import draw
from portal.places.models import Place
from tests.factories import an_official, the_city
from tests.factories.honor import at
from tests.factories.notices import a_notice, a_street, sender_of


def numbers():
    return [number.hans for number in db.session.scalars(select(Notice.number).order_by(Notice.id))]


def test_each_organisation_counts_for_itself_and_anew_each_year():
    here, there = a_street("临河街道"), a_street("南津街道")

    with at("2025-12-30"):
        a_notice(here)
        a_notice(there)
        a_notice(here)
    with at("2026-01-02"):
        a_notice(here)

    assert numbers() == [
        "临河积分公示〔2025〕1号",
        "南津积分公示〔2025〕1号",
        "临河积分公示〔2025〕2号",
        "临河积分公示〔2026〕1号",
    ]
    assert a_notice(here).number.hant.startswith("臨河積分公示〔")


def test_two_streets_of_one_name_never_share_numbers():
    for _each in range(3):
        a_notice(a_street("新华街道"))

    assert [n.partition("〔")[0] for n in numbers()] == ["新华积分公示", "禾塘新华积分公示", "新华二积分公示"]


def test_what_fails_leaves_no_hole(real_portal):
    with real_portal.app_context(), unit_of_work():
        place_id = a_street().id
        a_notice(db.session.get(Place, place_id))
    with real_portal.app_context(), pytest.raises(ZeroDivisionError), unit_of_work():
        a_notice(db.session.get(Place, place_id))
        raise ZeroDivisionError
    with real_portal.app_context(), unit_of_work():
        a_notice(db.session.get(Place, place_id))
        serials = list(db.session.scalars(select(Notice.serial).order_by(Notice.id)))
        holes = list(missing_numbers())

    assert (serials, holes) == ([1, 2], [])


def test_many_at_once_get_one_number_each(real_portal):
    with real_portal.app_context(), unit_of_work():
        place = a_street()
        place_id, actor_id = place.id, an_official(Role.ISSUER, place=place).id

    def issue(_turn):
        with real_portal.app_context(), unit_of_work():
            place = db.session.get(Place, place_id)
            drawn = draw("honor_served", sender=of_place(place), object_id=1, actor_id=actor_id)
            return drawn.serial

    with ThreadPoolExecutor(4) as pool:
        serials = list(pool.map(issue, range(12)))

    assert sorted(serials) == list(range(1, 13))


def test_a_number_that_is_gone_is_found():
    place = a_street()
    for _each in range(2):
        draw("honor_served", sender=of_place(place), object_id=1, actor_id=an_official().id)

    db.session.execute(delete(Notice).where(Notice.serial == 1))

    assert [damage.table for damage in missing_numbers()] == ["notice_series"]


def test_numbers_go_on_after_those_given_by_hand_and_only_before_the_first():
    place, admin = a_street(), an_official(Role.ADMIN, place=the_city())
    draw("honor_served", sender=of_place(place), object_id=1, actor_id=admin.id)
    sender = sender_of(place)

    services.continue_after(sender, kind="points_quarter", last=17, actor=admin)
    notice = a_notice(place)

    assert notice.serial == 18
    assert list(missing_numbers()) == []
    for kind, last, why in (
        ("points_quarter", 30, "接着"),
        ("nothing", 3, "没有这种"),
        ("honor_notice", -1, "最后"),
    ):
        with pytest.raises(Refused, match=why):
            services.continue_after(sender, kind=kind, last=last, actor=admin)


def test_names_and_marks_are_the_administrators():
    place, admin = a_street(), an_official(Role.ADMIN, place=the_city())
    a_notice(place)
    a_notice(a_street("南津街道"))
    sender = sender_of(place)

    services.change_sender(sender, name="禾塘市临河街道办事处", mark="临街", actor=admin)
    second = a_notice(place)

    assert (second.number.hans[:6], second.serial, second.signed.hans) == (
        "临街积分公示",
        1,
        "禾塘市临河街道办事处",
    )
    for name, mark, why in (("", "临", "全称"), ("临河", "Lin", "汉字"), ("临河", "南津", "已经")):
        with pytest.raises(Refused, match=why):
            services.change_sender(sender, name=name, mark=mark, actor=admin)
    with pytest.raises(Forbidden):
        services.change_sender(sender, name="x", mark="临", actor=an_official(Role.ISSUER, place=place))


def test_another_organisations_run_is_never_continued():
    here, there = a_street("临河街道"), a_street("南津街道")
    admin = an_official(Role.ADMIN, place=the_city())
    a_notice(here)
    a_notice(there)
    services.change_sender(sender_of(here), name="临河街道", mark="临", actor=admin)
    services.change_sender(sender_of(there), name="南津街道", mark="临河", actor=admin)

    with pytest.raises(Refused, match="已经"):
        a_notice(there)


def test_a_red_head_is_given_and_taken_with_its_paper():
    place, admin = a_street(), an_official(Role.ADMIN, place=the_city())
    plain = a_notice(place)
    sender = sender_of(place)

    with pytest.raises(Refused, match="哪份"):
        services.set_red_head(sender, granted=True, basis=" ", actor=admin)
    services.set_red_head(sender, granted=True, basis="市府办〔2025〕3号", actor=admin)
    with pytest.raises(Refused, match="已经"):
        services.set_red_head(sender, granted=True, basis="再来一次", actor=admin)
    red = a_notice(place)
    services.set_red_head(sender, granted=False, basis="机构调整", actor=admin)

    assert [plain.red_head, red.red_head, a_notice(place).red_head] == [False, True, False]


def test_what_names_somebody_has_an_end():
    with at(date(2025, 11, 3)):
        notice = a_notice(names_somebody=True, days=4)

    assert notice.shown_until == date(2025, 11, 3) + timedelta(days=4)
    assert db.session.scalar(select(NoticeSeries.last)) == 1
