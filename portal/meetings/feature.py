from __future__ import annotations

from portal.core.feature import Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting
from portal.meetings import panels, papers, personal, queries
from portal.meetings.permissions import PERMISSIONS
from portal.meetings.services import remind_of_meetings, remind_of_minutes, remind_of_tasks
from portal.meetings.states import KIND_LABELS, LIFE, MINUTES, MeetingKind
from portal.meetings.views import bp

USUAL_NOTICE = {
    MeetingKind.GENERAL: 7,
    MeetingKind.COUNCIL: 3,
    MeetingKind.REGULAR: 3,
    MeetingKind.SPECIAL: 3,
    MeetingKind.EMERGENCY: 0,
    MeetingKind.OWNERS: 15,
    MeetingKind.RESIDENTS: 7,
    MeetingKind.VILLAGERS: 10,
    MeetingKind.SESSION: 3,
    MeetingKind.HEARING: 7,
}

SETTINGS = (
    *(
        Setting(
            key=f"meetings.notice_{kind}",
            kind="days",
            default=days,
            least=0,
            most=60,
            label=KIND_LABELS[kind],
            hint=_l("Usual days of notice. What law or a charter asks for at least is kept in any case."),
            group="meetings",
        )
        for kind, days in USUAL_NOTICE.items()
    ),
    Setting(
        key="meetings.code_minutes",
        kind="number",
        default=3,
        least=1,
        most=15,
        label=_l("Minutes for which a code on the room's screen can be used"),
        group="meetings",
    ),
    Setting(
        key="meetings.grace_minutes",
        kind="number",
        default=10,
        least=0,
        most=60,
        label=_l("Minutes after the time called from which somebody counts as late"),
        group="meetings",
    ),
    Setting(
        key="meetings.confirm_days",
        kind="days",
        default=3,
        least=1,
        most=30,
        label=_l("Working days within which minutes should be confirmed"),
        group="meetings",
    ),
    Setting(
        key="meetings.names_to_others",
        kind="choice",
        default="masked",
        choices=(("masked", _l("Only the family name")), ("full", _l("The full name"))),
        label=_l("Names in public minutes"),
        hint=_l("Those who hold an office are named in full."),
        group="meetings",
    ),
)

feature = Feature(
    name="meetings",
    blueprint=bp,
    permissions=PERMISSIONS,
    jobs=papers.JOBS,
    due=(remind_of_tasks, remind_of_meetings, remind_of_minutes),
    cards={"meeting": (queries.card, queries.all_ids)},
    kind_names={"meeting": _l("Meetings")},
    workflows=(LIFE, MINUTES),
    settings=SETTINGS,
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(Panel(where="mine", order=15, template="meetings/_mine.html", context=panels.mine),),
    verify=(queries.damaged,),
    papers=papers.KINDS,
    file_access={
        "meeting": queries.may_open_list,
        "meeting_item": queries.may_open_item,
        "meeting_minutes": queries.may_open_minutes,
        "meeting_seat": queries.may_open_seat,
    },
)
