"""Giving points: by rule when something has happened, by two people when the portal cannot see it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import Standing, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.points.models import Determination, Entry, PointRule, RuleVersion
from portal.points.queries import rulebook
from portal.points.rules import TransferKind, allowed_award
from portal.points.services import ledger, scores
from portal.points.services.ledger import NOTHING, Because
from portal.points.states import DETERMINATION_LIFE, Bucket

LONGEST_BACK = 366  # days a good deed may lie back
MOST_TIMES = 24


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What somebody has done: `key` is one for each thing and person, so that it earns once."""

    user_id: int
    key: str
    title: Bitext = NOTHING
    path: str = ""


def award_for(event: str, occasion: Occasion) -> list[Entry]:
    """Every rule bound to this event gives what its caps leave. Not guarded: follows events.

    How somebody voted or what they said is not known here, so it cannot matter.
    """
    entries = []
    for version in rulebook.for_event(event):
        why = Because(
            rule_id=version.rule_id, version_id=version.id, title=occasion.title, path=occasion.path
        )
        key = f"{occasion.key}:{version.rule.code}"
        entries.append(_give(version, occasion.user_id, key=key, times=1, why=why))
    return [entry for entry in entries if entry is not None]


def _give(version: RuleVersion, user_id: int, *, key: str, times: int, why: Because) -> Entry | None:
    """Points into the purse and into the score, as far as the caps allow; None when nothing is left to give."""
    person = db.session.get(User, user_id)
    if person is None or person.standing is not Standing.ACTIVE or version.negative:
        return None
    ledger.lock()  # caps are counted after whoever is writing now
    if ledger.find(key) is not None:
        return None
    points = _allowed(version, user_id, times)
    if points == 0:
        return None
    entry = ledger.post(
        TransferKind.AWARD,
        bucket=Bucket.SPENDABLE,
        owner_id=user_id,
        amount=points,
        key=key,
        because=why,
    )
    scores.add(
        version.rule.scheme,
        user_id,
        points,
        key=score_key(key),
        because=Because(rule_id=version.rule_id, version_id=version.id),
    )
    announce(
        PeopleTold(
            user_ids=(user_id,),
            message=N_("You have earned %(points)s points: %(title)s"),
            path="/points/",
            key=f"points:{entry.id}",
            values={"points": points, "bi_title": version.title.to_json()},
            by_mail=False,
        )
    )
    return entry


def score_key(key: str) -> str:
    """The line in the score that goes with a line in the purse. Not guarded: only words."""
    return f"{key}.score"


def _allowed(version: RuleVersion, user_id: int, times: int) -> int:
    now = clock.now()
    past = rulebook.past_awards(user_id, version, now)
    total = 0
    for _time in range(times):
        points = allowed_award(past, version.award_rule, now)
        if points == 0:
            break
        past += rulebook.units(points, version.points, now)
        total += points
    return total


@guarded("points.propose")
def propose(
    person: User, *, rule: PointRule, times: int, note: str, occurred_on: date, actor: User
) -> Determination:
    """Say that somebody has earned points; another person looks at it before anything is posted."""
    return _proposed(person, rule, times, note, occurred_on, actor)


@guarded("points.claim")
def claim(rule: PointRule, *, times: int, note: str, occurred_on: date, actor: User) -> Determination:
    """Ask for points for something one has done; an official of the place looks at it. Nobody has to."""
    version = rulebook.version_on(rule, occurred_on)
    if version is not None and not version.claimable:
        raise Refused(_("Points under this rule cannot be asked for; officials propose them."))
    if rulebook.claimed(actor.id, rule.id, occurred_on):
        raise Refused(_("You have asked for points under this rule for that day already."))
    return _proposed(actor, rule, times, note, occurred_on, actor)


