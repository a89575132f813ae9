"""Giving, changing, seconding and hiding opinions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.consultations.models import (
    Consultation,
    ConsultationOption,
    ConsultationRecord,
    Opinion,
    OpinionSupport,
    OpinionVersion,
)
from portal.consultations.rules.revision import clauses
from portal.consultations.rules.squares import point_of
from portal.consultations.states import Channel, Stance, Target
from portal.core import clock, limits
from portal.core.db import db, insert_into
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.limits import Limit
from portal.core.masking import mask_personal_data
from portal.core.services import guarded
from portal.core.types import PlainType
from portal.events.catalog import CardChanged
from portal.events.consultations import OpinionGiven
from portal.events.notifications import PeopleTold
from portal.files.models import StoredFile
from portal.files.services import attach

AN_HOUR = Limit(most=20, seconds=3600)
LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class About:
    """What an opinion is about, as chosen: an option, a clause by its number, or a square of a picture."""

    option: ConsultationOption | None = None
    clause: int | None = None
    picture: ConsultationRecord | None = None
    square: str = ""


WHOLE = About()


@guarded("consultations.give")
def give(
    consultation: Consultation,
    *,
    stance: Stance,
    text: str,
    about: About = WHOLE,
    files: Sequence[StoredFile] = (),
    actor: User,
) -> Opinion:
    """The actor's own opinion, under the next number. What identifies a person is covered before it is kept."""
    limits.check(f"opinion:{actor.id}", AN_HOUR)
    limits.count(f"opinion:{actor.id}")
    opinion = Opinion(author=actor, stance=stance, channel=Channel.WEB)
    return _number(consultation, opinion, text, about, files)


@guarded("consultations.record")
def record(
    consultation: Consultation,
    *,
    channel: Channel,
    stance: Stance,
    text: str,
    about: About = WHOLE,
    author: User | None = None,
    spoken_by: str = "",
    note: str = "",
    files: Sequence[StoredFile] = (),
    actor: User,
) -> Opinion:
    """Type in what came on paper, by telephone or at a meeting; `files` are the scans.

    Possible until the archive: a letter that came in time may be found late. It needs its answer too.
    """
    if channel is Channel.WEB:
        raise Refused(_("People give their opinions online themselves."))
    if channel is Channel.BEHALF and author is None and not spoken_by.strip():
        raise Refused(_("Please say on whose behalf."))
    opinion = Opinion(
        author=author,
        spoken_by=spoken_by.strip(),
        typed_by=actor.id,
        stance=stance,
        channel=channel,
        note=mask_personal_data(note.strip()),
    )
    return _number(consultation, opinion, text, about, files)


def _number(
    consultation: Consultation,
    opinion: Opinion,
    text: str,
    about: About,
    files: Sequence[StoredFile],
) -> Opinion:
    opinion.text = _fit(text)
    opinion.consultation_id = consultation.id
    _aim(consultation, opinion, about)
    # the row is locked until the commit: numbers have no gaps, however many write at once
    one_more = (
        update(Consultation)
        .where(Consultation.id == consultation.id)
        .values(opinion_count=Consultation.opinion_count + 1)
        .returning(Consultation.opinion_count)
        .execution_options(synchronize_session=False)
    )
    opinion.number = db.session.execute(one_more).scalar_one()
    set_committed_value(consultation, "opinion_count", opinion.number)
    opinion.consultation = consultation
    db.session.add(opinion)
    db.session.flush()  # the news names the opinion
    for file in files:
        file.name = mask_personal_data(file.name)
    attach(files, opinion, public=False)
    if opinion.author_id:
        announce(
            OpinionGiven(consultation_id=consultation.id, opinion_id=opinion.id, user_id=opinion.author_id)
        )
    announce(CardChanged(kind="consultation", object_id=consultation.id))
    return opinion


