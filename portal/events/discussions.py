from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TopicOpened(Event):
    """A person has begun a topic."""

    topic_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class PostWritten(Event):
    """A person has replied in a topic."""

    post_id: int
    topic_id: int
    user_id: int
