"""The announcement of an adopted convention."""

from __future__ import annotations

from portal.conventions.models import Convention, Version
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import Bitext
from portal.notices.kinds import NoticeKind, NoticeText, in_both
from portal.notices.models import Notice

ADOPTED = "convention_announcement"


def title_for(convention: Convention) -> Bitext:
    return in_both(lambda: _("Announcement of the convention “%(title)s”", title=convention.title))


def adopted(notice: Notice) -> NoticeText | None:
    """Which text it is, by its print; the text stands on its page and on its own papers."""
    version = db.session.get(Version, notice.object_id)
    if version is None:
        return None
    return NoticeText(
        opening=_(
            "Those concerned have adopted the following convention by vote. It is announced to everybody."
        ),
        facts=(
            (_("Convention"), version.title),
            (_("Version"), str(version.number)),
            (_("Print of the text"), version.text_hash),
        ),
        closing=_("The text, the vote and the signatures can be read and checked on the portal."),
    )


KINDS = {ADOPTED: NoticeKind(label=_l("Announcement of a convention"), word="公约公告", text=adopted)}
