"""The PIN of a shop: asked for at each redemption, so that a phone left on the counter redeems nothing."""

from __future__ import annotations

import re

from portal.accounts.models import User
from portal.accounts.rules import passwords
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.points.models import Partner
from portal.points.queries import partners as queries

PIN = re.compile(r"[0-9]{6}")
STEPS = "01234567890", "09876543210"


@guarded("points.set_pin")
def set_pin(partner: Partner, *, pin: str, actor: User) -> None:
    """Six digits; an empty one ends the asking. Only a hash is kept."""
    if not pin:
        partner.pin = None
        return
    if not PIN.fullmatch(pin):
        raise Refused(_("A PIN has six digits."))
    if len(set(pin)) < 3 or any(pin in step for step in STEPS):
        raise Refused(_("This PIN is too easy to guess. Please choose another one."))
    partner.pin = passwords.hashed(pin)


def needs_pin(actor: User) -> bool:
    """Whether a shop of this clerk asks for one. Not guarded: reads."""
    return any(shop.pin for shop in queries.partners_of_clerk(actor))


def refuse_without_pin(actor: User, pin: str) -> None:
    """Whoever is clerk of several shops gives the PIN of one of them. Not guarded: a step of redeeming."""
    asked = [shop.pin for shop in queries.partners_of_clerk(actor) if shop.pin]
    if asked and not any(passwords.matches(pin, known) for known in asked):
        raise Refused(_("The PIN of the shop is missing or wrong."))
