"""The year before in the demo city: on the first of January the shops' scores were closed, reset and opened anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from portal.demo_data.book import Book
from portal.points.services import years


def acts(city: Book) -> Iterator[tuple[datetime, Callable[[], Any]]]:
    new_year = city.today.replace(month=1, day=1)
    yield city.at((new_year - city.today).days, 0, 5), years.close_years
