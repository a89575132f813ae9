"""Giving points by rule when something has happened, and taking back what was given in error."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal.accounts.models import Standing, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.points.models import Entry, RuleVersion
from portal.points.queries import rulebook
from portal.points.rules import TransferKind, allowed_award
from portal.points.rules.awards import rests
from portal.points.services import ledger, scores, years
from portal.points.services.ledger import NOTHING, Because
from portal.points.states import Bucket


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
        entries.append(give(version, occasion.user_id, key=key, why=why))
    return [entry for entry in entries if entry is not None]


def give(
    version: RuleVersion,
    user_id: int,
    *,
    key: str,
    why: Because,
    times: int = 1,
    points: int | None = None,
) -> Entry | None:
    """Points into the purse and into the score, as far as the caps allow; None when nothing is left to give.

    Not guarded: follows events, and part of services that have asked.
    """
    person = db.session.get(User, user_id)
    if person is None or person.standing is not Standing.ACTIVE or version.negative:
        return None
    ledger.lock()  # caps are counted after whoever is writing now
    if ledger.find(key) is not None:
        return None
    amount = allowed(version, user_id, times, points or version.points)
    if amount == 0:
        return None
    entry = ledger.post(
        TransferKind.AWARD,
        bucket=Bucket.SPENDABLE,
        owner_id=user_id,
        amount=amount,
        key=key,
        because=why,
    )
    scores.add(
        version.rule.scheme,
        user_id,
        amount,
        key=score_key(key),
        because=Because(rule_id=version.rule_id, version_id=version.id),
    )
    announce(
        PeopleTold(
            user_ids=(user_id,),
            message=N_("You have earned %(points)s points: %(title)s"),
            path="/points/",
            key=f"points:{entry.id}",
            values={"points": amount, "bi_title": version.title.to_json()},
            by_mail=False,
        )
    )
    return entry


def score_key(key: str) -> str:
    """The line in the score that goes with a line in the purse. Not guarded: only words."""
    return f"{key}.score"


def allowed(version: RuleVersion, user_id: int, times: int, unit: int) -> int:
    """What the caps leave of so many times. Not guarded: counts; the ledger is locked before it matters."""
    now, rule = clock.now(), replace(version.award_rule, points=unit)
    past = rulebook.past_awards(user_id, version, now)
    if rests(past, rule, now):
        return 0
    total = 0
    for _time in range(times):
        points = allowed_award(past, rule, now)
        if points == 0:
            break
        past += rulebook.units(points, unit, now)
        total += points
    return total


@guarded("points.correct")
def correct(entry: Entry, *, reason: str, actor: User) -> Entry:
    """Take an award back by a new line that names it; score and purse go together.

    A score whose year is closed stays as its certificate says: only the purse changes then.
    """
    if entry.kind is not TransferKind.AWARD or entry.bucket is not Bucket.SPENDABLE:
        raise Refused(_("Only points that were given can be corrected here."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    key = f"correct:{entry.id}"
    why = Because(rule_id=entry.rule_id, version_id=entry.version_id, note=reason, by_id=actor.id)
    if ledger.find(key) is not None:
        raise Refused(_("This line has been corrected already. A line can be corrected once."))
    back = ledger.reverse(entry, key=key, because=why)
    score = ledger.find(score_key(entry.key))
    if score is not None and not years.is_frozen(score):
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
