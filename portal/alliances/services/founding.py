"""From an idea on a street to an alliance that runs, and to its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.alliances import queries
from portal.alliances.models import Alliance, Membership, OfficeTerm
from portal.alliances.states import (
    AllianceState,
    How,
    LegalForm,
    MemberKind,
    MembershipState,
    Office,
)
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.alliances import MemberAdmitted
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold
from portal.places.models import Place, PlaceKind

Text = Bitext | str
STREET = (Role.EDITOR, Role.REVIEWER, Role.ISSUER)
WORDS = ("name", "section", "intro", "charter", "meets", "meeting_place", "filing_no", "legal_form")


@guarded("alliances.found")
def found(
    place: Place,
    *,
    name: Text,
    section: Text = "",
    intro: Text = "",
    charter: Text = "",
    legal_form: LegalForm = LegalForm.UNREGISTERED_GROUP,
    kind: MemberKind,
    shop: Text = "",
    actor: User,
) -> Alliance:
    """Begin an alliance. Who joins before members are called is an initiator; `procedure` says how it goes on.

    The founder leads it as secretary until the first election, at most for the time the city has set.
    """
    if place.kind is PlaceKind.CITY or place.closed_on is not None:
        raise Refused(_("Please choose the street or community where the alliance stands."))
    same = select(Alliance.id).where(Alliance.place_id == place.id, Alliance.name == name)
    if db.session.scalar(same.where(Alliance.state != AllianceState.DECLINED)) is not None:
        raise Refused(_("There is an alliance of this name here already."))
    alliance = Alliance(
        name=name,
        section=section,
        intro=intro,
        charter=charter,
        legal_form=legal_form,
        place=place,
        founded_by=actor.id,
        state=AllianceState.FOUNDING,
        member_count=1,
    )
    db.session.add(alliance)
    db.session.flush()  # members, offices and the card name the alliance
    today = clock.today()
    db.session.add_all(
        [
            Membership(
                alliance=alliance,
                user=actor,
                kind=kind,
                shop=shop,
                state=MembershipState.ACTIVE,
                joined_on=today,
                initiator=True,
            ),
            OfficeTerm(
                alliance=alliance,
                user=actor,
                office=Office.SECRETARY,
                how=How.FOUNDING,
                starts_on=today,
                ends_on=today + timedelta(days=int(setting("alliances.founding_days"))),
            ),
        ]
    )
    queries.forget_belonging(actor)
    _tell_street(alliance)
    announce(MemberAdmitted(alliance_id=alliance.id, user_id=actor.id))
    announce(CardChanged(kind="alliance", object_id=alliance.id))
    return alliance


def _tell_street(alliance: Alliance) -> None:
    announce(
        PeopleTold(
            user_ids=tuple(holders(STREET, alliance.place)),
            message=N_("The founding of “%(name)s” has begun."),
            path=path_of(alliance),
            key=f"alliance:{alliance.id}:founding",
            values={"bi_name": alliance.name.to_json()},
        )
    )


def path_of(alliance: Alliance) -> str:
    """The alliance's page, without a language. Not guarded: reads only."""
    return f"/alliances/{alliance.code}"


def announce_to_members(alliance: Alliance, message: str, key: str, reason: str = "", **values: Any) -> None:
    """Tell the members, and everybody who lists alliances. Not guarded: part of other services."""
    db.session.flush()  # the card is made from the tables
    announce(CardChanged(kind="alliance", object_id=alliance.id))
    announce(
        PeopleTold(
            user_ids=tuple(queries.member_ids(alliance.id)),
            message=message,
            path=path_of(alliance),
            key=f"alliance:{alliance.id}:{key}",
            values={"bi_name": alliance.name.to_json(), "bi_reason": Bitext.of(reason).to_json(), **values},
        )
    )


@guarded("alliances.edit")
def edit(alliance: Alliance, *, words: Mapping[str, Any], actor: User) -> Alliance:
    """Change what the alliance says about itself."""
    for name in WORDS:
        if name in words:
            setattr(alliance, name, words[name])
    db.session.flush()  # the card is made from the tables
    announce(CardChanged(kind="alliance", object_id=alliance.id))
    return alliance