def _aim(consultation: Consultation, opinion: Opinion, about: About) -> None:
    """One target: a point before a clause before an option, the whole matter without any."""
    for thing in (about.option, about.picture):
        if thing is not None and thing.consultation_id != consultation.id:
            raise Refused(_("This option belongs to another consultation."))
    if about.picture is not None:
        try:
            opinion.point_x, opinion.point_y = point_of(about.square)
        except ValueError as error:
            raise Refused(_("Please name a square of the picture, A1 to J10.")) from error
        opinion.picture, opinion.target = about.picture, Target.POINT
    elif about.clause is not None:
        asked = clauses(consultation.texts[0].text.original) if consultation.texts else []
        if not 1 <= about.clause <= len(asked):
            raise Refused(_("There is no such clause in the text."))
        opinion.clause, opinion.target = about.clause, Target.CLAUSE
    elif about.option is not None:
        opinion.option, opinion.target = about.option, Target.OPTION


def _fit(text: str) -> Bitext:
    text = mask_personal_data(text.strip())
    if not text:
        raise Refused(_("Please write your opinion."))
    if len(text) > LONGEST:
        raise Refused(_("An opinion may have at most %(most)s characters.", most=LONGEST))
    return PlainType().made_from(text)


@guarded("consultations.change_opinion")
def change(opinion: Opinion, *, stance: Stance, text: str, actor: User) -> None:
    """Say it better, for a short time; what it said before stays readable."""
    new = _fit(text)
    if (new.source, stance) == (opinion.text.source, opinion.stance):
        raise Refused(_("Nothing was changed."))
    before = opinion.edited_at or opinion.at
    db.session.add(OpinionVersion(opinion_id=opinion.id, text=opinion.text, stance=opinion.stance, at=before))
    opinion.text, opinion.stance, opinion.edited_at = new, stance, clock.now()


@guarded("consultations.support")
def support(opinion: Opinion, *, wanted: bool, actor: User) -> None:
    """Second an opinion, or take it back. However often it is sent, one person counts once."""
    change: Any
    if wanted:
        line = {"opinion_id": opinion.id, "user_id": actor.id, "at": clock.now()}
        change = insert_into(OpinionSupport).values(line).on_conflict_do_nothing()
    else:
        change = delete(OpinionSupport).where(
            OpinionSupport.opinion_id == opinion.id, OpinionSupport.user_id == actor.id
        )
    # what was changed comes back, because drivers differ in how they count it
    if db.session.execute(change.returning(OpinionSupport.user_id)).first() is None:
        return
    step = 1 if wanted else -1
    counted = (
        update(Opinion)
        .where(Opinion.id == opinion.id)
        .values(support_count=Opinion.support_count + step)
        .returning(Opinion.support_count)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(opinion, "support_count", db.session.execute(counted).scalar_one())


@guarded("consultations.hide")
def hide(opinion: Opinion, *, reason: str, actor: User) -> None:
    """Cover an opinion with a reason that its author is told. It keeps its number and gets its answer."""
    if opinion.is_hidden:
        raise Refused(_("This opinion is hidden already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    opinion.hidden_at, opinion.hidden_by = clock.now(), actor.id
    opinion.hidden_reason = Bitext.of(reason.strip())
    _tell(opinion, "hidden", N_("Your opinion No. %(number)s on “%(title)s” was hidden: %(reason)s"))


@guarded("consultations.hide")
def restore(opinion: Opinion, *, actor: User) -> None:
    """Show a hidden opinion again."""
    if not opinion.is_hidden:
        raise Refused(_("This opinion is not hidden."))
    opinion.hidden_at, opinion.hidden_by = None, None
    _tell(opinion, "restored", N_("Your opinion No. %(number)s on “%(title)s” is shown again."))


def _tell(opinion: Opinion, what: str, message: str) -> None:
    if not opinion.author_id:
        return
    announce(
        PeopleTold(
            user_ids=(opinion.author_id,),
            message=message,
            path=opinion.address,
            key=f"opinion:{opinion.id}:{what}:{clock.now().isoformat()}",
            values={
                "number": opinion.number,
                "bi_title": opinion.consultation.title.to_json(),
                "bi_reason": opinion.hidden_reason.to_json(),
            },
        )
    )
