"""Three duties, three people: the system, its security, its log."""

from __future__ import annotations

from portal.accounts.models import Role
from portal.accounts.permissions import in_the_whole_city
from portal.core.i18n import _l
from portal.core.permissions import Rule, signed_in

ADMIN = _l("Only the system administrators of the city can do this.")
AUDITOR = _l("Only the auditors of the city can do this.")
DUTIES = (Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)

PERMISSIONS: dict[str, Rule] = {
    "control.enter": signed_in & in_the_whole_city(*DUTIES),
    "control.change_settings": signed_in & in_the_whole_city(Role.ADMIN, because=ADMIN),
    "control.edit_glossary": signed_in & in_the_whole_city(Role.ADMIN, Role.EDITOR, because=ADMIN),
    "control.run_jobs": signed_in & in_the_whole_city(Role.ADMIN, because=ADMIN),
    "control.read_audit": signed_in & in_the_whole_city(Role.AUDITOR, because=AUDITOR),
}
