from __future__ import annotations

from typing import Any

from portal.core.i18n import _l
from portal.core.permissions import rule, signed_in


@rule(_l("This message is for somebody else."))
def addressee(actor: Any, line: Any) -> bool:
    return bool(actor.id == line.user_id)


PERMISSIONS = {
    "notifications.open": signed_in & addressee,
    "notifications.read_all": signed_in,
    "notifications.wish": signed_in,
}
