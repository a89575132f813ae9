"""`portal check`: each thing that is wrong is said, with a way out."""

import http.server
import json
import sys
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import text

from portal.app import create_app
from portal.cli.backup import backup
from portal.cli.backups.record import note_backup
from portal.cli.check import check, database, reading
from portal.cli.migrate import migrate
from portal.core import clock, jobs
from portal.core.db import db
from portal.core.work import unit_of_work
from tests.house.installations import Installation
from tests.house.processes import a_free_port

pytestmark = pytest.mark.needs_no_database

GONE = {"honor_entry_born": "honor_entry", "honor_entry_reminder": "honor_entry"}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """A finished installation, only ever copied."""
    made = Installation(tmp_path_factory.mktemp("checked"), "pattern")
    made.with_tables()
    dispose(made)
    return made


@pytest.fixture(scope="module")
def shared(pattern, tmp_path_factory):
    """One that no test changes, but for heartbeats."""
    return pattern.copied(tmp_path_factory.mktemp("shared"), "checked")


@pytest.fixture(scope="module")
def compared_once():
    """As nobody changes its tables, they are compared with the models the first time only."""
    compare, kept = database.compare_metadata, []

    def compared(*given):
        if not kept:
            kept.append(compare(*given))
        return kept[0]

    return compared


@pytest.fixture
def home(shared, compared_once, monkeypatch):
    """Its settings are this test's own."""
    settings = dict(shared.settings)
    monkeypatch.setattr(database, "compare_metadata", compared_once)
    yield shared
    shared.settings = settings


@pytest.fixture
def own(pattern, tmp_path, compared_once, monkeypatch):
    """One that may be spoilt; who changes its tables has them compared again (`monkeypatch.undo`)."""
    monkeypatch.setattr(database, "compare_metadata", compared_once)
    return pattern.copied(tmp_path)


def dispose(installation):
    with create_app(installation.config).app_context():
        db.engine.dispose()


def inside(installation, act):
    with create_app(installation.config).app_context():
        with unit_of_work():
            act()
        db.engine.dispose()


def told(installation):
    done = installation.call(check, "--json")
    answer = json.loads(done.output)
    assert done.exit_code == (0 if answer["sound"] else 1)
    return answer


def line(installation, name):
    """State and sentence of one check, and its way out."""
    return next(
        (each["state"], each["said"], each["way_out"])
        for each in told(installation)["checks"]
        if each["name"] == name
    )


def public(installation):
    installation.settings |= {"PORTAL_BASE_URL": "https://yiyue.example.cn", "PORTAL_PROXIES": "1"}


def test_a_good_installation_is_sound(home, tmp_path):
    inside(home, lambda: db.session.merge(jobs.Heartbeat(name="worker", at=clock.now())))

    answer = told(home)

    assert [each for each in answer["checks"] if each["state"] == "wrong"] == []
    assert answer["sound"] is True


def test_each_line_that_is_not_well_has_a_way_out(own):
    public(own)

    done = own.call(check)

    assert done.exit_code == 1
    assert "wrong  worker" in done.output
    for each in told(own)["checks"]:
        assert bool(each["way_out"]) == (each["state"] != "ok"), each
        assert not each["way_out"] or f"→ {each['way_out']}" in done.output


def test_a_misspelt_setting(home):
    home.settings["PORTAL_PROT"] = "9000"

    state, said, _way = line(home, "settings")

    assert (state, "Did you mean PORTAL_PORT?" in said) == ("wrong", True)


@pytest.mark.parametrize("key", ["changeme" * 5, "a" * 40])
def test_a_secret_key_that_can_be_guessed(home, key):
    home.settings["PORTAL_SECRET_KEY"] = key

    assert line(home, "secret key")[0] == "wrong"


def test_a_secret_key_that_others_can_read(own):
    del own.settings["PORTAL_SECRET_KEY"]
    path = own.folder / "secret_key"
    path.write_text(own.config.secret())
    path.chmod(0o644)

    assert line(own, "secret key") == (
        "wrong",
        f"Others on this machine can read {path}.",
        f"chmod 600 {path}",
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORTAL_BASE_URL": "http://yiyue.example.cn", "PORTAL_PROXIES": "1"}, "is not encrypted"),
        ({"PORTAL_BASE_URL": "https://yiyue.example.cn"}, "all visitors look like one"),
        (
            {"PORTAL_BASE_URL": "https://a.cn", "PORTAL_PROXIES": "1", "PORTAL_SECURE_COOKIES": "no"},
            "without encryption",
        ),
        ({"PORTAL_BASE_URL": "https://a.cn", "PORTAL_PROXIES": "1", "PORTAL_DEMO": "yes"}, "demo city"),
    ],
)
def test_a_public_address_that_is_not_safe(home, settings, sentence):
    home.settings |= settings

    state, said, _way = line(home, "address")

    assert (state, sentence in said) == ("wrong", True), said


def test_nothing_is_made_where_nothing_is(tmp_path):
    nowhere = Installation(tmp_path, "nowhere")
    del nowhere.settings["PORTAL_SECRET_KEY"]
    nowhere.settings["PORTAL_DATABASE_URL"] = f"sqlite:///{nowhere.folder}/portal.db"

    state, said, way_out = line(nowhere, "database")

    assert (state, "is not there" in said, "portal restore" in way_out) == ("wrong", True, True)
    assert not nowhere.folder.exists()


