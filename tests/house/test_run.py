"""`portal run` with real processes: opens, watches, closes."""

import os
import signal
import threading

import pytest

from tests.house.processes import a_free_port, answer, children_of, is_alive, running, until

pytestmark = pytest.mark.no_database

SERVER = "import sys; from portal.cli.serve import server; from portal.core.config import Config; "
SLOW = SERVER + "server(Config(port=int(sys.argv[1]), workers=2), 'tests.house.slow:application').serve()"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Of one portal, opened and closed by several tests: only the first of them finds it empty."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(params=["1"])
def an_open_portal(folder, request):
    port = a_free_port()
    settings = {
        "PORT": str(port),
        "PORTAL_INSTANCE_DIR": str(folder),
        "PORTAL_WORKERS": request.param,
        "PORTAL_DEMO": "no",
    }
    with running("-m", "portal", "run", **settings) as portal:
        assert portal.says("is open"), portal.output
        portal.port = port
        until(lambda: child(portal, "serve") and child(portal, "work"))
        yield portal


def child(portal, verb):
    return next(
        (pid for command, pid in children_of(portal.process.pid).items() if f"portal {verb}" in command), None
    )


@pytest.mark.parametrize("an_open_portal", ["2"], indirect=True)
def test_an_open_portal_answers_and_starts_a_killed_worker_again_until_it_is_told_to_stop(an_open_portal):
    status, _body = answer(an_open_portal.port, "/healthz")
    first = child(an_open_portal, "work")

    os.kill(first, signal.SIGKILL)

    until(lambda: child(an_open_portal, "work") not in (None, first))
    assert f"http://127.0.0.1:{an_open_portal.port}" in an_open_portal.output
    assert status in (200, 404)
    closes_everything(an_open_portal, signal.SIGTERM)


def test_the_keys_that_interrupt_close_everything(an_open_portal):
    closes_everything(an_open_portal, signal.SIGINT)


def closes_everything(portal, number):
    everybody = [pid for pid in children_of(portal.process.pid).values()]
    everybody += [pid for each in everybody for pid in children_of(each).values()]

    code = portal.stop(number)

    assert (code, answer(portal.port)) == (0, None)
    assert [pid for pid in everybody if is_alive(pid)] == []
    assert portal.says("The portal is closed.")


def test_nothing_is_left_when_the_supervisor_is_killed(an_open_portal):
    everybody = list(children_of(an_open_portal.process.pid).values())

    an_open_portal.process.kill()

    until(lambda: not any(is_alive(pid) for pid in everybody))
    until(lambda: answer(an_open_portal.port) is None)


def test_a_taken_port_is_explained(tmp_path):
    port = a_free_port()
    with running("-c", SLOW, str(port)) as other:
        until(lambda: answer(port))
        with running("-m", "portal", "run", PORT=str(port), PORTAL_INSTANCE_DIR=str(tmp_path)) as portal:
            code = portal.process.wait(60)

            assert portal.says(f"Choose another port: PORT={port + 1} make run")
            assert code == 1
        assert other.process.poll() is None


def test_a_misspelt_setting_stops_the_start():
    with running("-m", "portal", "run", PORTAL_PROT="9000") as portal:
        code = portal.process.wait(60)

        assert portal.says("PORTAL_PROT is not a setting of the portal. Did you mean PORTAL_PORT?")
        assert code == 2


def test_requests_in_flight_are_finished():
    port, answers = a_free_port(), []
    with running("-c", SLOW, str(port)) as server:
        until(lambda: answer(port))
        slow = threading.Thread(target=lambda: answers.append(answer(port, "/slow")))
        slow.start()
        until(lambda: slow.is_alive())
        threading.Event().wait(0.5)

        server.process.send_signal(signal.SIGTERM)
        slow.join(30)

        assert answers == [(200, b"finished")]
        assert server.process.wait(30) == 0
