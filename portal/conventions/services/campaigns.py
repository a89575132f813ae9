"""Asking for signatures: campaigns, reminders, and asking again for a new version."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts.models import User
from portal.conventions import queries
from portal.conventions.models import Convention, SigningCampaign, Version
from portal.conventions.services.moving import hold, noted, tell
from portal.conventions.states import LIFE
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import dates
from portal.core.services import guarded
from portal.events.notifications import PeopleTold

MOST_REMINDERS, PAUSE = 3, timedelta(days=3)


@guarded("conventions.campaign")
def start_campaign(convention: Convention, *, until: datetime, goal: int = 0, actor: User) -> SigningCampaign:
    """Ask all who have not signed until a day; a campaign that is running ends with it."""
    hold(convention)
    if until <= clock.now():
        raise Refused(_("The end must lie in the future."))
    if goal < 0 or goal > queries.needed(convention):
        raise Refused(
            _(
                "The goal can be at most %(count)s: so many are asked to sign.",
                count=queries.needed(convention),
            )
        )
    campaign = begin(convention, until=until, goal=goal, actor=actor)
    last = clock.local(until).date()
    noted(convention, "start_campaign", lambda: _("Until %(day)s", day=dates.date(last)), actor=actor)
    left, _rates = queries.progress(convention, queries.signable_version(convention))
    _ask(convention, tuple(sorted({party.user_id for party in left})), f"campaign:{campaign.id}")
    return campaign


def begin(convention: Convention, *, until: datetime, goal: int, actor: User) -> SigningCampaign:
    """The row of a campaign. Not guarded: part of opening for signing and of starting a campaign."""
    running = queries.running_campaign(convention)
    if running is not None:
        running.until = clock.now()
    campaign = SigningCampaign(
        convention=convention,
        version_id=queries.signable_version(convention).id,
        starts_at=clock.now(),
        until=until,
        goal=goal,
        opened_by=actor.id,
    )
    db.session.add(campaign)
    db.session.flush()  # messages name it
    return campaign


@guarded("conventions.campaign")
def remind_unsigned(convention: Convention, *, actor: User) -> int:
    """A line to those who have not signed: three times in a campaign, three days apart. Returns how many."""
    hold(convention)
    campaign = queries.running_campaign(convention)
    if campaign is None:
        raise Refused(_("No campaign is running. Start one first."))
    if campaign.reminders >= MOST_REMINDERS:
        raise Refused(_("Three reminders are enough. Please visit those who are left."))
    if campaign.reminded_at is not None and clock.now() < campaign.reminded_at + PAUSE:
        again = dates.date(clock.local(campaign.reminded_at + PAUSE).date())
        raise Refused(_("The last reminder has just gone out. The next can follow on %(day)s.", day=again))
    left, _rates = queries.progress(convention, queries.signable_version(convention))
    people = tuple(sorted({party.user_id for party in left}))
    if not people:
        raise Refused(_("Everybody who is asked has signed."))
    campaign.reminders += 1
    campaign.reminded_at = clock.now()
    _ask(convention, people, f"campaign:{campaign.id}:{campaign.reminders}")
    return len(people)


def _ask(convention: Convention, people: tuple[int, ...], topic: str) -> None:
    if people:
        tell(convention, N_("“%(title)s” waits for your signature."), topic, "/sign", people)


def _asked_already(convention: Convention, version: Version) -> bool:
    asked = [row for row in LIFE.history(convention) if row.step == "ask_again"]
    return any(row.at >= version.made_at for row in asked)


def ask_again(convention: Convention) -> None:
    """Names under an older version do not pass on: whoever signed one is asked anew.

    Not guarded: part of opening for signing and of coming into force. Told once for each version.
    """
    version = queries.signable_version(convention)
    convention.signature_count = queries.signed_since(version)
    earlier = queries.earlier_signers(convention, version)
    if earlier and not _asked_already(convention, version):
        number, count = version.number, sum(len(each) for each in earlier.values())
        noted(
            convention,
            "ask_again",
            lambda: _("For version %(number)s: %(count)s people.", number=number, count=count),
            actor=None,
        )
    for old, people in earlier.items():
        announce(
            PeopleTold(
                user_ids=tuple(people),
                message=N_(
                    "You signed version %(old)s of “%(title)s”. "
                    "Version %(new)s is open: please see what has changed and sign again."
                ),
                path=f"{convention.path}/sign",
                key=f"convention:{convention.id}:again:{old}:{version.number}",
                values={"bi_title": convention.title.to_json(), "old": old, "new": version.number},
            )
        )
