"""The field for uploads: several files, each judged when the service takes it."""

from __future__ import annotations

from typing import Any

from wtforms import MultipleFileField
from wtforms.validators import ValidationError

from portal.accounts.models import User
from portal.core.i18n import _l
from portal.files.models import StoredFile
from portal.files.services import upload

ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,.docx,.xlsx,.pptx"


class FilesField(MultipleFileField):
    """`most` files at once. `field.keep(actor)` uploads them and returns the rows."""

    def __init__(self, label: Any = None, validators: Any = None, *, most: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"accept": ACCEPTED})
        super().__init__(label, validators, **kwargs)
        self.most = most

    @property
    def chosen(self) -> list[Any]:
        return [file for file in self.data or [] if getattr(file, "filename", "")]

    def pre_validate(self, form: Any) -> None:
        if len(self.chosen) > self.most:
            raise ValidationError(_l("At most %(most)d files at once.", most=self.most))

    def keep(self, actor: User, *, public: bool = False) -> list[StoredFile]:
        """Raises `Refused` for the first file that cannot be taken; nothing of the form is kept then."""
        return [upload(actor, sent=file, public=public, actor=actor) for file in self.chosen]
