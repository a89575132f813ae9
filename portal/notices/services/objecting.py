"""Objections to notices that have no way of their own: anybody writes one, somebody else answers it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.notifications import PeopleTold
from portal.notices import queries
from portal.notices.models import Notice, NoticeObjection
from portal.notices.permissions import ANSWERING
from portal.places.queries import work_calendar

CONTACT_KEPT = timedelta(days=30)


@guarded("notices.object")
def make_objection(
    notice: Notice, *, text: Bitext | str, contact: str = "", actor: User | None
) -> NoticeObjection:
    """While the notice runs; without an account when one says how to be reached."""
    user_id = getattr(actor, "id", None)
    hold_row(notice)  # whoever clicks twice objects once
    if not str(text).strip():
        raise Refused(_("Please say what is wrong."))
    if user_id is None and not contact.strip():
        raise Refused(_("Please say how we can reach you with the answer."))
    if user_id is not None and queries.waits_for(notice.id, user_id):
        raise Refused(_("Your objection is being looked at already."))
    objection = NoticeObjection(
        notice=notice,
        user_id=user_id,
        text=text,
        contact=contact.strip(),
        due_on=work_calendar().add_working_days(clock.today(), int(setting("notices.objection_days"))),
    )
    db.session.add(objection)
    db.session.flush()  # the word to officials names it
    announce(
        PeopleTold(
            user_ids=tuple(one for one in holders(ANSWERING, notice.place) if one != notice.issued_by),
            message=N_("An objection to the notice %(number)s waits for its answer."),
            path=f"/notices/objections/{objection.id}",
            key=f"notice:objection:{objection.id}",
            values={"bi_number": notice.number.to_json()},
        )
    )
    return objection


@guarded("notices.answer")
def answer_objection(objection: NoticeObjection, *, answer: Bitext | str, actor: User) -> None:
    """With reasons. What follows from it for the matter itself is done there, by those who work on it."""
    hold_row(objection)  # of two answers at once the second finds the first
    if objection.answered_by is not None:
        raise Refused(_("This objection has been answered already."))
    if not str(answer).strip():
        raise Refused(_("Please give a reason."))
    objection.answer = answer  # type: ignore[assignment]  # a str becomes a Bitext when it is set
    objection.answered_by, objection.answered_at = actor.id, clock.now()
    if objection.user_id is not None:
        announce(
            PeopleTold(
                user_ids=(objection.user_id,),
                message=N_("Your objection to the notice %(number)s has been answered: %(answer)s"),
                path=objection.notice.address,
                key=f"notice:objection:{objection.id}:answered",
                values={
                    "bi_number": objection.notice.number.to_json(),
                    "bi_answer": objection.answer.to_json() if objection.answer else "",
                },
            )
        )


def forget_contacts() -> int:
    """Once the answer has had time to arrive nobody needs to be reached. Not guarded: run every night."""
    before = clock.now() - CONTACT_KEPT
    old = update(NoticeObjection).where(NoticeObjection.contact != "", NoticeObjection.answered_at < before)
    return int(db.session.execute(old.values(contact="")).rowcount)  # type: ignore[attr-defined]  # of an update
