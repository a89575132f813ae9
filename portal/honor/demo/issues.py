"""The issues of the demo city's boards: one for each board and each row of the book that has entries for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.core.language import Bitext
from portal.honor import services
from portal.honor.demo.story import Act, Story
from portal.honor.models import BoardIssue, HonorBoard
from portal.honor.states import IssueState, Polarity


class Issues:
    """Begun with its first entry by an editor, published by the issuer; some are still being made."""

    def __init__(self, city: Any) -> None:
        self.city = city
        self.rows = {row["id"]: row for row in city.toml("honor")["issues"]}
        self.made: dict[tuple[str, int], BoardIssue] = {}

    def acts(self, stories: Iterable[Story]) -> Iterator[Act]:
        for story in stories:
            row, checks = self.rows[story.row["issue"]], story.row.get("checks") or [story.row.get("checked")]
            if checks[0]:
                yield max(row["opens_day"], checks[0]["day"]), partial(self.gather, row, story)
        for row in self.rows.values():
            days = {Polarity.RED: row.get("published_day"), Polarity.BLACK: row.get("published_day")}
            days[Polarity.BLACK] = row.get("reminders_published_day", days[Polarity.BLACK])
            for polarity, day in days.items():
                if day is not None:
                    yield day, partial(self.publish, row, polarity)

    def somebody(self, role: Role, board: HonorBoard, besides: int | None = None) -> User:
        ids = set(holders((role,), board.place)) - {besides}
        person: User = next(one for one in self.city.people.values() if one.id in ids)
        for kept in ("_roles", "_alliances", "_offices"):
            person.__dict__.pop(kept, None)
        return person

    def begun(self, row: dict[str, Any], board: HonorBoard) -> BoardIssue:
        key = (row["id"], board.id)
        if key not in self.made:
            self.made[key] = services.open_issue(
                board,
                title=Bitext.of(row["title"]),
                period=(self.city.on(row["period"][0]), self.city.on(row["period"][1])),
                foreword=f"<p>{row['intro']}</p>",
                number=row["number"],
                actor=self.somebody(Role.EDITOR, board),
            )
        return self.made[key]

    def gather(self, row: dict[str, Any], story: Story) -> None:
        """What comes up after its issue is out waits for the next one."""
        board = story.entry.board
        issue = self.begun(row, board)
        if issue.state is IssueState.DRAFTING:
            services.put_into_issue(issue, entry=story.entry, actor=self.somebody(Role.EDITOR, board))

    def publish(self, row: dict[str, Any], polarity: Polarity) -> None:
        for (row_id, _board), issue in self.made.items():
            if row_id == row["id"] and issue.board.polarity is polarity:
                services.publish_issue(
                    issue, actor=self.somebody(Role.ISSUER, issue.board, besides=issue.opened_by)
                )
