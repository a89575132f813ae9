"""`portal backup` and `portal restore`: real files, real databases, there and back."""

import gzip
import io
import json
import sqlite3
import stat
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.app import create_app
from portal.cli.backup import backup, settings_without_secrets
from portal.cli.backups import archive
from portal.cli.restore import restore
from portal.core import audit, clock
from portal.core.config import Config
from portal.core.db import db
from portal.core.work import unit_of_work
from tests.house.installations import KEY, Installation

pytestmark = pytest.mark.needs_no_database


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A city that no test changes, but for new audit lines."""
    made = Installation(tmp_path_factory.mktemp("here"), "here")
    made.with_people("zhangsan", "lisi")
    return made


@pytest.fixture
def there(tmp_path):
    return Installation(tmp_path, "there")


@pytest.fixture(scope="module")
def kept(here):
    """A backup of `here`."""
    path = here.folder.parent / "city.tar.gz"
    done = here.call(backup, path)
    assert done.exit_code == 0, done.output
    return path


def rewritten(source, target, change):
    """The same archive, each member's name and content put through `change`; None leaves it out."""
    with tarfile.open(source, "r:gz") as read, tarfile.open(target, "w:gz") as write:
        for info in read:
            changed = change(info.name, read.extractfile(info).read())
            if changed is not None:
                info.name, content = changed
                info.size = len(content)
                write.addfile(info, io.BytesIO(content))
    return target


def test_a_city_comes_back_in_an_empty_installation(here, there, kept):
    done = there.call(restore, kept)

    assert (done.exit_code, "proven sound" in done.output) == (0, True), done.output
    assert there.people() == ["lisi", "zhangsan"]
    assert there.contents() == here.contents() != set()
    assert list((there.folder / "files").glob(".restore-*")) == []


def test_tables_without_a_city_are_empty_enough(there, kept):
    there.with_tables()

    done = there.call(restore, kept)

    assert (done.exit_code, there.people()) == (0, ["lisi", "zhangsan"]), done.output


def test_only_the_owner_may_read_a_backup(kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_backup_holds_no_secret(here, kept):
    with gzip.open(kept) as packed:
        everything = packed.read()

    assert KEY.encode() not in everything
    assert b"secret_key" not in everything


def test_addresses_lose_their_passwords():
    config = Config(
        secret_key=KEY,
        database_url="postgresql://yiyue:geheim@db/yiyue?password=geheim",
        mail_url="smtp://yiyue:ge%2Fheim@post.example:587?tls=1",
    )

    told = settings_without_secrets(config)

    assert told["database_url"] == "postgresql+psycopg://db/yiyue"
    assert told["mail_url"] == "smtp://post.example:587"
    assert "heim" not in json.dumps(told)


def test_what_is_written_meanwhile_does_not_tear_the_backup(here, there, tmp_path):
    stop, path = threading.Event(), tmp_path / "busy.tar.gz"

    def keep_writing():
        app = create_app(here.config)
        with app.app_context():
            while not stop.is_set():
                with unit_of_work():
                    audit.record(None, "conventions.sign", "convention:1")
            db.engine.dispose()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        done = here.call(backup, path)
    finally:
        stop.set()
        writer.join()

    assert done.exit_code == 0, done.output
    back = there.call(restore, path)
    assert (back.exit_code, "proven sound" in back.output) == (0, True), back.output


def test_in_a_folder_it_gets_a_name_and_old_ones_go(here, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in ("20200101", "20200102"):
        (folder / f"yiyue-{day}-030000.tar.gz").write_bytes(b"old")
    (folder / "holiday.jpg").write_bytes(b"not ours")

    done = here.call(backup, folder, "--keep", 2)

    names = sorted(path.name for path in folder.iterdir())
    assert done.exit_code == 0, done.output
    assert (names[0], names[1]) == ("holiday.jpg", "yiyue-20200102-030000.tar.gz")
    assert len(names) == 3
    assert names[2].startswith(f"yiyue-{clock.today():%Y%m%d}")


def test_a_backup_never_overwrites(here, kept):
    before = kept.read_bytes()

    done = here.call(backup, kept)

    assert (done.exit_code, "is there already" in done.output) == (1, True)
    assert kept.read_bytes() == before


def test_without_a_database_there_is_nothing_to_keep(there, tmp_path):
    done = there.call(backup, tmp_path / "nothing.tar.gz")

    assert (done.exit_code, "There is no database" in done.output) == (1, True)
    assert not (tmp_path / "nothing.tar.gz").exists()


def test_a_file_that_is_broken_is_named_and_the_rest_is_kept(here, there, tmp_path):
    broken = sorted((here.folder / "files").glob("??/??/*"))[0]
    whole = broken.read_bytes()
    broken.write_bytes(b"half")

    done = here.call(backup, tmp_path / "a.tar.gz")
    broken.write_bytes(whole)
    back = there.call(restore, tmp_path / "a.tar.gz")

    assert (done.exit_code, broken.name in done.output) == (1, True)
    assert (back.exit_code, "its content is not on the disk" in back.output) == (1, True)
    assert there.people() == ["lisi", "zhangsan"]


def test_a_city_is_not_replaced_unasked(there, kept):
    there.with_people("wangwu")

    done = there.call(restore, kept)

    assert (done.exit_code, "add --force" in done.output) == (1, True)
    assert there.people() == ["wangwu"]


def test_a_city_is_not_replaced_without_a_yes(there, kept):
    there.with_people("wangwu")

    done = there.call(restore, kept, "--force", answer="n\n")

    assert done.exit_code == 1
    assert there.people() == ["wangwu"]


def test_a_replaced_city_is_set_aside(there, kept):
    there.with_people("wangwu")

    done = there.call(restore, kept, "--force", answer="y\n")

    assert (done.exit_code, there.people()) == (0, ["lisi", "zhangsan"]), done.output
    where = done.output.partition("What was there before is in ")[2].partition(";")[0]
    if where.startswith("schema "):
        schema = where.removeprefix("schema ")
        app = create_app(there.config)
        with app.app_context():
            kept_aside = db.session.scalars(text(f'SELECT username FROM {schema}."user"')).all()  # noqa: S608
            db.session.remove()
            db.engine.dispose()
    else:
        with closing(sqlite3.connect(where)) as old:
            kept_aside = [name for (name,) in old.execute("SELECT username FROM user")]
    assert kept_aside == ["wangwu"]


def test_a_running_portal_is_not_replaced(there, kept):
    app = there.with_tables()
    with app.app_context():
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

            done = there.call(restore, kept)

        db.engine.dispose()

    assert (done.exit_code, "Stop the portal first" in done.output) == (1, True)


def test_a_failure_half_way_brings_the_old_city_back(there, kept, monkeypatch):
    there.with_people("wangwu")

    def fails():
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("portal.search.services.rebuild", fails)
    done = there.call(restore, kept, "--force", answer="y\n")
    monkeypatch.undo()

    assert done.exit_code == 1
    assert there.people() == ["wangwu"]


def cut(kept, target):
    target.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    return target


def not_ours(_kept, target):
    target.write_bytes(b"PK\x03\x04 something else")
    return target


def changed_database(kept, target):
    def change(name, content):
        return name, content[:-1] + b"!" if name.startswith("database") else content

    return rewritten(kept, target, change)


def without_list(kept, target):
    return rewritten(
        kept, target, lambda name, content: None if name == archive.MANIFEST else (name, content)
    )


def without_a_file(kept, target):
    def change(name, content):
        return None if name.startswith("files/") else (name, content)

    return rewritten(kept, target, change)


def way_out_of_the_folder(kept, target):
    def change(name, content):
        return ("files/../../../evil" if name.startswith("files/") else name), content

    return rewritten(kept, target, change)


def of_tomorrow(kept, target):
    def change(name, content):
        if name == archive.HEAD:
            content = json.dumps(json.loads(content) | {"step": "9999", "portal": "99.0"}).encode()
        return name, content

    return rewritten(kept, target, change)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (cut, "cut or damaged"),
        (not_ours, "is no backup of the portal"),
        (changed_database, "the file is damaged"),
        (without_list, "the file was cut"),
        (without_a_file, "the file is damaged"),
        (way_out_of_the_folder, "something in it that no backup has"),
        (of_tomorrow, "newer than this one"),
    ],
)
def test_an_unfit_file_changes_nothing(there, kept, tmp_path, damage, sentence):
    done = there.call(restore, damage(kept, tmp_path / "unfit.tar.gz"))

    assert (done.exit_code, sentence in done.output) == (1, True), done.output
    assert there.contents() == set()
    assert not list(tmp_path.rglob("evil"))
    assert "user" not in tables_of(there)


