from __future__ import annotations

from portal.core.feature import Door, Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting
from portal.honor import notices, panels, papers, personal
from portal.honor.permissions import PERMISSIONS, may_read_evidence, sees_evidence
from portal.honor.queries import cards
from portal.honor.receivers import LISTENERS
from portal.honor.services import expire_due
from portal.honor.states import ASSESSMENT_LIFE, BLACK_LIFE, ISSUE_LIFE, PROGRAMME_LIFE, RED_LIFE
from portal.honor.views import bp

SETTINGS = (
    Setting(
        key="honor.notice_days",
        kind="days",
        default=5,
        least=5,
        most=60,
        label=_l("Working days of the public notice before praise is published"),
        group="honor",
    ),
    Setting(
        key="honor.statement_days",
        kind="days",
        default=5,
        least=5,
        most=60,
        label=_l("Least working days for a statement after a notice was served"),
        group="honor",
    ),
    Setting(
        key="honor.objection_days",
        kind="days",
        default=5,
        least=1,
        most=20,
        label=_l("Working days for answering an objection"),
        group="honor",
    ),
    Setting(
        key="honor.repair_days",
        kind="days",
        default=10,
        least=1,
        most=20,
        label=_l("Working days for checking what was put right"),
        group="honor",
    ),
    Setting(
        key="honor.correction_days",
        kind="days",
        default=30,
        least=7,
        most=365,
        label=_l("Days for which a correction stays on the page of corrections"),
        group="honor",
    ),
)

feature = Feature(
    name="honor",
    blueprint=bp,
    permissions=PERMISSIONS,
    workflows=(RED_LIFE, BLACK_LIFE, ISSUE_LIFE, PROGRAMME_LIFE, ASSESSMENT_LIFE),
    settings=SETTINGS,
    listeners=LISTENERS,
    due=(expire_due,),
    cards={
        "praise": (cards.praise_card, cards.praise_ids),
        "reminder": (cards.reminder_card, cards.reminder_ids),
        "honor_issue": (cards.issue_card, cards.issue_ids),
    },
    kind_names={
        "praise": _l("Honour roll"),
        "reminder": _l("Reminders"),
        "honor_issue": _l("Issues of honour rolls"),
    },
    doors=(
        Door(
            label=_l("Honour boards"),
            text=_l("Who did well, and what has to be put right"),
            endpoint="honor.board",
            icon="honor",
            order=40,
        ),
    ),
    duties=panels.duties,
    panels=(
        Panel(where="home", order=40, template="honor/_latest.html", context=panels.on_home),
        Panel(where="place", order=40, template="honor/_latest.html", context=panels.on_place),
        Panel(where="mine", order=40, template="honor/_held.html", context=panels.on_mine),
        Panel(where="alliance", order=40, template="honor/_latest.html", context=panels.on_alliance),
    ),
    file_access={"honor_evidence": sees_evidence},
    file_readers={"honor_evidence": may_read_evidence},
    papers=papers.KINDS,
    notice_kinds=notices.KINDS,
    demo="portal.honor.demo",
    personal=Personal(export=personal.export, forget=personal.forget),
)
