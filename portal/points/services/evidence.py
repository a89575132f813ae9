"""Photos that show what was found, what was done, or what the person says."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.core.services import guarded
from portal.files.models import StoredFile
from portal.files.services import attach
from portal.points.models import Deduction, Determination


@guarded("points.show_evidence")
def show(found: Deduction | Determination, *, photos: Sequence[StoredFile], actor: User) -> None:
    """They belong to the matter from now on and are seen by those who see it, by nobody else."""
    attach(photos, found, public=False)
