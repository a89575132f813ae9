"""The tables of consultations: kinds, topics, matters, texts, opinions, seats, results."""

from portal.consultations.models.answer import Cluster, OpinionAnswer
from portal.consultations.models.kind import KindRow
from portal.consultations.models.lot_panel import LotPanel, PanelCandidate, PanelList, PanelQuota
from portal.consultations.models.matter import Consultation, ConsultationOption, Milestone, PlannedVote
from portal.consultations.models.opinion import Opinion, OpinionSupport, OpinionVersion
from portal.consultations.models.promise import Promise, PromiseNews, PromiseRating
from portal.consultations.models.report import FeedbackReport
from portal.consultations.models.result import Outcome
from portal.consultations.models.seat import Attendee, Side
from portal.consultations.models.texts import ConsultationRecord, TextVersion
from portal.consultations.models.topic import TopicProposal, TopicSupport

__all__ = [
    "Attendee",
    "Cluster",
    "Consultation",
    "ConsultationOption",
    "ConsultationRecord",
    "FeedbackReport",
    "KindRow",
    "LotPanel",
    "Milestone",
    "Opinion",
    "OpinionAnswer",
    "OpinionSupport",
    "OpinionVersion",
    "Outcome",
    "PanelCandidate",
    "PanelList",
    "PanelQuota",
    "PlannedVote",
    "Promise",
    "PromiseNews",
    "PromiseRating",
    "Side",
    "TextVersion",
    "TopicProposal",
    "TopicSupport",
]
