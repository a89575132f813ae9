"""What an installation may set."""

import stat
from pathlib import Path

import pytest

from portal.core.config import Config, ConfigError
from tools import settings_page

pytestmark = pytest.mark.no_database


def test_nothing_set_is_a_working_installation():
    config = Config.from_environ({"HOME": "/root"})

    assert config.database_url == f"sqlite:///{Path.cwd()}/instance/portal.db"
    assert config.files_dir == Path.cwd() / "instance" / "files"
    assert config.base_url == "http://127.0.0.1:8000"
    assert config.trusted_hosts == ("127.0.0.1", "localhost")
    assert (config.demo, config.secure_cookies, config.mail_url) == (True, False, "")


def test_a_public_address_changes_what_follows_from_it():
    config = Config.from_environ({"PORTAL_BASE_URL": "https://yiyue.example.cn/"})

    assert config.base_url == "https://yiyue.example.cn"
    assert config.trusted_hosts == ("yiyue.example.cn", "localhost", "127.0.0.1")
    assert config.mail_from == "no-reply@yiyue.example.cn"
    assert (config.demo, config.secure_cookies) == (False, True)


@pytest.mark.parametrize(
    "environ, port",
    [
        ({"PORT": "9000"}, 9000),
        ({"PORTAL_PORT": "9100"}, 9100),
        ({"PORT": "9000", "PORTAL_PORT": "9100"}, 9100),
    ],
)
def test_the_port_has_two_names(environ, port):
    config = Config.from_environ(environ)

    assert (config.port, config.base_url) == (port, f"http://127.0.0.1:{port}")


def test_values_are_read_by_their_type(tmp_path):
    environ = {
        "PORTAL_INSTANCE_DIR": str(tmp_path),
        "PORTAL_TRUSTED_HOSTS": "a.example, b.example,",
        "PORTAL_SECURE_COOKIES": "Yes",
        "PORTAL_DEMO": "off",
        "PORTAL_WORKERS": "7",
        "PORTAL_MAIL_FROM": "",
    }

    config = Config.from_environ(environ)

    assert config.database_url == f"sqlite:///{tmp_path}/portal.db"
    assert config.trusted_hosts == ("a.example", "b.example")
    assert (config.secure_cookies, config.demo, config.workers) == (True, False, 7)
    assert config.mail_from == "no-reply@127.0.0.1"


def test_the_postgresql_driver_goes_without_saying():
    config = Config(database_url="postgresql://yiyue@db/yiyue")

    assert config.database_url == "postgresql+psycopg://yiyue@db/yiyue"


@pytest.mark.parametrize(
    "environ, sentence",
    [
        (
            {"PORTAL_DATABSE_URL": "x"},
            "PORTAL_DATABSE_URL is not a setting of the portal. Did you mean PORTAL_DATABASE_URL?",
        ),
        ({"PORTAL_PORT": "eighty"}, "PORTAL_PORT must be a whole number, not 'eighty'."),
        ({"PORTAL_PORT": "70000"}, "PORTAL_PORT must be between 1 and 65535, not 70000."),
        ({"PORTAL_DEMO": "perhaps"}, "PORTAL_DEMO must be yes or no, not 'perhaps'."),
        ({"PORTAL_SANITISER": "soap"}, "PORTAL_SANITISER must be one of auto, nh3, bleach, not 'soap'."),
        ({"PORTAL_DATABASE_URL": "mysql://x"}, "PORTAL_DATABASE_URL must begin with sqlite: or postgresql:."),
        (
            {"PORTAL_SEARCH_URL": "elastic:"},
            "PORTAL_SEARCH_URL must begin with fts5: or postgresql: or whoosh:.",
        ),
        (
            {"PORTAL_SECRET_KEY": "short"},
            "PORTAL_SECRET_KEY is too short to be safe: give it at least 32 characters.",
        ),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(environ, sentence):
    with pytest.raises(ConfigError) as refusal:
        Config.from_environ(environ)

    assert str(refusal.value) == sentence


def test_the_names_of_the_test_suite_are_left_alone():
    config = Config.from_environ({"PORTAL_TEST_DATABASE": "postgresql://x"})

    assert config == Config()


def test_the_secret_is_made_once_and_for_nobody_else(tmp_path):
    config = Config(instance_dir=tmp_path / "new")

    first = config.secret()

    kept = tmp_path / "new" / "secret_key"
    assert (first, len(first)) == (config.secret(), 64)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list((tmp_path / "new").iterdir()) == [kept]


def test_the_page_of_settings_is_up_to_date():
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page()


def test_every_setting_is_explained():
    assert tuple(settings_page.meanings()) == tuple(Config.__dataclass_fields__)
