"""The life of an issue of a board."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Transition, Workflow


class IssueState(StrEnum):
    """An issue of a board. It says nothing about its entries: each has its own life."""

    DRAFTING = "drafting"
    PUBLISHED = "published"


ISSUE_STATES = {IssueState.DRAFTING: _l("In preparation"), IssueState.PUBLISHED: _l("Published")}
ISSUE_LIFE = Workflow(
    "honor.issue",
    ISSUE_STATES,
    (
        Transition(
            name="publish_issue",
            label=_l("Publish this issue"),
            before=(IssueState.DRAFTING,),
            after=IssueState.PUBLISHED,
            permission="honor.publish_issue",
        ),
    ),
    start=IssueState.DRAFTING,
)
