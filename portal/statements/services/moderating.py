"""Beginning a map, proposing statements, deciding which are put to everybody."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.core import clock, limits
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.limits import Limit
from portal.core.masking import mask_personal_data
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.statements import queries
from portal.statements.models import OpinionMap, Statement
from portal.statements.owners import Subject
from portal.statements.services.voting import order_picture
from portal.statements.states import LIFE, State

LONGEST = 140
SHORTEST = 4
MOST = 1000
A_DAY = Limit(most=10, seconds=86400)


@guarded("statements.open_map")
def open_map(
    subject: Subject, *, statements: Sequence[str], sensitive: bool = False, actor: User
) -> OpinionMap:
    """Begin a map with the organiser's own statements; people add theirs."""
    if subject.is_over:
        raise Refused(_("It is over: a map cannot be begun any more."))
    if queries.map_of(subject.kind, subject.id) is not None:
        raise Refused(_("There is an opinion map already."))
    texts = list(dict.fromkeys(text.strip() for text in statements if text.strip()))
    if len(texts) < 3:
        raise Refused(_("Please begin with at least three statements, so that there is something to answer."))
    opinion_map = OpinionMap(
        owner_kind=subject.kind,
        owner_id=subject.id,
        title=subject.title,
        place_id=subject.place.id,
        sensitive=sensitive,
        opened_by=actor.id,
    )
    db.session.add(opinion_map)
    db.session.flush()  # its statements name it
    for text in texts:
        _add(opinion_map, text, author_id=None, is_seed=True, state=State.ACCEPTED)
    return opinion_map


@guarded("statements.propose")
def propose(opinion_map: OpinionMap, *, text: str, actor: User) -> Statement:
    """One sentence of the actor's own. It waits until an organiser has looked at it."""
    statement = _add(opinion_map, text, author_id=actor.id)
    limits.take(f"statement:{actor.id}", A_DAY)
    return statement


@guarded("statements.moderate")
def accept(statement: Statement, *, actor: User) -> None:
    """Put the statement to everybody."""
    LIFE.move(statement, "accept", actor=actor)
    statement.reason = Bitext.of("")
    _decided(statement, actor, N_("Your statement in “%(title)s” is put to everybody now."))


@guarded("statements.moderate")
def reject(statement: Statement, *, reason: str, actor: User) -> None:
    """Do not put it to anybody (any more); its author is told why. It stays in the list of statements."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    LIFE.move(statement, "reject", actor=actor, reason=reason)
    statement.reason = Bitext.of(reason.strip())
    _decided(statement, actor, N_("Your statement in “%(title)s” was not taken up: %(reason)s"))


def _decided(statement: Statement, actor: User, message: str) -> None:
    statement.decided_by, statement.decided_at = actor.id, clock.now()
    order_picture(statement.map)
    if statement.author_id and statement.author_id != actor.id:
        announce(
            PeopleTold(
                user_ids=(statement.author_id,),
                message=message,
                path=statement.map.address,
                key=f"statement:{statement.id}:{clock.now().isoformat()}",
                values={
                    "bi_title": statement.map.title.to_json(),
                    "bi_reason": statement.reason.to_json(),
                },
            )
        )


def _add(
    opinion_map: OpinionMap,
    text: str,
    *,
    author_id: int | None,
    is_seed: bool = False,
    state: State = State.WAITING,
) -> Statement:
    """The next number goes to whoever comes first; what identifies a person is covered."""
    words = Bitext.of(mask_personal_data(" ".join(text.split())))
    if not SHORTEST <= len(words.original) <= LONGEST:
        raise Refused(
            _(
                "A statement has %(least)s to %(most)s characters: one thought that one can agree with or not.",
                least=SHORTEST,
                most=LONGEST,
            )
        )
    hold_row(opinion_map, "statement_count")
    if opinion_map.statement_count >= MOST:
        raise Refused(_("This map is full. Please support what is there."))
    opinion_map.statement_count += 1
    statement = Statement(
        map=opinion_map,
        number=opinion_map.statement_count,
        text=words,
        author_id=author_id,
        is_seed=is_seed,
        state=state,
    )
    db.session.add(statement)
    db.session.flush()  # the audit names it
    return statement
