"""One request, one job, one command: one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from portal.core.audit import back_to_here, forget_pending
from portal.core.db import db
from portal.core.engines import reading_only
from portal.core.errors import BadInput, Refused, Unavailable
from portal.core.i18n import _
from portal.core.prepared import ask, told, wrapped
from portal.core.settings import forget_changed

READ_ONLY = "25006"  # what PostgreSQL says when it may not write: a standby, a full disk put to rest


class Work:
    """What is being done right now; `abandon()` drops it at the end."""

    def __init__(self) -> None:
        self.kept = True

    def abandon(self) -> None:
        self.kept = False


def roll_back() -> None:
    db.session.rollback()
    forget_pending()
    forget_changed()


@contextmanager
def unit_of_work(*, read: bool = False) -> Iterator[Work]:
    """Commit at the end, or leave no trace. The only commit in the portal.

    Two people who try the same at once: one wins, the other gets `Refused` (409).
    A database that is locked, full or read-only becomes `Unavailable` (503).
    """
    work = Work()
    token = reading_only.set(read)
    try:
        yield work
        if work.kept:
            db.session.commit()
            forget_changed()
        else:
            roll_back()
    except IntegrityError as error:
        roll_back()
        raise Refused(
            _("Somebody was faster, or this has just been done already. Please look again.")
        ) from error
    except (DataError, OverflowError) as error:
        roll_back()
        if isinstance(error, OverflowError) and "SQLite" not in str(error):
            raise
        raise BadInput(
            _("Something that was sent is too long or too large. Please check it and try again.")
        ) from error
    except (DBAPIError, NoConnection) as error:
        roll_back()
        if not is_out_of_reach(error):
            raise
        raise Unavailable(
            _("The portal cannot write at the moment. Please try again in a minute.")
        ) from error
    except BaseException:
        roll_back()
        raise
    finally:
        reading_only.reset(token)


def begin_writing() -> None:
    """From here on the transaction writes. Before, others write while this one looks.

    On SQLite it gives up what it has seen and takes its place among the writers: what is read from now on stays as
    it is, what was read before may be old, as it may be on PostgreSQL at any moment. So whoever has looked asks
    again in the statement that changes something.
    """
    session = db.session()
    if not reading_only.get():
        return
    reading_only.set(False)
    if session.in_transaction() and not session.bind and db.engine.dialect.name == "sqlite":
        connection = session.connection()
        ask(connection, "COMMIT", (), told)
        try:
            connection.dialect.do_begin(connection.connection)
        except connection.dialect.loaded_dbapi.Error as error:
            raise wrapped(connection, "BEGIN", (), error) from error


@contextmanager
def attempt() -> Iterator[None]:
    """A part that may fail without undoing the rest: an exception leaves no trace of the part, and goes on."""
    undo = back_to_here()
    try:
        with db.session.begin_nested():
            yield
    except BaseException:
        undo()
        raise


def is_out_of_reach(error: DBAPIError | NoConnection) -> bool:
    """Locked, full, read-only or gone: nobody's mistake, and over after a while."""
    if isinstance(error, OperationalError | NoConnection):
        return True
    return getattr(error.orig, "sqlstate", None) == READ_ONLY
