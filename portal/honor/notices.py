"""What the boards put on public notice: praise that is proposed, titles and praise that were given, reminders."""

from __future__ import annotations

from portal.alliances.notices import sender_for
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import Bitext
from portal.honor.models import BoardEntry
from portal.honor.queries.programmes import title_of
from portal.notices.kinds import NoticeKind, NoticeText, Sender, in_both
from portal.notices.models import Notice

PROPOSED, AWARDED, TITLED = "honor_notice", "honor_award", "honor_title"
SERVED, DECIDED = "honor_served", "honor_decision"
ALL = (PROPOSED, AWARDED, TITLED, SERVED, DECIDED)


def sender_of(entry: BoardEntry) -> Sender:
    """The place of the board, or the alliance whose board it is."""
    return sender_for(entry.board.place, entry.board.alliance)


def title_for(entry: BoardEntry, kind: str) -> Bitext:
    """关于……的公示, 关于……的决定, in both scripts."""
    candidacy = title_of(entry)

    def say() -> str:
        if kind == DECIDED:
            return _("Decision to publish a reminder (%(title)s)", title=entry.title)
        names = {"name": entry.subject, "board": entry.board.name}
        if candidacy is not None:
            names["title"] = candidacy.programme.name
            if kind == PROPOSED:
                return _("Notice on giving %(name)s the title “%(title)s”", **names)
            return _("Decision on giving %(name)s the title “%(title)s”", **names)
        if kind == PROPOSED:
            return _("Notice on putting %(name)s on %(board)s", **names)
        return _("Decision on putting %(name)s on %(board)s", **names)

    return in_both(say)


def _entry(notice: Notice) -> BoardEntry | None:
    return db.session.get(BoardEntry, notice.object_id)


def proposed(notice: Notice) -> NoticeText | None:
    entry = _entry(notice)
    if entry is None:
        return None
    opening = (
        _(
            "After being proposed and checked, and with the consent of the one praised, this is put on public notice."
        )
        if entry.needs_consent
        else _("After being proposed and checked, this is put on public notice.")
    )
    return NoticeText(
        opening=opening, facts=((_("Who is praised"), entry.subject), (_("The deed"), entry.facts))
    )


def awarded(notice: Notice) -> NoticeText | None:
    entry = _entry(notice)
    if entry is None:
        return None
    return NoticeText(
        opening=_("The public notice is over and every objection has been answered. This was decided."),
        facts=((_("Who is praised"), entry.subject), (_("The deed"), entry.facts)),
    )


def decided(notice: Notice) -> NoticeText | None:
    """Behaviour and place, never a natural person; the page of the entry has grounds, hearing and remedy."""
    entry = _entry(notice)
    if entry is None:
        return None
    return NoticeText(
        opening=_(
            "After a served notice and the hearing of the other side it was decided to publish this reminder."
        ),
        facts=(
            (_("What it is about"), entry.subject),
            (_("What happened"), entry.facts),
            (_("What has to be done"), entry.correction),
            (_("What can be done against it"), entry.remedy),
        ),
        closing=_("It is shown for its term only and comes down at once when it has been put right."),
    )


def objection(notice: Notice) -> str | None:
    entry = _entry(notice)
    return f"/honor/{entry.code}/object" if entry else None


KINDS = {
    PROPOSED: NoticeKind(
        label=_l("Public notice of praise"), word="公示", text=proposed, objection=objection
    ),
    AWARDED: NoticeKind(label=_l("Decision on praise"), word="红榜", text=awarded, objection=objection),
    TITLED: NoticeKind(label=_l("Decision on a title"), word="命名", text=awarded, objection=objection),
    SERVED: NoticeKind(label=_l("Notice served before a reminder"), word="告"),
    DECIDED: NoticeKind(
        label=_l("Decision on a reminder"), word="提醒", text=decided, objection=objection, searched=False
    ),
}
