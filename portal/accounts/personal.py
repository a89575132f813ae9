"""What accounts know about one person. The phone number is covered even here: pages are looked at over shoulders."""

from __future__ import annotations

from typing import Any

from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.queries import all_grants_of, get_person, home_of, requests_of
from portal.core.i18n import _l
from portal.core.masking import mask_phone

# words for the keys that exports of features use; others are shown as they are
WORDS = {
    "accounts": _l("Account"),
    "at": _l("When"),
    "began": _l("Since"),
    "conventions": _l("Conventions"),
    "alliances": _l("Alliances"),
    "consultations": _l("Consultations"),
    "forums": _l("Forums"),
    "discussions": _l("Discussions"),
    "ballots": _l("Votes"),
    "honor": _l("Honor board"),
    "points": _l("Points"),
    "files": _l("Files"),
    "papers": _l("Papers"),
    "notifications": _l("Messages"),
    "messages": _l("Messages"),
    "text": _l("Text"),
    "username": _l("Username"),
    "name": _l("Name"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "level": _l("Identity level"),
    "place": _l("Place"),
    "joined": _l("Registered on"),
    "language": _l("Language"),
    "under_18": _l("Under 18"),
    "second_factor": _l("Second factor"),
    "devices": _l("Devices"),
    "device": _l("Device"),
    "roles": _l("Roles"),
    "role": _l("Role"),
    "from": _l("From"),
    "until": _l("Until"),
    "ended": _l("Ended"),
    "confirmations": _l("Requests to confirm the identity"),
    "state": _l("State"),
    "title": _l("Title"),
    "reason": _l("Reason"),
    "body": _l("Text"),
    "spendable": _l("Points to spend"),
    "held": _l("Points set aside"),
    "score": _l("Points earned in all"),
    "lines": _l("Lines of the account of points"),
    "vouchers": _l("Vouchers held"),
    "entries": _l("Entries on the boards"),
    "objections": _l("Objections raised"),
    "files_opened": _l("Files looked at"),
    "signatures": _l("Signatures given"),
    "comments": _l("Comments made"),
    "opinions": _l("Opinions given"),
    "seconded": _l("Opinions supported"),
    "memberships": _l("Memberships in alliances"),
    "offices": _l("Offices held"),
    "posts": _l("Posts written"),
    "about_me": _l("Entries about me"),
    "address": _l("Address"),
    "alliance": _l("Alliance"),
    "applied_at": _l("Applied on"),
    "choices": _l("Choice"),
    "convention": _l("Convention"),
    "ended_on": _l("Ended"),
    "joined_on": _l("Joined on"),
    "kind": _l("Kind"),
    "may_vote_until": _l("May vote until"),
    "note": _l("Note"),
    "number": _l("Number"),
    "office": _l("Office"),
    "opinion": _l("Opinion"),
    "reserved_at": _l("Set aside on"),
    "reward": _l("Reward"),
    "rolls": _l("Rolls of voters"),
    "rule": _l("Rule"),
    "shop": _l("Shop"),
    "stance": _l("Stance"),
    "text_hash": _l("Fingerprint of the text"),
    "to": _l("Until"),
    "voted_on": _l("Voted on"),
    "withdrawn_at": _l("Withdrawn on"),
}
# words for values that exports keep as they are stored
VALUES = {
    "zh_Hans": "简体中文",
    "zh_Hant": "繁體中文",
    "award": _l("earned"),
    "hold": _l("set aside"),
    "release": _l("given back"),
    "spend": _l("spent"),
    "expire": _l("expired"),
    "resident": _l("Resident"),
    "merchant": _l("Merchant"),
    "community_worker": _l("Community worker"),
    "admin": _l("City administrator"),
    "editor": _l("Editor"),
    "reviewer": _l("Reviewer"),
    "issuer": _l("Issuer"),
    "partner_clerk": _l("Clerk at a counter"),
    "points_officer": _l("Points officer"),
    "chair": _l("Chair"),
    "secretary": _l("Secretary"),
    "supervisor": _l("Supervisor"),
    "support": _l("Support"),
    "conditional": _l("Support with conditions"),
    "neutral": _l("Neutral"),
    "oppose": _l("Oppose"),
    "for": _l("For"),
    "against": _l("Against"),
    "abstain": _l("Abstain"),
    "active": _l("active"),
    "left": _l("has left"),
    "disputed": _l("in dispute"),
    "redeemed": _l("used"),
    "reserved": _l("ready to use"),
    "settled": _l("settled"),
    "cancelled": _l("cancelled"),
    "checked_once": _l("checked once"),
    "confirmed": _l("confirmed"),
    "notice": _l("on public notice"),
    "published": _l("published"),
    "repaired": _l("put right"),
    "revoked": _l("taken back"),
}


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
