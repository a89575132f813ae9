"""What people declare before they take an office: whether supervisor and officers are relatives."""

from __future__ import annotations

from portal.alliances import queries
from portal.alliances.models import Alliance
from portal.alliances.states import LEADING, Office
from portal.core.errors import Refused
from portal.core.i18n import _


def asked_about_kin(alliance: Alliance, office: Office) -> bool:
    """The supervisor is asked, and who shall lead while there is a supervisor. Not guarded: only reads."""
    supervised = bool(queries.officer_ids(alliance.id, (Office.SUPERVISOR,)))
    return office is Office.SUPERVISOR or (office in LEADING and supervised)


def check_kin(alliance: Alliance, office: Office, kin: bool | None, despite: str) -> None:
    """A supervisor who is a relative of those who lead: asked, answered and kept. Not guarded: changes nothing."""
    if not asked_about_kin(alliance, office):
        return
    if kin is None:
        raise Refused(
            _("Please declare whether the person is a close relative: of an officer, or of the supervisor.")
        )
    if kin and not despite.strip():
        raise Refused(
            _("Write down who is whose relative and why it shall be so all the same. Everybody can read it.")
        )
