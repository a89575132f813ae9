"""What only an index in a folder has to prove: other processes, a killed writer, a broken folder."""

from __future__ import annotations

import gc
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from portal.search.whoosh_engine import Whoosh
from tests.search.test_engines import a_doc, ids

pytestmark = pytest.mark.needs_no_database
HOLD = """
import sys, time
from pathlib import Path
from portal.search.whoosh_engine import Whoosh
writer = Whoosh(None, Path(sys.argv[1])).writer()
print("holding", flush=True)
time.sleep(float(sys.argv[2]))
writer.cancel()
"""


def another_process_writes(folder: Path, seconds: float) -> subprocess.Popen[str]:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder, str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "holding\n"
    return other


def test_a_searcher_kept_open_sees_what_another_engine_adds(index_database: Database, tmp_path: Path):
    with Session(index_database) as writing, Session(index_database) as reading:
        worker, web = Whoosh(writing, tmp_path), Whoosh(reading, tmp_path)
        worker.add(a_doc(1))
        writing.commit()
        before = ids(web.query("公约"))
        reading.rollback()

        worker.add(a_doc(2))
        writing.commit()
        after = ids(web.query("公约"))
        reading.rollback()
        worker.rebuild([])
        writing.commit()
        web.close()

    assert (before, after) == ([1], [2, 1])


def test_a_writer_waits_for_the_writer_of_another_process(index_database: Database, tmp_path: Path):
    with Session(index_database) as session:
        engine = Whoosh(session, tmp_path)
        other = another_process_writes(tmp_path, 0.5)

        engine.add(a_doc(1))

        assert other.wait() == 0
        assert ids(engine.query("公约")) == [1]
        other.stdout.close()
        engine.close()


def test_the_lock_of_a_killed_writer_is_free_again(index_database: Database, tmp_path: Path):
    with Session(index_database) as session:
        engine = Whoosh(session, tmp_path)
        other = another_process_writes(tmp_path, 60)
        os.kill(other.pid, signal.SIGKILL)
        other.wait()

        engine.add(a_doc(1))

        assert ids(engine.query("公约")) == [1]
        other.stdout.close()
        engine.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves the broken file open
def test_a_folder_that_cannot_be_read_is_made_anew_by_rebuilding(index_database: Database, tmp_path: Path):
    with Session(index_database) as session:
        Whoosh(session, tmp_path).add(a_doc(1))
        for part in tmp_path.glob("*.toc"):
            part.write_bytes(b"broken")
        engine = Whoosh(session, tmp_path)

        engine.rebuild([a_doc(2)])
        gc.collect()

        assert ids(engine.query("公约")) == [2]
        engine.close()


def test_the_folder_belongs_to_the_portal_alone(index_database: Database, tmp_path: Path):
    with Session(index_database) as session:
        engine = Whoosh(session, tmp_path / "index")

        engine.query("公约")

        assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700
        engine.close()
