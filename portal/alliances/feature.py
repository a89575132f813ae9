from __future__ import annotations

from portal.alliances import panels, personal, queries
from portal.alliances.meetings import KIND, AllianceMeetings
from portal.alliances.permissions import PERMISSIONS
from portal.alliances.receivers import LISTENERS
from portal.alliances.services import end_suspensions, look_after_leaderless, warn_of_ending_terms
from portal.alliances.states import HEARING, LIFE, MEMBERSHIP, MERGER
from portal.alliances.views import bp
from portal.core.feature import Door, Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting

SETTINGS = (
    Setting(
        key="alliances.names_to_others",
        kind="choice",
        default="masked",
        choices=(("masked", _l("Only the family name")), ("full", _l("The full name"))),
        label=_l("Members' names as others see them"),
        hint=_l(
            "Members of the same alliance and officials of the place see full names; officers are named to all."
        ),
        group="alliances",
    ),
    Setting(
        key="alliances.least_members",
        kind="number",
        default=3,
        least=1,
        most=100,
        label=_l("Members needed before an alliance is founded"),
        group="alliances",
    ),
    Setting(
        key="alliances.initiators",
        kind="number",
        default=5,
        least=1,
        most=50,
        label=_l("Initiators needed before members are called"),
        group="alliances",
    ),
    Setting(
        key="alliances.call_days",
        kind="days",
        default=7,
        least=1,
        most=90,
        label=_l("Days a call for members stays open at least"),
        group="alliances",
    ),
    Setting(
        key="alliances.accept_charter",
        kind="yes_no",
        default=False,
        label=_l("Admitted people accept the charter before they belong"),
        group="alliances",
    ),
    Setting(
        key="alliances.hearing_days",
        kind="days",
        default=7,
        least=1,
        most=60,
        label=_l("Days between the call of a hearing and the day it is held"),
        group="alliances",
    ),
    Setting(
        key="alliances.suspension_days",
        kind="days",
        default=90,
        least=1,
        most=365,
        label=_l("Longest suspension of a member"),
        group="alliances",
    ),
    Setting(
        key="alliances.founding_days",
        kind="days",
        default=180,
        least=30,
        most=730,
        label=_l("How long a founder leads without an election"),
        group="alliances",
    ),
    Setting(
        key="alliances.term_months",
        kind="number",
        default=36,
        least=1,
        most=60,
        label=_l("Usual length of a term in months"),
        group="alliances",
    ),
    Setting(
        key="alliances.acting_days",
        kind="days",
        default=90,
        least=7,
        most=365,
        label=_l("How long somebody acts in a vacant office"),
        group="alliances",
    ),
    Setting(
        key="alliances.handover_list",
        kind="text",
        default="印章、牌匾和钥匙\n成员名册和责任书\n账目、票据和余款\n会议记录和公约文本\n群组和对外账号\n尚未办结的事项",
        label=_l("What is handed over with an office"),
        hint=_l("One item per line."),
        group="alliances",
    ),
    Setting(
        key="alliances.election_days",
        kind="days",
        default=7,
        least=1,
        most=60,
        label=_l("Usual days of voting in an election"),
        group="alliances",
    ),
    Setting(
        key="alliances.election_turnout",
        kind="percent",
        default=50,
        least=0,
        most=100,
        label=_l("Share of members that must take part in an election"),
        group="alliances",
    ),
)

feature = Feature(
    name="alliances",
    blueprint=bp,
    permissions=PERMISSIONS,
    listeners=LISTENERS,
    due=(warn_of_ending_terms, look_after_leaderless, end_suspensions),
    cards={"alliance": (queries.card, queries.all_ids)},
    workflows=(LIFE, MEMBERSHIP, HEARING, MERGER),
    settings=SETTINGS,
    roll_keepers={queries.VOTE: queries.keeps_the_roll},
    meeting_owners={KIND: AllianceMeetings()},
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(
        Panel(where="place", order=20, template="alliances/_here.html", context=panels.here),
        Panel(where="alliance", order=80, template="alliances/_figures.html", context=panels.figures),
        Panel(where="mine", order=20, template="alliances/_mine.html", context=panels.mine),
        Panel(where="alliance", order=11, template="meetings/_body.html", context=panels.meetings),
    ),
    doors=(
        Door(
            label=_l("Alliances of streets"),
            text=_l("Shops and neighbours of one street look after it together"),
            endpoint="alliances.index",
            icon="alliance",
            order=20,
        ),
    ),
    demo="portal.alliances.demo",
)
