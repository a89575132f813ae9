"""The certificate of points for a bank: made with consent, ended by withdrawing it."""

from __future__ import annotations

import secrets

from portal.accounts.models import User
from portal.core.db import db
from portal.core.i18n import _l, speaking
from portal.core.language import Bitext
from portal.points.models import Certificate, Voucher
from portal.points.queries.eligibility import score_of
from portal.points.states import Scheme

CONSENT = _l(
    "I agree that whoever holds the code of this certificate sees my name, my score and the day, until it ends. "
    "Nothing else leaves the portal; the bank decides by itself. I can withdraw this at any time."
)


def certify(voucher: Voucher, holder: User) -> Certificate:
    """Fix the score of this moment. Not guarded: a step of `reserve`, which has asked for the consent."""
    scheme = voucher.reward.scheme or Scheme.HOUSEHOLD
    made = Certificate(
        code=secrets.token_hex(12),
        voucher=voucher,
        user=holder,
        scheme=scheme,
        score=score_of(holder.id, scheme),
        consent=_as_agreed(),
    )
    db.session.add(made)
    return made


def _as_agreed() -> Bitext:
    """The sentence as it stood on the page, in both scripts: it is kept even if the page says another one day."""
    with speaking("zh_Hans"):
        hans = str(CONSENT)
    with speaking("zh_Hant"):
        return Bitext.both(hans, str(CONSENT))
