from __future__ import annotations

from portal.core.feature import Door, Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting
from portal.points import figures, notices, panels, papers, personal
from portal.points.permissions import PERMISSIONS
from portal.points.queries import evidence, shelf
from portal.points.queries.proof import verify
from portal.points.receivers import LISTENERS
from portal.points.services import expiry, imports
from portal.points.services.household_years import RESETS, close_residents_years
from portal.points.services.redemption import expire_vouchers
from portal.points.services.slots import remind_of_appointments
from portal.points.services.years import close_years
from portal.points.states import DETERMINATION_LIFE, RULE_LIFE
from portal.points.states.deductions import DEDUCTION_LIFE
from portal.points.states.households import HOUSEHOLD_LIFE
from portal.points.states.vouchers import VOUCHER_LIFE
from portal.points.views import bp, short_links

SETTINGS = (
    Setting(
        key="points.statement_days",
        kind="days",
        default=5,
        least=1,
        most=60,
        label=_l("Working days in which a person can make a statement before points are taken"),
        group="points",
    ),
    Setting(
        key="points.objection_days",
        kind="days",
        default=5,
        least=1,
        most=60,
        label=_l("Working days after the quarterly notice in which a person can object to a deduction"),
        group="points",
    ),
    Setting(
        key="points.answer_days",
        kind="days",
        default=3,
        least=1,
        most=60,
        label=_l("Working days in which an objection to a deduction is answered"),
        group="points",
    ),
    Setting(
        key="points.appeal_days",
        kind="days",
        default=5,
        least=1,
        most=60,
        label=_l("Working days in which a person can ask the higher body for a review"),
        group="points",
    ),
    Setting(
        key="points.review_days",
        kind="days",
        default=7,
        least=1,
        most=60,
        label=_l("Working days in which the higher body answers"),
        group="points",
    ),
    Setting(
        key="points.notice_prefix",
        kind="text",
        default="禾信积告",
        label=_l("Beginning of the document numbers of notices about points"),
        hint=_l("Such as 禾信积告 in 禾信积告〔2026〕3号."),
        group="points",
    ),
    Setting(
        key="points.score_start",
        kind="number",
        default=1000,
        least=100,
        most=10000,
        label=_l("Points with which a shop's score begins the year"),
        group="points",
    ),
    Setting(
        key="points.score_cap",
        kind="number",
        default=1100,
        least=100,
        most=20000,
        label=_l("The highest score a shop can have"),
        group="points",
    ),
    Setting(
        key="points.grade_a",
        kind="number",
        default=950,
        least=0,
        most=20000,
        label=_l("The least score of grade A"),
        group="points",
    ),
    Setting(
        key="points.grade_b",
        kind="number",
        default=850,
        least=0,
        most=20000,
        label=_l("The least score of grade B"),
        group="points",
    ),
    Setting(
        key="points.grade_c",
        kind="number",
        default=700,
        least=0,
        most=20000,
        label=_l("The least score of grade C"),
        group="points",
    ),
    Setting(
        key=RESETS,
        kind="yes_no",
        default=False,
        label=_l("Residents' scores begin anew each year"),
        hint=_l(
            "The year of each household is closed with a certificate in any case. Purses are never touched."
        ),
        group="points",
    ),
    Setting(
        key="points.keep_months",
        kind="number",
        default=24,
        least=6,
        most=120,
        label=_l("Months after which points that were not spent expire"),
        hint=_l("They expire on the first of a month and are announced 60, 30 and 7 days before."),
        group="points",
    ),
)

feature = Feature(
    name="points",
    blueprint=bp,
    short_links=short_links,
    permissions=PERMISSIONS,
    listeners=LISTENERS,
    due=(
        expire_vouchers,
        remind_of_appointments,
        close_years,
        close_residents_years,
        expiry.expire_points,
        imports.drop_old_imports,
    ),
    jobs={
        imports.CHECK: imports.CHECKING,
        imports.KEEP: imports.KEEPING,
        expiry.JOB: expiry.do_slice,
    },
    cards={"reward": (shelf.card, shelf.all_ids)},
    kind_names={"reward": _l("Rewards")},
    workflows=(RULE_LIFE, DETERMINATION_LIFE, DEDUCTION_LIFE, VOUCHER_LIFE, HOUSEHOLD_LIFE),
    settings=SETTINGS,
    notice_kinds=notices.KINDS,
    figures=figures.FIGURES,
    papers=papers.KINDS,
    file_access={evidence.FOUND: evidence.may_see_found, evidence.DONE: evidence.may_see_done},
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    panels=(
        Panel(where="mine", order=20, template="points/_mine.html", context=panels.mine),
        Panel(where="control", order=50, template="points/_control.html", context=panels.control),
        Panel(where="home", order=60, template="points/_home.html", context=panels.home),
    ),
    doors=(
        Door(
            label=_l("Points"),
            text=_l("Good deeds buy real things"),
            endpoint="points.home",
            icon="points",
            order=50,
        ),
    ),
    verify=(verify,),
    demo="portal.points.demo",
)
