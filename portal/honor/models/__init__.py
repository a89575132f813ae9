"""Boards, their entries and everything that due process asks to be on record."""

from sqlalchemy import event

from portal.honor import ddl
from portal.honor.models.assessment import Assessment
from portal.honor.models.board import BasisUse, HonorBoard, LegalBasis
from portal.honor.models.entry import BoardEntry
from portal.honor.models.issue import BoardIssue
from portal.honor.models.jury import Juror, JurorMark
from portal.honor.models.process import (
    Argument,
    Decision,
    Evidence,
    EvidenceCheck,
    HeardStatement,
    ServedNotice,
)
from portal.honor.models.programme import Candidacy, Criterion, CriterionScore, Programme, SpotCheck
from portal.honor.models.relief import Look, Objection, Repair

__all__ = [
    "Argument",
    "Assessment",
    "BasisUse",
    "BoardEntry",
    "BoardIssue",
    "Candidacy",
    "Criterion",
    "CriterionScore",
    "Decision",
    "Evidence",
    "EvidenceCheck",
    "HeardStatement",
    "HonorBoard",
    "Juror",
    "JurorMark",
    "LegalBasis",
    "Look",
    "Objection",
    "Programme",
    "Repair",
    "ServedNotice",
    "SpotCheck",
]

for guarded in (BoardEntry, EvidenceCheck, Evidence, BasisUse, Candidacy, ServedNotice, Argument, Decision):
    event.listen(guarded.__table__, "after_create", ddl.protect)
