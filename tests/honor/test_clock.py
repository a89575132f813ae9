"""The clock jumps over every deadline and the new year, and what is due is done once however often it is asked for."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.core.audit import AuditLine
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.jobs import run_due
from portal.core.workflow import HistoryRow
from portal.honor import queries, services
from portal.honor.models import BoardEntry
from portal.honor.states import ClaimState, EntryState
from portal.notifications.models import InboxLine
from portal.papers.models import IssuedPaper, PaperPdf
from tests.factories import a_user
from tests.factories.honor import Office, a_title, at, decided, noticed, praised, reminded

DAY = timedelta(days=1)
OLD_YEAR, NEW_YEAR = date(2025, 12, 31), date(2026, 1, 1)


def told():
    """How much there is of everything that happens because something is due."""
    kinds = (HistoryRow, AuditLine, InboxLine, IssuedPaper, PaperPdf)
    counts = [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
    states = db.session.execute(
        select(BoardEntry.id, BoardEntry.state, BoardEntry.ended_on).order_by(BoardEntry.id)
    )
    return counts, states.all()


def test_what_is_due_three_times_is_done_once_however_far_the_clock_has_jumped():
    office = Office()
    with at("2025-09-01"):
        ended, title = praised(office, until=OLD_YEAR), a_title(office).entry
    with at("2025-11-17"):
        black = decided(office)
    with at(black.decided_on + DAY):
        services.publish_reminder(black, actor=office.issuer)
        objection = services.make_objection(black, text="不是我们堆的。", actor=a_user())
        services.ask_repair(black, text="已清运。", pledge=True, actor=office.worker)
    with at("2025-12-29"):
        waiting = noticed(office)

    with at("2026-03-02"):
        run_due()
        once = told()
        run_due()
        run_due()

        assert told() == once
        assert [one.state for one in (ended, black, title, waiting)] == [
            EntryState.EXPIRED,
            EntryState.EXPIRED,
            EntryState.PUBLISHED,
            EntryState.NOTICE,
        ]
        assert objection.state is ClaimState.CLOSED
        with pytest.raises(Refused, match="已随之办结"):
            services.answer_objection(objection, granted=True, answer="确实不是。", actor=office.legal)
    with at(title.publish_until + DAY, hour=0):
        assert not title.is_shown
        run_due()
        assert title.state is EntryState.EXPIRED


def test_a_notice_over_the_new_year_counts_the_days_on_which_people_work():
    office = Office()
    with at("2025-12-29"):
        entry = noticed(office)

    assert entry.notice_until == date(2026, 1, 6), "1 to 3 January rest, Sunday the 4th works"
    with at(entry.notice_until, hour=23), pytest.raises(Forbidden, match="公示"):
        services.publish_praise(entry, actor=office.issuer)
    with at(entry.notice_until + DAY, hour=0):
        services.publish_praise(entry, actor=office.issuer)
        assert entry.is_shown


def test_what_ends_with_the_year_is_there_until_its_last_minute_and_one_knows_how_long():
    office = Office()
    with at("2025-12-01"):
        holder = a_user()
        entry = praised(office, until=OLD_YEAR, holder=holder)
    with at("2025-09-01"):
        black = reminded(office)

    with at(OLD_YEAR, hour=23):
        assert (entry.is_shown, entry.days_left, list(queries.held_by(holder.id))) == (True, 1, [entry])
    with at(NEW_YEAR, hour=0):
        assert (entry.is_shown, entry.is_gone, list(queries.held_by(holder.id))) == (False, True, [])
    with at(black.publish_from):
        assert black.days_left == 30
