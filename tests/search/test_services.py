from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from portal.core.config import Config, ConfigError
from portal.core.db import db
from portal.core.jobs import Job, run_due_jobs
from portal.search import queries, services
from portal.search.fts5 import Fts5
from portal.search.postgres import Postgres
from portal.search.whoosh_engine import Whoosh
from tests.conftest import a_config
from tests.factories.search import Shelf

# each database searches in its own way
pytestmark = pytest.mark.both_databases


@pytest.fixture
def shelf(app, monkeypatch) -> Shelf:
    return Shelf(app, monkeypatch)


def found(text: str) -> list[int]:
    return [hit.object_id for hit in services.engine().query(text).hits]


@pytest.mark.parametrize(
    ("database", "search", "engine"),
    [
        ("sqlite:////tmp/x.db", "", Fts5),
        ("sqlite:////tmp/x.db", "fts5:", Fts5),
        ("postgresql://localhost/x", "", Postgres),
        ("postgresql://localhost/x", "postgresql:", Postgres),
        ("sqlite:////tmp/x.db", "whoosh:", Whoosh),
        ("postgresql://localhost/x", "whoosh:/var/lib/yiyue/search", Whoosh),
    ],
)
def test_the_setting_chooses_the_engine_and_else_the_database(database, search, engine):
    assert type(services.engine_for(Config(database_url=database, search_url=search))) is engine


def test_the_folder_of_whoosh_stands_in_the_instance_unless_it_is_absolute():
    inside = services.engine_for(Config(instance_dir=Path("/srv/portal"), search_url="whoosh:"))
    named = services.engine_for(Config(instance_dir=Path("/srv/portal"), search_url="whoosh:words"))
    outside = services.engine_for(Config(instance_dir=Path("/srv/portal"), search_url="whoosh:/index"))

    assert [str(each.folder) for each in (inside, named, outside)] == [
        "/srv/portal/search",
        "/srv/portal/words",
        "/index",
    ]


@pytest.mark.parametrize(
    ("database", "search"), [("sqlite:////tmp/x.db", "postgresql:"), ("postgresql://localhost/x", "fts5:")]
)
def test_an_engine_of_another_database_is_refused_by_name(database, search):
    with pytest.raises(ConfigError, match="PORTAL_SEARCH_URL"):
        services.engine_for(Config(database_url=database, search_url=search))


def test_what_becomes_public_is_found_at_once_and_what_ceases_is_not(shelf):
    shelf.put(1)
    shelf.put(2, title="夜市公约")
    shelf.take(1)

    assert found("公約") == [2]
    assert queries.count_of_documents() == 1
    assert db.session.scalar(select(Job.id).where(Job.kind == services.JOB)) is None


def test_a_card_without_a_text_is_found_by_its_summary(shelf):
    from portal.core.language import Bitext

    shelf.put(1, body="", summary=Bitext.of("每天早晨打扫门前"))

    assert found("打掃") == [1]


def test_rebuilding_reads_everything_public_anew_oldest_first(shelf):
    shelf.put(3)
    shelf.put(1)
    shelf.put(2)
    del shelf.cards[1]

    assert services.rebuild() == 2
    assert found("公约") == [3, 2]


@pytest.mark.real
def test_whoosh_is_written_by_the_worker_alone(tmp_path, monkeypatch):
    from portal.app import create_app
    from portal.core.work import unit_of_work

    app = create_app(a_config(tmp_path, f"whoosh_{tmp_path.name[-12:]}", search_url="whoosh:"), TESTING=True)
    shelf = Shelf(app, monkeypatch)
    with app.app_context():
        db.session.remove()
        db.session.configure(bind=None)
        db.create_all()
        with unit_of_work():
            shelf.put(1)
        before = found("公约")
        db.session.rollback()
        run_due_jobs()
        after = found("公约")
        with unit_of_work():
            shelf.take(1)
        run_due_jobs()
        taken = found("公约")
        services.engine().close()
        db.session.remove()
        db.engine.dispose()

    assert (before, after, taken) == ([], [1], [])
    assert list((tmp_path / "search").glob("*.toc")) != []
