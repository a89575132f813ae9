from __future__ import annotations

from portal.conventions import figures, notices, panels, papers, personal, proof, queries
from portal.conventions.amendment_permissions import PERMISSIONS as AMENDING_PERMISSIONS
from portal.conventions.permissions import PERMISSIONS
from portal.conventions.receivers import LISTENERS
from portal.conventions.services import (
    come_into_force,
    end_terms,
    print_anew,
    remind_of_appraisals,
    remind_of_terms,
)
from portal.conventions.states import LIFE
from portal.conventions.states.amendments import AMENDING
from portal.conventions.views import bp
from portal.core.feature import Door, Feature, Panel, Personal
from portal.core.i18n import _l
from portal.core.settings import Setting

SETTINGS = (
    Setting(
        key="conventions.comment_days",
        kind="days",
        default=15,
        least=1,
        most=90,
        label=_l("Conventions: days to comment, at least"),
        group="conventions",
    ),
    Setting(
        key="conventions.review_days",
        kind="days",
        default=15,
        least=1,
        most=90,
        label=_l("Conventions: days the street has for a review or a filing"),
        group="conventions",
    ),
    Setting(
        key="conventions.appraisal_days",
        kind="days",
        default=14,
        least=1,
        most=90,
        label=_l("Conventions: days for the yearly appraisal, at least"),
        group="conventions",
    ),
    Setting(
        key="conventions.signatories",
        kind="choice",
        default="masked",
        label=_l("Conventions: how the public sees who has signed"),
        hint=_l("Members of the alliance always see the full names."),
        choices=(
            ("masked", _l("Names masked")),
            ("full", _l("Full names")),
            ("number", _l("The number only")),
        ),
        group="conventions",
    ),
)

feature = Feature(
    name="conventions",
    blueprint=bp,
    permissions={**PERMISSIONS, **AMENDING_PERMISSIONS},
    listeners=LISTENERS,
    due=(come_into_force, remind_of_appraisals, remind_of_terms, end_terms, print_anew),
    cards={"convention": (queries.card, queries.all_ids)},
    kind_names={"convention": _l("Conventions")},
    workflows=(LIFE, AMENDING),
    settings=SETTINGS,
    personal=Personal(export=personal.export, forget=personal.forget),
    duties=panels.duties,
    clauses=queries.binding_clauses,
    figures=figures.FIGURES,
    roll_keepers={"convention": queries.keeps_the_roll},
    panels=(
        Panel(where="alliance", order=10, template="conventions/_panel.html", context=panels.of_alliance),
        Panel(where="merger", order=10, template="conventions/_merger.html", context=panels.of_merger),
        Panel(
            where="alliance",
            order=81,
            template="conventions/_signing_rates.html",
            context=panels.signing_rates,
        ),
        Panel(where="place", order=20, template="conventions/_panel.html", context=panels.of_place),
    ),
    doors=(
        Door(
            label=_l("Our conventions"),
            text=_l("Make rules together, sign them, keep them"),
            endpoint="conventions.index",
            icon="convention",
            order=10,
        ),
    ),
    verify=(proof.damaged,),
    file_access={
        "convention_observation": queries.may_see_photos,
        "convention_comment": queries.may_see_scan,
        "convention_signature": queries.may_see_evidence,
    },
    papers=papers.KINDS,
    notice_kinds=notices.KINDS,
    file_readers={"convention_comment": queries.may_see_pictures},
    demo="portal.conventions.demo",
)
