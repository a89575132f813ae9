from __future__ import annotations

from portal.core.db import db
from portal.core.language.current import Reader, reading_as
from portal.places.models import PlaceKind
from tests.factories import a_place, a_user


def test_a_text_is_kept_in_both_scripts_from_the_moment_it_is_set():
    place = a_place(kind=PlaceKind.STREET, name="临河街道")

    assert (place.name.hans, place.name.hant) == ("临河街道", "臨河街道")


def test_a_text_reads_in_the_readers_script_after_a_round_trip():
    place = a_place(name="臨河街道")
    db.session.expire(place)

    with reading_as(Reader("zh_Hans")):
        assert str(place.name) == "临河街道"
    with reading_as(Reader("zh_Hant")):
        assert str(place.name) == "臨河街道"


def test_a_moment_comes_back_with_its_zone():
    user = a_user()
    db.session.expire(user)

    assert user.joined_at.utcoffset().total_seconds() == 0
