"""How often, and how soon, a process that ends is started again. Real processes, short ones."""

import signal
import sys
import threading

import pytest

from portal.cli.supervisor import Child, Supervisor
from tests.house.processes import until

pytestmark = pytest.mark.no_database

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
]


def test_a_child_that_fails_at_once_is_started_later_and_later():
    child = Child("failing", [sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    for _ in range(4):
        child.start()
        child.process.wait()
        child.look_after()
        pauses.append(child.pause)

    assert pauses == [1.0, 2.0, 4.0, 8.0]
    assert not child.is_running


def test_a_child_that_ran_for_a_while_is_started_again_at_once():
    child = Child("steady", SLEEPER)
    child.start()
    child.started -= 3600
    child.process.kill()
    child.process.wait()

    child.look_after()

    assert child.is_running
    child.signal(signal.SIGKILL)
    child.process.wait()


def test_waiting_ends_when_the_child_ends_before_it_is_ready():
    child = Child("failing", [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()

    assert Supervisor([child]).wait_until(lambda: False, needs=child) is False
    assert child.process.returncode == 3


def test_the_second_signal_does_not_wait_for_a_stubborn_child():
    child = Child("stubborn", STUBBORN)
    child.start()
    until(lambda: child.is_running)
    threading.Event().wait(0.5)
    supervisor = Supervisor([child])

    supervisor.hear()
    supervisor.hear()
    supervisor.stop()

    assert child.process.returncode in (-signal.SIGKILL, -signal.SIGTERM)
