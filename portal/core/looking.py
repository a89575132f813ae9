"""What a form is told while somebody types. It is sent like the form, and nothing is written: no place among the
writers is taken, no mark is left. The script of forms asks when somebody pauses; without it the form tells the same
once it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask.typing import ResponseReturnValue

from portal.core.limits import Brake, Limit
from portal.core.web import owner

P = ParamSpec("P")
TYPING = Limit(most=60, seconds=60)  # in each process: a pause in typing every second
brake = Brake(TYPING)


def looking(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """For views that only look, although they are sent what somebody types. Stands below the route."""

    @wraps(view)
    def look(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        brake.take(owner())
        return view(*args, **kwargs)

    look.only_looks = True  # type: ignore[attr-defined]
    return look


def looking_first(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """For views that many wait for: what they read and refuse holds nobody up. Their service says `begin_writing`
    before it writes, and asks again in each statement that changes something. Stands below the route.
    """
    view.looks_first = True  # type: ignore[attr-defined]
    return view