def test_a_database_server_that_does_not_answer(home):
    home.settings["PORTAL_DATABASE_URL"] = f"postgresql://yiyue:geheim@127.0.0.1:{a_free_port()}/yiyue"

    state, said, _way = line(home, "database")

    assert (state, "geheim" in said) == ("wrong", False)
    assert "refused" in said


def test_tables_of_another_version(own):
    inside(own, lambda: db.session.execute(text("UPDATE alembic_version SET version_num = '0000'")))

    assert line(own, "tables")[2] == "portal migrate up (make a backup first)"


def test_tables_changed_by_hand(own, monkeypatch):
    monkeypatch.undo()
    inside(own, lambda: db.session.execute(text("DROP TABLE rate_try")))

    state, said, _way = line(own, "tables")

    assert (state, "rate_try" in said) == ("wrong", True)


def drop_triggers():
    postgres = db.engine.dialect.name == "postgresql"
    for name, table in GONE.items():
        db.session.execute(text(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER {name}"))


def test_triggers_that_are_gone_are_named_and_come_back(own):
    inside(own, drop_triggers)

    state, said, way = line(own, "triggers")
    mended = own.call(migrate, "triggers")

    assert (state, said) == ("wrong", f"2 are missing or switched off: {', '.join(GONE)}.")
    assert way.startswith("portal migrate triggers")
    assert mended.output.splitlines() == [*GONE, "2 made again"]
    assert line(own, "triggers")[0] == "ok"


def test_the_accounts_of_the_demo_city_at_a_public_address(own):
    own.with_people("guqinghe")
    public(own)

    assert line(own, "demo city")[0] == "wrong"


def test_a_clock_that_went_back(own):
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        own.with_people("zhangsan")

    state, said, _way = line(own, "clock")

    assert (state, "the newest act was at" in said) == ("wrong", True)


def test_a_worker_that_is_silent(own):
    inside(own, lambda: db.session.merge(jobs.Heartbeat(name="w", at=clock.now() - timedelta(hours=1))))

    state, said, _way = line(own, "worker")

    assert (state, "None was seen since" in said) == ("wrong", True)


def test_jobs_that_were_given_up(own):
    def give_up():
        jobs.enqueue("event", {})
        db.session.flush()
        job = db.session.query(jobs.Job).one()
        job.tries, job.error = jobs.TRIES, "SMTPConnectError"

    inside(own, give_up)

    assert line(own, "jobs")[:2] == ("wrong", "1 were given up; the last because of SMTPConnectError")


def test_jobs_that_wait_too_long(own):
    inside(own, lambda: jobs.enqueue("event", {}, run_at=clock.now() - timedelta(hours=1)))

    assert line(own, "jobs")[0] == "note"


def test_mail_that_stays_here(home):
    here = line(home, "mail")[0]
    public(home)

    assert (here, line(home, "mail")[0]) == ("note", "wrong")


def test_a_mail_server_that_answers_and_one_that_does_not(home):
    controller = Controller(Sink(), hostname="127.0.0.1", port=a_free_port())
    controller.start()
    home.settings["PORTAL_MAIL_URL"] = f"smtp://127.0.0.1:{controller.port}"

    try:
        answers = line(home, "mail")[0]
    finally:
        controller.stop()

    assert (answers, line(home, "mail")[0]) == ("ok", "wrong")


def test_the_age_of_the_newest_backup(own, tmp_path):
    public(own)
    never = line(own, "backup")[0]
    assert own.call(backup, tmp_path / "a.tar.gz").exit_code == 0
    fresh = line(own, "backup")[0]
    states = []
    for days in (3, 8):
        note_backup(own.config, tmp_path / "a.tar.gz", clock.now() - timedelta(days=days))
        states.append(line(own, "backup")[0])

    assert (never, fresh, states) == ("wrong", "ok", ["note", "wrong"])


def test_a_disk_that_is_full(home, monkeypatch):
    monkeypatch.setattr("portal.cli.check.installation.HARDLY_ANY", float("inf"))

    assert line(home, "disk")[0] == "wrong"


def test_a_machine_without_pango(home, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    state, _said, way_out = line(home, "PDFs")

    assert (state, "libpango-1.0-0" in way_out) == ("wrong", True)


def test_fonts_are_asked_for_their_languages(monkeypatch):
    monkeypatch.setattr(reading, "LANGUAGES", {"en": "English", "tlh-nowhere": "Klingon"})

    found = list(reading.pdfs(None))

    assert [(each.state, "Klingon" in each.said) for each in found] == [("wrong", True)]


def test_translations_that_are_not_compiled(home, tmp_path, monkeypatch):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.mo").write_bytes(b"")
    monkeypatch.setattr(reading, "resources", lambda _name: tmp_path)

    found = {each.said: each.state for each in reading.translations(None)}

    assert found == {"zh_Hans": "ok", "zh_Hant is not compiled: pages are in English.": "wrong"}


def test_a_look_that_fails_does_not_hide_the_others(home, monkeypatch):
    def fails(_url):
        raise RuntimeError("no such thing")

    monkeypatch.setattr("portal.cli.check.reading.printer", fails)

    answer = told(home)["checks"]

    assert ("wrong", "pdfs") in {(each["state"], each["name"]) for each in answer}
    assert {"mail", "web server", "tables", "worker"} <= {each["name"] for each in answer}


def test_an_older_portal_that_still_answers(home):
    class Old(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"version": "0.0.1"}')

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Old) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        home.settings["PORTAL_PORT"] = str(server.server_port)

        state, said, _way = line(home, "web server")

    assert (state, "still answers as version 0.0.1" in said) == ("wrong", True)
