"""Organisations that issue papers: their names, their marks, and which of them is entitled to a red head."""

from __future__ import annotations

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.notices import queries
from portal.notices.kinds import notice_kinds
from portal.notices.models import NoticeSender, NoticeSeries, RedHeadGrant
from portal.notices.rules import is_mark
from portal.notices.services.numbering import series_of


@guarded("notices.keep_senders")
def change_sender(sender: NoticeSender, *, name: Bitext | str, mark: str, actor: User) -> None:
    """From the next paper on. With a new mark the numbers begin anew; those that were given stay."""
    if not str(name).strip():
        raise Refused(_("Please write the name of the organisation in full."))
    if not is_mark(mark):
        raise Refused(_("The mark is one to twelve Chinese characters, such as 临河."))
    if queries.mark_taken(mark, sender.id):
        raise Refused(_("Another organisation numbers its papers with “%(mark)s” already.", mark=mark))
    sender.name = name  # type: ignore[assignment]  # a str becomes a Bitext when it is set
    sender.mark = mark


@guarded("notices.keep_senders")
def set_red_head(sender: NoticeSender, *, granted: bool, basis: Bitext | str, actor: User) -> RedHeadGrant:
    """Only an authority uses a red head: by whose paper it is entitled stays on record, as does its end."""
    hold_row(sender)
    if not str(basis).strip():
        raise Refused(_("Please write who decided this, and by which paper."))
    if sender.red_head is granted:
        raise Refused(
            _("It is entitled to its red head already.") if granted else _("It has no red head to take away.")
        )
    sender.red_head = granted
    grant = RedHeadGrant(sender_id=sender.id, granted=granted, basis=basis, set_by=actor.id)
    db.session.add(grant)
    db.session.flush()  # the audit line names it
    return grant


@guarded("notices.keep_senders")
def continue_after(sender: NoticeSender, *, kind: str, last: int, actor: User) -> NoticeSeries:
    """So many papers of this year were numbered by hand: the portal goes on after them. Before its first one only."""
    if kind not in notice_kinds() or not notice_kinds()[kind].word:
        raise Refused(_("There is no such kind of notice."))
    hold_row(sender)
    series = series_of(sender, sender.mark + notice_kinds()[kind].word, clock.today().year)
    if series.last > series.before:
        raise Refused(_("The portal has given numbers of this year already; it goes on after them."))
    if last < 0 or last > 99_999:
        raise Refused(_("Please write the last number that was given by hand."))
    series.before = series.last = last
    return series
