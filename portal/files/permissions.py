from __future__ import annotations

from typing import Any

from portal.core.i18n import _l
from portal.core.permissions import rule, signed_in


@rule(_l("Only the person who uploaded this file can do this."))
def uploader(actor: Any, file: Any) -> bool:
    return bool(actor.id == file.owner_id)


PERMISSIONS = {
    "files.upload": signed_in,
    "files.remove": signed_in & uploader,
}
