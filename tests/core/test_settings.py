"""The city's settings on the shelf of one process."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.settings import KEPT_FOR, SettingChange, SettingValue, setting, setting_text, shelf, store
from tests.clients import Queries

SLOGAN = "city.slogan"


def stored(value):
    store(SLOGAN, value, actor_id=1, at=clock.now())
    db.session.flush()


def test_what_nobody_has_changed_has_its_default(app):
    assert setting(SLOGAN) == app.extensions["portal.settings"][SLOGAN].default


def test_an_unknown_setting_is_a_mistake():
    with pytest.raises(KeyError):
        setting("city.nothing")


def test_a_new_value_holds_at_once_and_is_in_the_history():
    before = setting(SLOGAN)

    stored("一起商量")
    stored("一起定约")

    assert setting(SLOGAN) == "一起定约"
    history = select(SettingChange.before, SettingChange.after).order_by(SettingChange.id)
    assert db.session.execute(history).all() == [(before, "一起商量"), ("一起商量", "一起定约")]


def test_the_same_value_is_no_change():
    stored("一起商量")

    assert store(SLOGAN, "一起商量", actor_id=1, at=clock.now()) is False
    assert len(db.session.scalars(select(SettingChange)).all()) == 1


def test_the_history_knows_what_another_process_has_stored():
    setting(SLOGAN)
    db.session.add(SettingValue(key=SLOGAN, value="别处改的", changed_at=clock.now()))

    stored("一起商量")

    assert db.session.scalars(select(SettingChange.before)).one() == "别处改的"


def test_a_value_of_another_process_is_seen_after_a_while():
    before = setting(SLOGAN)
    db.session.add(SettingValue(key=SLOGAN, value="别处改的", changed_at=clock.now()))
    db.session.flush()
    stamp = shelf().stamp

    assert setting(SLOGAN) == before
    shelf().read_at -= KEPT_FOR
    assert setting(SLOGAN) == "别处改的"
    assert shelf().stamp != stamp


def test_reading_twice_asks_the_database_once():
    with Queries() as seen:
        setting(SLOGAN)
        setting("city.name")

    assert len(seen) == 1


def test_a_text_is_read_in_both_scripts():
    stored("大家的事大家议")

    assert (setting_text(SLOGAN).hans, setting_text(SLOGAN).hant) == ("大家的事大家议", "大家的事大家議")
