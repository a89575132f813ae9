"""The opinion map as plain numbers, for `portal opinion-map --json`: everything, nothing held back.

For files that are public anyway; what the portal itself publishes goes through `privacy`.
"""

from __future__ import annotations

from typing import Any

from portal.statements.rules.drawing import OpinionPicture, opinion_map
from portal.statements.rules.matrix import VoteMatrix
from portal.statements.rules.meaning import Finding
from portal.statements.rules.polis import OpenData
from portal.statements.rules.privacy import is_stable


def matrix_of(data: OpenData, *, strict: bool = False) -> VoteMatrix:
    people, statements, votes = zip(*data.votes, strict=True) if data.votes else ((), (), ())
    return VoteMatrix.of(
        [(people, statements, votes)], data.people(), data.statements(), data.silenced(strict=strict)
    )


def report(data: OpenData, *, strict: bool = False) -> dict[str, Any]:
    """Groups, places, what each group stands for, what most agree on. Given groups are kept as they are given."""
    votes = matrix_of(data, strict=strict)
    there = set(votes.people)
    given = {person: group for person, group in data.groups.items() if person in there}
    picture = opinion_map(votes, given=given or None)
    names = sorted(set(given.values())) or list(range(picture.groups.count))
    mine = {
        votes.people[row]: names[group]
        for row, group in zip(picture.rows.tolist(), picture.groups.mine.tolist(), strict=True)
    }
    return {
        "people": len(votes.people),
        "statements": len(votes.statements),
        "votes": int(votes.seen.sum()),
        "groups_from": "file" if given else "votes",
        "groups": [
            {
                "id": name,
                "size": size,
                "center": picture.groups.centres[place].tolist(),
                "members": [person for person, group in mine.items() if group == name],
                "representative": [finding(one) for one in picture.representative[place]],
            }
            for place, (name, size) in enumerate(zip(names, picture.sizes, strict=True))
        ],
        "projections": [
            {"participant": person, "x": x, "y": y, "group": mine.get(person)}
            for person, (x, y) in zip(votes.people, picture.points.tolist(), strict=True)
        ],
        "statement_projections": [
            {"statement": one, "x": x, "y": y, "extremity": (x * x + y * y) ** 0.5}
            for one, (x, y) in zip(votes.statements, picture.statement_points.tolist(), strict=True)
        ],
        "consensus": {
            "agree": [finding(one) for one in picture.agreed],
            "disagree": [finding(one) for one in picture.rejected],
        },
        "group_informed_consensus": {str(one): v for one, v in picture.group_informed.items()},
        "stability": stability(picture),
    }


def finding(one: Finding) -> dict[str, Any]:
    return {
        "statement": one.statement,
        "side": "agree" if one.agrees else "disagree",
        "n_success": one.successes,
        "n_trials": one.trials,
        "p_success": one.share,
        "p_test": one.share_test,
        "repness": one.ratio,
        "repness_test": one.ratio_test,
        "best_agree": one.best_agreement,
    }


def stability(picture: OpinionPicture) -> dict[str, Any]:
    return {
        "silhouette": picture.groups.silhouette,
        "agreement": picture.steadiness,
        "smallest_group": min(picture.sizes, default=0),
        "stable": is_stable(picture.groups.silhouette, picture.steadiness, picture.sizes),
    }
