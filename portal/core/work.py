"""One request, one job, one command: one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, OperationalError

from portal.core.audit import forget_pending
from portal.core.db import db, reading_only
from portal.core.errors import Refused, Unavailable
from portal.core.i18n import _


class Work:
    """What is being done right now; `abandon()` drops it at the end."""

    def __init__(self) -> None:
        self.kept = True

    def abandon(self) -> None:
        self.kept = False


def roll_back() -> None:
    db.session.rollback()
    forget_pending()


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
        else:
            roll_back()
    except IntegrityError as error:
        roll_back()
        raise Refused(
            _("Somebody was faster, or this has just been done already. Please look again.")
        ) from error
    except OperationalError as error:
        roll_back()
        raise Unavailable(
            _("The portal cannot write at the moment. Please try again in a minute.")
        ) from error
    except BaseException:
        roll_back()
        raise
    finally:
        reading_only.reset(token)
