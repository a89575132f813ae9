"""Points on paper: the served notice with its number, and what a person takes home: statement and certificate."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import render_template
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.papers.kinds import PaperKind, Proof, Standing
from portal.papers.models import IssuedPaper
from portal.papers.queries import PaperView, paper_view
from portal.papers.services import issue
from portal.points.models import Deduction, HouseholdYear, Voucher, YearClose
from portal.points.queries import balances
from portal.points.queries.balances import PURSE, SCORES
from portal.points.queries.deductions import visible_to
from portal.points.queries.slots import slot_of
from portal.points.rules.grades import MEASURES
from portal.points.states import MEASURE_LABELS
from portal.points.states.deductions import DeductionState

KIND = "points_notice"
MOST_LINES = 400  # of a statement on paper; the table to take away has all of them
OVER = {
    DeductionState.DROPPED: Standing.WITHDRAWN,
    DeductionState.REVERSED: Standing.WITHDRAWN,
}


def hash_of(deduction: Deduction) -> str:
    """Of what binds: number, rule in its version, points and days. Words about a person can be forgotten."""
    version = deduction.version
    days = (deduction.occurred_on, deduction.served_on, deduction.statement_until)
    words = [
        deduction.code,
        deduction.number.original if deduction.number else "",
        version.rule.code,
        version.number,
        deduction.points_asked,
        *(day.isoformat() if day else "" for day in days),
    ]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def issue_notice(deduction: Deduction, actor_id: int) -> IssuedPaper:
    """Its public proof names nobody: only the number, the rule and the days."""
    return issue(
        KIND,
        object_id=deduction.id,
        title=deduction.number or deduction.code,
        text_hash=hash_of(deduction),
        path=f"/points/deductions/{deduction.code}",
        issued_by=actor_id,
    )


def paper_of(deduction: Deduction) -> PaperView | None:
    return paper_view(KIND, deduction.id, hash_of(deduction)) if deduction.number else None


def prove(deduction_id: int) -> Proof | None:
    deduction = db.session.get(Deduction, deduction_id)
    if deduction is None:
        return None
    return Proof(
        hash_now=hash_of(deduction),
        standing=OVER.get(deduction.state, Standing.VALID),
        facts=(
            (_("Document number"), deduction.number or ""),
            (_("Rule"), f"{deduction.version.rule.code} {deduction.version.title}"),
        ),
    )


def sheet(paper: IssuedPaper, _size: str) -> str:
    deduction = db.session.get_one(Deduction, paper.object_id)
    return render_template("points/paper_notice.html", paper=paper, d=deduction)


def may_have(viewer: Any, deduction_id: int) -> bool:
    """The notice is for the person and for those who work on it."""
    found = select(Deduction.id).where(Deduction.id == deduction_id, visible_to(viewer))
    return db.session.scalar(found) is not None


KINDS = {
    KIND: PaperKind(
        label=_l("Notice about points"),
        prove=prove,
        sheet=sheet,
        sizes={"a4": _l("A4")},
        readers=may_have,
    )
}


def statement_sheet(person: User) -> str:
    """Every line with its rule, the purse first, then the scores."""
    return render_template(
        "points/paper_mine.html",
        person=person,
        purse=balances.purse(person.id),
        now=clock.now(),
        parts=[
            (label, balances.newest_lines(person.id, MOST_LINES, buckets))
            for label, buckets in (
                (_("To spend"), PURSE),
                (_("Residents' points and the shop's credit points"), SCORES),
            )
        ],
    )


def year_sheet(year: YearClose, person: User) -> str:
    measures = [MEASURE_LABELS[measure] for measure in MEASURES[year.grade]]
    return render_template("points/paper_year.html", year=year, person=person, measures=measures)


def household_year_sheet(year: HouseholdYear) -> str:
    return render_template("points/paper_household_year.html", year=year, household=year.household)


def voucher_sheet(voucher: Voucher) -> str:
    """For whoever has no phone at the counter: number and code that stay the same as long as the voucher is good."""
    return render_template("points/paper_voucher.html", voucher=voucher, slot=slot_of(voucher))
