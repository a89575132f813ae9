"""Photos that come with a form."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal.points.models import Deduction, Determination
from portal.points.services import evidence


def add_photos(thing: Deduction | Determination, form: Any) -> None:
    """Those chosen in the form belong to what the form has made; within its transaction."""
    actor = current_user._get_current_object()
    if photos := form.photos.keep(actor):
        evidence.show(thing, photos=photos, actor=actor)