def tables_of(installation):
    app = create_app(installation.config)
    with app.app_context(), db.engine.connect() as connection:
        found = set(db.inspect(connection).get_table_names())
    with app.app_context():
        db.engine.dispose()
    return found


def test_the_other_kind_of_database_is_refused(there, kept, monkeypatch, tmp_path):
    def change(name, content):
        if name == archive.HEAD:
            head = json.loads(content)
            other = {"sqlite": "postgresql", "postgresql": "sqlite"}[head["database"]]
            content = json.dumps(head | {"database": other}).encode()
        return name, content

    done = there.call(restore, rewritten(kept, tmp_path / "other.tar.gz", change))

    assert (done.exit_code, "It holds a database of" in done.output) == (1, True)


def test_another_secret_key_is_said(there, kept):
    there.settings["PORTAL_SECRET_KEY"] = "another secret key, it is long enough too"

    done = there.call(restore, kept)

    assert (done.exit_code, "not signed with the secret key" in done.output) == (0, True), done.output


def test_settings_that_were_others_are_said(there, kept):
    there.settings["PORTAL_BASE_URL"] = "https://yiyue.example.cn"

    done = there.call(restore, kept)

    assert "base_url was http://127.0.0.1:8000, and is https://yiyue.example.cn here." in done.output


def test_an_unfinished_backup_leaves_nothing(here, tmp_path, monkeypatch):
    def fails(_made):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portal.cli.backup.add_files", fails)
    done = here.call(backup, tmp_path / "full.tar.gz")

    assert done.exit_code == 1
    assert [path.name for path in tmp_path.iterdir() if "full" in path.name or "yiyue" in path.name] == []


def test_a_large_file_passes_in_small_pieces(tmp_path):
    """Ten megabytes go through a reader that never gives more than is asked for."""
    asked = []

    class Large(io.RawIOBase):
        left = 10 * archive.PIECE

        def read(self, size=-1):
            asked.append(size)
            given = b"x" * min(size, self.left)
            self.left -= len(given)
            return given

    with archive.writing(tmp_path / "large.tar.gz", KEY) as made:
        made.add("database.sqlite", Large(), 10 * archive.PIECE)

    assert 0 < max(asked) <= archive.PIECE
    assert min(asked) > 0
    assert Path(tmp_path / "large.tar.gz").stat().st_size < archive.PIECE
