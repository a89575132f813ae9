"""The field for uploads: several files, each judged when the service takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import MultipleFileField, StringField
from wtforms.validators import Length, Optional, ValidationError

from portal.accounts.models import User
from portal.core.i18n import _l
from portal.files.models import StoredFile
from portal.files.services import upload, upload_picture

PICTURES = "image/jpeg,image/png,image/webp,image/gif"
ACCEPTED = f"{PICTURES},application/pdf,.docx,.xlsx,.pptx"


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


class PicturesField(FilesField):
    """Pictures for the plain box named `box`. Scripts send them at once and put their lines where one writes;
    without scripts they are sent with the form and stand at the end of the text.
    """

    def __init__(self, label: Any = None, *, box: str = "text", **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"accept": PICTURES})
        kwargs.setdefault("description", _l("JPEG, PNG, WebP or GIF, at most 12 MB each."))
        super().__init__(label or _l("Pictures"), **kwargs)
        self.box = box

    def added_to(self, text: str, words: str | None, actor: Any) -> str:
        """The text with each chosen picture on a line of its own at its end. Raises `Refused` like `keep`."""
        files = [upload_picture(actor, sent=file, actor=actor) for file in self.chosen]
        return "\n\n".join([text.rstrip(), *lines_of(files, words or "")]) if files else text


def lines_of(files: Sequence[StoredFile], words: str) -> list[str]:
    return [f"{file.path} {words}".rstrip() for file in files]


def picture_words() -> Any:
    """What the pictures show, for those who cannot see them; asked for each picture where scripts run."""
    return StringField(
        _l("What the pictures show"),
        [Optional(), Length(max=200)],
        description=_l("For people who cannot see them."),
        render_kw={"data-picture-words": True},
    )
