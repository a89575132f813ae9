"""From a picture to what may be shown of it, as plain data for one row. Everything passes the rules of privacy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.statements.rules.drawing import Earlier, OpinionPicture, opinion_map
from portal.statements.rules.grouping import LEAST_VOTES, Before
from portal.statements.rules.matrix import VoteMatrix
from portal.statements.rules.meaning import SURE, Tally, share, test_of_share
from portal.statements.rules.privacy import LEAST_FOR_MAP, LEAST_GROUP, Cells, bin_of, cells_of, is_stable
from portal.statements.rules.shapes import hull, marks

TOP = 5
Row = list[int]


def published(picture: OpinionPicture, *, sensitive: bool = False) -> dict[str, Any] | None:
    """What everybody may see; None while too few have voted. Groups are there only when they are stable."""
    people = len(picture.votes.people)
    if people < LEAST_FOR_MAP:
        return None
    stable = is_stable(picture.groups.silhouette, picture.steadiness, picture.sizes)
    by_group = picture.by_group if stable else []
    cells = {
        statement: cells_of(total, [group[statement] for group in by_group], sensitive=sensitive)
        for statement, total in picture.everybody.items()
    }
    return {
        "people": people,
        "placed": len(picture.rows),
        "votes": sum(total.seen for total in picture.everybody.values()),
        "stable": stable,
        "silhouette": round(picture.groups.silhouette, 2),
        "agreement": round(picture.steadiness, 2),
        "large_enough": min(picture.sizes, default=0) >= LEAST_GROUP,
        "statements": {str(one): told(cell) for one, cell in cells.items()},
        "common": common(picture, cells, agrees=True, by_groups=stable),
        "refused": common(picture, cells, agrees=False, by_groups=False),
        "divided": divided(cells),
        "groups": groups(picture, cells, sensitive) if stable else [],
        "marks": [] if stable else placed(picture, list(range(len(picture.rows))), sensitive),
        "order": order(picture, cells, stable),
        "statement_points": {
            str(one): [round(x, 3), round(y, 3)]
            for one, (x, y) in zip(picture.votes.statements, picture.statement_points.tolist(), strict=True)
            if cells[one].everybody
        },
    }


def told(cells: Cells) -> dict[str, Any]:
    return {"all": row_of(cells.everybody), "groups": [row_of(cell) for cell in cells.groups]}


def row_of(votes: Tally | None) -> Row | None:
    return [votes.agree, votes.disagree, votes.seen] if votes else None


def common(picture: OpinionPicture, cells: dict[int, Cells], *, agrees: bool, by_groups: bool) -> list[int]:
    """What more than half surely say; what all groups can live with first."""
    found = []
    for statement, cell in cells.items():
        total = cell.everybody
        if total is None:
            continue
        count = total.agree if agrees else total.disagree
        portion, test = share(count, total.seen), test_of_share(count, total.seen)
        if portion > 0.5 and test > SURE:
            weight = picture.group_informed[statement] if by_groups else portion * test
            found.append((-weight, statement))
    return [statement for _weight, statement in sorted(found)[:TOP]]


def divided(cells: dict[int, Cells]) -> list[int]:
    """Where shown groups lie farthest apart; without groups, where people are split in halves."""
    found = []
    for statement, cell in cells.items():
        total = cell.everybody
        if total is None or not total.agree or not total.disagree:
            continue
        shares = [share(group.agree, group.seen) for group in cell.groups if group]
        if len(shares) > 1:
            found.append((min(shares) - max(shares), statement))
        elif not cell.groups:
            found.append(
                (abs(total.agree - total.disagree) / total.seen + total.passed / total.seen, statement)
            )
    return [statement for _weight, statement in sorted(found)[:TOP]]


def order(picture: OpinionPicture, cells: dict[int, Cells], stable: bool) -> list[int]:
    """All statements, what groups agree on together first. Only the order is told: the numbers behind it
    would uncover hidden groups.
    """
    shown = [one for one, cell in cells.items() if cell.everybody]
    if stable:
        return sorted(shown, key=lambda one: (-picture.group_informed[one], one))
    return sorted(
        shown, key=lambda one: (-share(picture.everybody[one].agree, picture.everybody[one].seen), one)
    )


def groups(picture: OpinionPicture, cells: dict[int, Cells], sensitive: bool) -> list[dict[str, Any]]:
    found = []
    for number, size in enumerate(picture.sizes):
        rows = [at for at, group in enumerate(picture.groups.mine.tolist()) if group == number]
        dots = placed(picture, rows, sensitive)
        found.append(
            {
                "size": size,
                "marks": dots,
                "hull": [list(corner) for corner in hull([(x, y) for x, y, _count in dots])],
                "centre": [round(value, 3) for value in picture.groups.centres[number].tolist()],
                "stands_for": [
                    [one.statement, "agree" if one.agrees else "disagree"]
                    for one in picture.representative[number]
                    if cells[one.statement].groups[number]
                ],
            }
        )
    return found


def placed(picture: OpinionPicture, rows: list[int], sensitive: bool) -> list[tuple[float, float, int]]:
    """Marks of several people each, to a thousandth."""
    points = picture.points[picture.rows[rows]]
    return [(round(x, 3), round(y, 3), count) for x, y, count in marks(points, bin_of(sensitive=sensitive))]


def own(picture: OpinionPicture) -> dict[str, Any]:
    """What it takes to find one person's place from their own votes."""
    stable = is_stable(picture.groups.silhouette, picture.steadiness, picture.sizes)
    rows = zip(picture.plane.means.tolist(), *picture.plane.components.tolist(), strict=True)
    return {
        "axes": {
            str(one): [mean, x, y] for one, (mean, x, y) in zip(picture.votes.statements, rows, strict=True)
        },
        "centres": picture.groups.centres.tolist() if stable else [],
        "least": min(LEAST_VOTES, len(picture.votes.statements)),
    }


def asking(picture: OpinionPicture) -> dict[str, list[float]]:
    """Counts and extremity of each statement, for the draw of the next one."""
    return {
        str(one): [*(row_of(picture.everybody[one]) or ()), round((x * x + y * y) ** 0.5, 4)]
        for one, (x, y) in zip(picture.votes.statements, picture.statement_points.tolist(), strict=True)
    }


def kept(picture: OpinionPicture) -> dict[str, Any]:
    """What makes the next picture comparable with this one."""
    return {
        "axes": {
            str(one): [x, y]
            for one, x, y in zip(picture.votes.statements, *picture.plane.components.tolist(), strict=True)
        },
        "centres": picture.groups.centres.tolist(),
        "candidate": picture.groups.candidate,
        "streak": picture.groups.streak,
    }


def picture_of(
    people: Sequence[int],
    on: Sequence[int],
    choices: Sequence[int],
    statements: Sequence[int],
    before: Mapping[str, Any],
) -> OpinionPicture:
    """The picture of these votes, facing as it did before."""
    votes = VoteMatrix.of([(people, on, choices)], sorted(set(people)), statements).without_the_silent()
    earlier = Earlier(
        axes={int(key): (x, y) for key, (x, y) in before.get("axes", {}).items()},
        groups=Before(
            tuple((x, y) for x, y in before.get("centres", ())),
            before.get("candidate", 0),
            before.get("streak", 0),
        ),
    )
    return opinion_map(votes, earlier=earlier)
