from datetime import timedelta
from threading import Thread

import pytest

from portal.core import clock

pytestmark = pytest.mark.needs_no_database


def test_a_rehearsal_puts_the_clock_ahead_for_every_thread_and_brings_it_back():
    before, seen = clock.now(), []

    with clock.rehearsal() as skip:
        skip(timedelta(days=2))
        skip(timedelta(days=1))
        other = Thread(target=lambda: seen.append((clock.now(), clock.today())))
        other.start()
        other.join()

    moment, day = seen[0]
    assert timedelta(days=3) <= moment - before < timedelta(days=3, minutes=1)
    assert day == clock.local(moment).date()
    assert clock.now() - before < timedelta(minutes=1)


def test_a_rehearsal_does_not_go_back():
    with clock.rehearsal() as skip, pytest.raises(ValueError):
        skip(timedelta(days=-1))
