"""A nickname in public notices: chosen with consent, looked at by an official, gone the moment it is taken back."""

from __future__ import annotations

import secrets

from portal.accounts.models import User
from portal.accounts.rules.names import fold
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.points.models import Nickname
from portal.points.queries import nicknames as queries
from portal.points.rules.nicknames import LEAST, MOST, Trouble, trouble

WHY = {
    Trouble.LENGTH: N_("A nickname has %(least)s to %(most)s characters."),
    Trouble.LETTERS: N_("A nickname is made of characters and letters only, without numbers or signs."),
    Trouble.NAME: N_(
        "Your own name must not be in it: a nickname is there so that strangers do not know you."
    ),
    Trouble.OFFICE: N_("A nickname must not sound like an office or like this portal."),
}


@guarded("points.choose_nickname")
def choose(person: User, *, nickname: str, actor: User) -> Nickname:
    """Choose a nickname or another one. Until an official has looked at it the number is shown."""
    wanted = nickname.strip()
    wrong = trouble(wanted, (person.username, person.name.hans))
    if wrong is not None:
        raise Refused(_(WHY[wrong], least=LEAST, most=MOST))
    folded, mine = fold(wanted), queries.of(person.id)
    if queries.taken(folded, person.id):
        raise Refused(_("Somebody is called so already. Please choose another nickname."))
    if mine is None:
        mine = Nickname(code=secrets.token_hex(4), user=person)
        db.session.add(mine)
    mine.nickname, mine.folded, mine.consented_at = Bitext.name(wanted), folded, clock.now()
    mine.accepted_by = mine.accepted_at = None
    db.session.flush()  # the audit names it
    return mine


@guarded("points.withdraw_nickname")
def withdraw(person: User, *, actor: User) -> None:
    """From this moment the number stands wherever the nickname stood."""
    mine = queries.of(person.id)
    if mine is None:
        raise Refused(_("You have no nickname: your number is shown."))
    db.session.delete(mine)


@guarded("points.accept_nickname")
def accept(nickname: Nickname, *, actor: User) -> None:
    """It can be shown: it offends nobody and is nobody's name."""
    if nickname.accepted_at is not None:
        raise Refused(_("This nickname is shown already."))
    nickname.accepted_by, nickname.accepted_at = actor.id, clock.now()
    _tell(nickname, N_("Your nickname “%(nickname)s” now stands in public notices of points."))


@guarded("points.refuse_nickname")
def refuse(nickname: Nickname, *, reason: str, actor: User) -> None:
    """It cannot be shown, or no longer; the number stands there again, and the person is told why."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    _tell(
        nickname,
        N_("Your nickname “%(nickname)s” is not shown in public notices: %(reason)s"),
        reason=reason.strip(),
    )
    db.session.delete(nickname)


def _tell(nickname: Nickname, message: str, reason: str = "") -> None:
    announce(
        PeopleTold(
            user_ids=(nickname.user_id,),
            message=message,
            path="/points/nickname",
            key=f"nickname:{nickname.id}:{clock.now().isoformat()}",
            values={
                "bi_nickname": nickname.nickname.to_json(),
                **({"bi_reason": Bitext.of(reason).to_json()} if reason else {}),
            },
            by_mail=False,
        )
    )
