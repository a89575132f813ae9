from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ConsultationOpened(Event):
    """A consultation takes opinions from now on."""

    consultation_id: int


@dataclass(frozen=True, kw_only=True)
class OpinionGiven(Event):
    """A person has given a numbered opinion."""

    consultation_id: int
    opinion_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class OpinionAnswered(Event):
    """An opinion has its disposition and reason."""

    consultation_id: int
    opinion_id: int


@dataclass(frozen=True, kw_only=True)
class ConsultationArchived(Event):
    """Every opinion is answered and the consultation is closed for good."""

    consultation_id: int


@dataclass(frozen=True, kw_only=True)
class TopicProposed(Event):
    """Somebody asks for a consultation on a topic."""

    topic_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class TopicAccepted(Event):
    """A consultation on a proposed topic was promised; `user_id` is who proposed it."""

    topic_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event):
    """An office has promised to do something by a day."""

    promise_id: int
    consultation_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseReportedDone(Event):
    """An office says that it has done what it promised."""

    promise_id: int
    consultation_id: int


@dataclass(frozen=True, kw_only=True)
class PromiseRated(Event):
    """A person has said how satisfied they are with what was done."""

    promise_id: int
    user_id: int
