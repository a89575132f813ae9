"""Certificates as whoever holds their code may see them, and as their own holder does."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Gone, NotFound
from portal.core.i18n import _
from portal.points.models import Certificate, Voucher
from portal.points.states.vouchers import VoucherState


def shown_certificate(code: str) -> Certificate:
    """The address is the key: it is long, nobody lists it, and it answers only while the consent stands."""
    found = select(Certificate).where(Certificate.code == code)
    certificate = db.session.scalar(
        found.options(
            joinedload(Certificate.user), joinedload(Certificate.voucher).joinedload(Voucher.reward)
        )
    )
    if certificate is None:
        raise NotFound(_("There is no such certificate. Please compare the address."))
    if certificate.voucher.state_at(clock.now()) is not VoucherState.RESERVED:
        raise Gone(_("This certificate has ended: its time is over, or its holder has withdrawn it."))
    return certificate


def certificate_of(voucher: Voucher) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.voucher_id == voucher.id))


def certificates_of(user_id: int) -> Sequence[Certificate]:
    found = select(Certificate).where(Certificate.user_id == user_id).order_by(Certificate.id)
    return db.session.scalars(found.options(joinedload(Certificate.voucher).joinedload(Voucher.reward))).all()
