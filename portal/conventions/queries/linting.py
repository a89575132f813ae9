from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.conventions.models import Clause, LintOverride
from portal.conventions.queries.amendments import Trial
from portal.conventions.queries.documents import bitext_of, source_from
from portal.conventions.rules import lint as linting
from portal.conventions.rules.lint import Code, Finding
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _, _l
from portal.core.language import Bitext, Script, to_script

LINT_WORDS = {
    Code.FINE: (
        _l("A convention cannot fine or take things away"),
        _l(
            "Only laws, regulations and rules may create penalties. Agree on a reminder, on making good a damage, or on handing the case to the authority."
        ),
    ),
    Code.CUT_OFF: (
        _l("A convention cannot cut anybody off"),
        _l(
            "Nobody may cut off water, power, gas or a way in order to enforce a rule. Write what happens instead: a talk, a reminder, a claim in court."
        ),
    ),
    Code.WOMEN: (
        _l("Women keep their rights, married or not"),
        _l(
            "No village rule may take rights from a woman because she is unmarried, married, divorced or widowed."
        ),
    ),
    Code.PRIVATE_LIFE: (
        _l("Marriage and private life are not punished"),
        _l("A convention may advise simple weddings; it may not punish how people marry or live together."),
    ),
    Code.COMPLAINT: (
        _l("The way to complain and to sue stays open"),
        _l(
            "Everybody may complain, report and sue; nobody may lose anything by it. Offer a mediation that people can choose."
        ),
    ),
    Code.KIN: (
        _l("Nobody answers for relatives"),
        _l("Consequences concern the person who acted, never parents, children or the whole household."),
    ),
    Code.ORIGIN: (
        _l("The same rules for all, wherever they come from"),
        _l(
            "A convention may not charge or exclude people because they come from elsewhere or rent their home."
        ),
    ),
    Code.EXPOSURE: (
        _l("Personal data are not put on show"),
        _l(
            "Names, faces, addresses and number plates may be published only with the person's own consent. Show places and what was put right instead."
        ),
    ),
    Code.NO_SOURCE: (
        _l("It does not say where it comes from"),
        _l(
            "Name the law, the regulation, the custom or the proposal behind this clause; people trust what they can trace."
        ),
    ),
    Code.VAGUE: (
        _l("A vague word, and nobody named who decides"),
        _l("Say who decides and by when, or give a number."),
    ),
    Code.LONG: (
        _l("Longer than people read"),
        _l("Make two clauses of it: one rule each is remembered."),
    ),
    Code.HOLLOW: (
        _l("It only repeats what the law says anyway"),
        _l("Add what people do here: where, when, who."),
    ),
    Code.NO_SUBJECT: (
        _l("A duty, and nobody named who has it"),
        _l("Begin with who does it: each shop, the duty group, everybody who lives here."),
    ),
}


@dataclass(frozen=True)
class Checked:
    """A finding, and the reason for which an officer set it aside."""

    finding: Finding
    override: LintOverride | None = None

    @property
    def blocks(self) -> bool:
        return self.finding.code.blocks and self.override is None

    @property
    def title(self) -> str:
        return str(LINT_WORDS[self.finding.code][0])

    @property
    def advice(self) -> str:
        return str(LINT_WORDS[self.finding.code][1])

    @property
    def quote(self) -> Bitext:
        words = self.finding.quote
        return Bitext.both(words, to_script(words, Script.HANT)) if words else Bitext.both("", "")

    @property
    def laws(self) -> list[tuple[Bitext, str]]:
        """(《law》第N条, the year of an older text or "") of each law behind it."""
        cited = [(f"《{law.name}》{law.articles}", law.note) for law in self.finding.laws]
        return [(Bitext.both(text, to_script(text, Script.HANT)), note) for text, note in cited]


@dataclass(frozen=True)
class Worded:
    """What a clause would say: looked at like a stored one."""

    key: str
    text: Bitext
    modality: str
    subject: Bitext
    sources: Sequence[dict[str, Any]]


def readings(text: Bitext) -> tuple[str, ...]:
    """What the lint reads, in simplified script: a twin corrected by hand may say something else."""
    twin = to_script(text.hant, Script.HANS) if text.by_hand else text.hans
    return tuple(dict.fromkeys((text.hans, twin)))


def mark_of(clause: Clause | Worded) -> str:
    """What an override holds for: this text, and no other."""
    return sha256("\n".join(readings(clause.text)).encode()).hexdigest()


def look_at(clause: Clause | Worded) -> tuple[Finding, ...]:
    """Everything found in either script; each code once."""
    found: dict[Code, Finding] = {}
    for text in readings(clause.text):
        said = linting.ClauseText(
            text=text,
            modality=clause.modality,
            subject=clause.subject.hans,
            has_source=bool(clause.sources),
        )
        for finding in linting.lint(said):
            found.setdefault(finding.code, finding)
    return tuple(found.values())


def overrides_of(convention_id: int) -> dict[tuple[str, Code, str], LintOverride]:
    found = select(LintOverride).where(
        LintOverride.convention_id == convention_id, LintOverride.taken_back_at.is_(None)
    )
    rows = db.session.scalars(found.options(joinedload(LintOverride.by)))
    return {(row.clause_key, row.code, row.text_mark): row for row in rows}


def findings_of(convention_id: int, clauses: Sequence[Clause | Worded]) -> Mapping[str, list[Checked]]:
    """What the lint says of each clause that it has something to say of, by the clause's key."""
    set_aside = overrides_of(convention_id)
    findings = {}
    for clause in clauses:
        mark = mark_of(clause)
        found = [Checked(each, set_aside.get((clause.key, each.code, mark))) for each in look_at(clause)]
        if found:
            findings[clause.key] = found
    return findings


def outcome_of(trial: Trial, now: Clause | None) -> Worded | None:
    """What the clause would say once the amendment is accepted, or what it says where that is not clear yet.

    None where it brings no new words: a deletion, a move, another heading.
    """
    amendment = trial.amendment
    key = amendment.clause_key
    said = (trial.theirs if trial.merged.conflicts else trial.merged.document).get(key)
    ours = trial.ours.get(key)
    if not amendment.words or said is None or (ours is not None and said.text == ours.text):
        return None
    text, subject = (
        bitext_of(
            getattr(said, name),
            *([getattr(now, name)] if now else []),
            Bitext.from_json(amendment.words[name]),
        )
        for name in ("text", "subject")
    )
    return Worded(key, text, said.modality, subject, [source_from(source) for source in said.sources])


def set_aside(convention_id: int, clauses: Callable[[], Sequence[Clause]]) -> Mapping[str, list[Checked]]:
    """Only what was set aside; a text without any costs one query and no look at its words."""
    kept = overrides_of(convention_id)
    if not kept:
        return {}
    keys = {key for key, _code, _mark in kept}
    found = findings_of(convention_id, [clause for clause in clauses() if clause.key in keys])
    return {key: [each for each in rows if each.override] for key, rows in found.items()}


def get_finding(convention_id: int, clause: Clause | Worded, code: Code) -> Checked:
    found = findings_of(convention_id, [clause]).get(clause.key, [])
    checked = next((each for each in found if each.finding.code is code), None)
    if checked is None:
        raise NotFound(_("Nothing of this kind is found in the clause any more."))
    return checked
