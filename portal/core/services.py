"""`@guarded` marks a function that changes things: it asks, acts, records."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from werkzeug.local import LocalProxy

from portal.core.audit import record
from portal.core.permissions import require

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


def guarded(permission: str) -> Callable[[Callable[Concatenate[T, P], R]], Callable[Concatenate[T, P], R]]:
    """First ask whether `actor` may, then do it, then leave one line in the audit.

    The line names what the service returned when that is a row (a new signature), else the thing.
    """

    def decorate(service: Callable[Concatenate[T, P], R]) -> Callable[Concatenate[T, P], R]:
        @wraps(service)
        def call(thing: T, *args: P.args, **kwargs: P.kwargs) -> R:
            actor: Any = kwargs["actor"]
            if isinstance(actor, LocalProxy):  # `current_user` looks for the person at every touch
                actor = kwargs["actor"] = actor._get_current_object()
            require(actor, permission, thing)
            result = service(thing, *args, **kwargs)
            record(actor, permission, result if hasattr(result, "__tablename__") else thing)
            return result

        call.permission = permission  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[T, P], R]", call)

    return decorate
