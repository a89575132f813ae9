"""Who keeps the organisations that issue papers, who objects to notices and who answers."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Role
from portal.accounts.permissions import in_the_whole_city, role_here
from portal.core.i18n import _l
from portal.core.permissions import Rule, rule, signed_in

ANSWERING = (Role.REVIEWER, Role.ISSUER, Role.LEGAL_REVIEWER)


@rule(_l("Another person has to answer: you issued this notice."))
def did_not_issue(actor: Any, objection: Any) -> bool:
    return bool(actor.id != objection.notice.issued_by)


@rule(_l("Another person has to answer: the objection is yours."))
def did_not_object(actor: Any, objection: Any) -> bool:
    return bool(actor.id != objection.user_id)


@rule(_l("You can no longer object to this notice: its time is over."))
def runs(_actor: Any, notice: Any) -> bool:
    return bool(notice.is_running)


PERMISSIONS: dict[str, Rule] = {
    "notices.see_senders": signed_in & in_the_whole_city(Role.ADMIN, Role.AUDITOR),
    "notices.keep_senders": signed_in & in_the_whole_city(Role.ADMIN),
    "notices.object": runs,
    "notices.answer": signed_in & role_here(*ANSWERING) & did_not_issue & did_not_object,
}
