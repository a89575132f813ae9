from __future__ import annotations

from portal.consultations import notices, panels, papers, personal
from portal.consultations.maps import ConsultationMaps
from portal.consultations.meetings import ConsultationMeetings
from portal.consultations.permissions import PERMISSIONS, lot_panels
from portal.consultations.queries import matters, opinions, promises, selection, topics
from portal.consultations.services.lapsing import lapse_topics
from portal.consultations.services.listing import JOB, LIST
from portal.consultations.services.organising import tell_openings
from portal.consultations.states import LIFE, PROMISE_LIFE, TOPIC_LIFE
from portal.consultations.states.lot_panels import PANEL_LIFE
from portal.consultations.views import bp
from portal.core.feature import Door, Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting

SETTINGS = (
    Setting(
        key="consultations.names",
        kind="choice",
        default="masked",
        choices=(("masked", _l("Family name only")), ("full", _l("The name shown to others"))),
        label=_l("Names beside opinions"),
        group="consultations",
    ),
    Setting(
        key="consultations.edit_minutes",
        kind="number",
        default=30,
        least=0,
        most=1440,
        label=_l("Minutes during which an opinion can be changed"),
        group="consultations",
    ),
    Setting(
        key="consultations.topic_supporters",
        kind="number",
        default=20,
        least=1,
        most=10000,
        label=_l("Supporters a citizen's topic needs before it must be looked at"),
        group="consultations",
    ),
    Setting(
        key="consultations.topic_days",
        kind="number",
        default=90,
        least=7,
        most=730,
        label=_l("Days within which a citizen's topic has to find its supporters"),
        group="consultations",
    ),
    Setting(
        key="consultations.topic_warning_days",
        kind="number",
        default=14,
        least=1,
        most=60,
        label=_l("Days before the end on which people behind a topic are told"),
        group="consultations",
    ),
    Setting(
        key="consultations.screening_days",
        kind="number",
        default=7,
        least=1,
        most=60,
        label=_l("Working days within which a topic is answered"),
        group="consultations",
    ),
)

feature = Feature(
    name="consultations",
    blueprint=bp,
    permissions={**PERMISSIONS, **lot_panels.PERMISSIONS},
    papers=papers.KINDS,
    notice_kinds=notices.KINDS,
    workflows=(LIFE, TOPIC_LIFE, PROMISE_LIFE, PANEL_LIFE),
    meeting_owners={"consultation": ConsultationMeetings()},
    settings=SETTINGS,
    due=(tell_openings, lapse_topics),
    cards={
        "consultation": (matters.card, matters.every_id),
        "consultation_promise": (promises.card, promises.every_id),
        "consultation_topic": (topics.topic_card, topics.every_topic_id),
    },
    kind_names={
        "consultation": _l("Consultations"),
        "consultation_promise": _l("Promises"),
        "consultation_topic": _l("Proposed topics"),
    },
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(
        Panel(
            where="consultation", order=15, template="consultations/_lot_panel.html", context=selection.here
        ),
        Panel(where="alliance", order=30, template="consultations/_panel.html", context=panels.here),
        Panel(where="home", order=45, template="consultations/_overdue.html", context=panels.overdue_here),
        Panel(where="home", order=46, template="consultations/_promises.html", context=panels.promises_here),
        Panel(where="place", order=31, template="consultations/_overdue.html", context=panels.overdue_here),
        Panel(where="place", order=30, template="consultations/_panel.html", context=panels.here),
    ),
    doors=(
        Door(
            label=_l("Come and deliberate"),
            text=_l("Say what you think before it is decided; every opinion is answered"),
            endpoint="consultations.index",
            icon="consultation",
            order=30,
        ),
    ),
    jobs={JOB: LIST},
    verify=(matters.damaged, selection.damaged),
    demo="portal.consultations.demo",
    thread_rules={"consultation_opinion": opinions.why_no_reply},
    statement_owners={"consultation": ConsultationMaps()},
    file_access={
        "consultation": matters.may_see,
        "consultation_opinion": opinions.may_see_files,
        "consultation_promise_news": promises.may_see_news_files,
        "consultation_record": opinions.may_see_record_files,
    },
)
