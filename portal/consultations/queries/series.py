"""How many opinions and seconds came in on each day: sums of what everybody may read on the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, func, literal, select, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from portal.consultations.models import Consultation, Opinion, OpinionSupport
from portal.consultations.rules.series import Series, series
from portal.core import clock
from portal.core.db import db

MOMENT = timedelta(microseconds=1)


class CityDay(FunctionElement[str]):
    """The day of a moment on the city's calendar, written as 2026-11-22."""

    name = "city_day"
    type = String()
    inherit_cache = True


@compiles(CityDay, "sqlite")
def _on_sqlite(element: CityDay, compiler: SQLCompiler, **kw: Any) -> str:
    return f"date({compiler.process(element.clauses, **kw)}, '+8 hours')"


@compiles(CityDay, "postgresql")
def _on_postgresql(element: CityDay, compiler: SQLCompiler, **kw: Any) -> str:
    at = compiler.process(element.clauses, **kw)
    return f"to_char({at} AT TIME ZONE '{clock.CITY_ZONE.key}', 'YYYY-MM-DD')"


def series_of(consultation: Consultation) -> Series | None:
    """From its opening to its end or today. One query, whatever came in."""
    counted: dict[str, dict[date, int]] = {"opinion": {}, "support": {}}
    for kind, day, count in db.session.execute(_sums(consultation.id)):
        counted[kind][date.fromisoformat(day)] = count
    first = clock.local(consultation.opens_at).date()
    last = clock.local(min(consultation.closes_at - MOMENT, clock.now())).date()
    return series(first, last, counted["opinion"], counted["support"])


def _sums(consultation_id: int) -> Any:
    opinions = select(literal("opinion").label("kind"), CityDay(Opinion.at).label("day")).where(
        Opinion.consultation_id == consultation_id
    )
    supports = (
        select(literal("support"), CityDay(OpinionSupport.at))
        .join(Opinion, Opinion.id == OpinionSupport.opinion_id)
        .where(Opinion.consultation_id == consultation_id)
    )
    came = union_all(opinions, supports).subquery()
    return select(came.c.kind, came.c.day, func.count()).group_by(came.c.kind, came.c.day)