def _proposed(
    person: User, rule: PointRule, times: int, note: str, occurred_on: date, actor: User
) -> Determination:
    today = clock.today()
    if occurred_on > today:
        raise Refused(_("This day has not come yet."))
    if (today - occurred_on).days > LONGEST_BACK:
        raise Refused(_("This was more than a year ago. Points are given for the past year."))
    version = rulebook.version_on(rule, occurred_on)
    if version is None or not version.gives:
        raise Refused(_("The rule %(code)s was not in force on that day.", code=rule.code))
    if rule.event is not None:
        raise Refused(_("The portal itself gives points under this rule."))
    if version.negative:
        raise Refused(_("Points are not taken away here. A line that is wrong can be corrected."))
    if not 1 <= times <= MOST_TIMES:
        raise Refused(_("Give a number between 1 and %(most)s.", most=MOST_TIMES))
    if not note.strip():
        raise Refused(_("Please say what the points are for."))
    determination = Determination(
        code=secrets.token_hex(4),
        user=person,
        version=version,
        times=times,
        note=note,
        occurred_on=occurred_on,
        proposed_by=actor.id,
    )
    db.session.add(determination)
    db.session.flush()  # the audit and the line name it
    return determination


@guarded("points.confirm")
def confirm(determination: Determination, *, actor: User) -> Entry:
    """The second person agrees: the points are posted."""
    DETERMINATION_LIFE.move(determination, "confirm", actor=actor)
    determination.decided_by, determination.decided_at = actor.id, clock.now()
    entry = _post(determination)
    if entry is None:
        raise Refused(_("The rule's limit is reached for this person: there is nothing left to give now."))
    return entry


def post_determined(
    person: User, version: RuleVersion, *, times: int, note: str, by: tuple[User, User]
) -> Entry | None:
    """What two people had determined before the portal was there. Not guarded: the demo city and imports."""
    first, second = by
    now = clock.now()
    determination = Determination(
        code=secrets.token_hex(4),
        user=person,
        version=version,
        times=times,
        note=note,
        occurred_on=clock.today(),
        proposed_by=first.id,
        proposed_at=now,
    )
    db.session.add(determination)
    db.session.flush()  # its history and its line name it
    DETERMINATION_LIFE.move(determination, "confirm", actor=second)
    determination.decided_by, determination.decided_at = second.id, now
    return _post(determination)


def _post(determination: Determination) -> Entry | None:
    version = determination.version
    why = Because(
        rule_id=version.rule_id,
        version_id=version.id,
        note=determination.note,
        by_id=determination.proposed_by,
        second_id=determination.decided_by,
    )
    key = f"determination:{determination.id}"
    return _give(version, determination.user_id, key=key, times=determination.times, why=why)


@guarded("points.decline")
def decline(determination: Determination, *, reason: str, actor: User) -> None:
    """Nothing is posted; the reason stays."""
    DETERMINATION_LIFE.move(determination, "decline", actor=actor, reason=reason)
    determination.decided_by, determination.decided_at = actor.id, clock.now()


@guarded("points.correct")
def correct(entry: Entry, *, reason: str, actor: User) -> Entry:
    """Take an award back by a new line that names it; score and purse go together."""
    if entry.kind is not TransferKind.AWARD or entry.bucket is not Bucket.SPENDABLE:
        raise Refused(_("Only points that were given can be corrected here."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    key = f"correct:{entry.id}"
    why = Because(rule_id=entry.rule_id, version_id=entry.version_id, note=reason, by_id=actor.id)
    if ledger.find(key) is not None:
        raise Refused(_("This line has been corrected already. A line can be corrected once."))
    back = ledger.reverse(entry, key=key, because=why)
    if (score := ledger.find(score_key(entry.key))) is not None:
        ledger.reverse(score, key=score_key(key), because=Because(rule_id=entry.rule_id))
    announce(
        PeopleTold(
            user_ids=(entry.owner_id,),
            message=N_("A line of your points was corrected: %(points)s points taken back. %(reason)s"),
            path="/points/",
            key=f"points:{back.id}",
            values={"points": entry.amount, "bi_reason": Bitext.of(reason).to_json()},
        )
    )
    return back
