"""Boards, their entries and everything that due process asks to be on record."""

from portal.honor.models.board import BasisUse, Board, LegalBasis
from portal.honor.models.entry import BoardEntry
from portal.honor.models.process import Argument, Decision, Evidence, EvidenceCheck, ServedNotice, Statement
from portal.honor.models.relief import Look, Objection, Repair

__all__ = [
    "Argument",
    "BasisUse",
    "Board",
    "BoardEntry",
    "Decision",
    "Evidence",
    "EvidenceCheck",
    "LegalBasis",
    "Look",
    "Objection",
    "Repair",
    "ServedNotice",
    "Statement",
]
