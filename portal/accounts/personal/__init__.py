"""What accounts know about one person. The phone number is covered even here: pages are looked at over shoulders."""

from __future__ import annotations

from typing import Any

from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.personal.values import VALUES
from portal.accounts.personal.words import WORDS
from portal.accounts.queries import all_grants_of, get_person, home_of, requests_of
from portal.core.masking import mask_phone

__all__ = ["VALUES", "WORDS", "export"]


def export(user_id: int) -> dict[str, Any]:
    person: User = get_person(user_id)
    home = home_of(person)
    return {
        "username": person.username,
        "name": person.name.original,
        "phone": mask_phone(person.phone) if person.phone else "",
        "email": person.email,
        "level": person.level.name,
        "place": str(home.name) if home else "",
        "joined": person.joined_at.isoformat(),
        "language": person.locale,
        "under_18": person.is_minor,
        "second_factor": bool(person.totp_secret),
        "devices": [
            {"device": one.device, "began": one.began_at.isoformat()} for one in sessions.all_of(user_id)
        ],
        "roles": [
            {
                "role": grant.role.value,
                "place": str(place.name),
                "from": grant.starts_on.isoformat(),
                "until": grant.ends_on.isoformat() if grant.ends_on else "",
                "ended": grant.ended_at.isoformat() if grant.ended_at else "",
            }
            for grant, place in all_grants_of(user_id)
        ],
        "confirmations": [
            {"at": request.asked_at.isoformat(), "state": request.state.value}
            for request in requests_of(user_id)
        ],
    }
