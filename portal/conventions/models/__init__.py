"""Conventions, their versions and clauses, the records of making and keeping them, and who signed."""

from portal.conventions.models.amendments import Amendment, AmendmentSupport
from portal.conventions.models.campaigns import SigningCampaign
from portal.conventions.models.convention import Convention
from portal.conventions.models.keeping import Appraisal, AppraisalAnswer, CorrectionOrder, Observation
from portal.conventions.models.linting import LintOverride
from portal.conventions.models.making import Filing, GroupMember, HearingRemark, Remark, Review
from portal.conventions.models.opinions import Comment
from portal.conventions.models.signatures import ChainEntry, Signature
from portal.conventions.models.texts import Clause, VerseLine, Version
from portal.conventions.models.words import new_code, no_text

__all__ = [
    "Amendment",
    "AmendmentSupport",
    "Appraisal",
    "AppraisalAnswer",
    "ChainEntry",
    "Clause",
    "Comment",
    "Convention",
    "CorrectionOrder",
    "Filing",
    "GroupMember",
    "HearingRemark",
    "LintOverride",
    "Observation",
    "Remark",
    "Review",
    "Signature",
    "SigningCampaign",
    "VerseLine",
    "Version",
    "new_code",
    "no_text",
]
