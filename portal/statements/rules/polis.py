"""Statements and votes in the files of Polis' open data: `comments.csv`, `votes.csv`, `participants-votes.csv`.

Columns are found by their names, in any order; unknown ones are passed over. A vote is 1 agree, -1 disagree, 0 pass.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

COMMENTS, VOTES, PEOPLE = "comments.csv", "votes.csv", "participants-votes.csv"
PEOPLE_TOO = "participant-votes.csv"  # as newer exports call it
ACCEPTED, UNDECIDED, REJECTED = 1, 0, -1
LONGEST = 64 * 1024 * 1024  # bytes of one field, against files that are something else
OTHER_NAMES = {
    "tid": "comment-id",
    "comment_id": "comment-id",
    "pid": "voter-id",
    "voter_id": "voter-id",
    "author_id": "author-id",
    "txt": "comment-body",
    "comment_body": "comment-body",
    "mod": "moderated",
    "is_meta": "is-meta",
    "created": "timestamp",
    "gid": "group-id",
    "group_id": "group-id",
}


class FilesDamaged(Exception):
    """The files cannot be read; the sentence names the file and the line."""


@dataclass(frozen=True, kw_only=True)
class Comment:
    """One statement of such a file."""

    id: int
    text: str = ""
    author: int | None = None
    moderated: int = ACCEPTED
    is_meta: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenData:
    """A whole conversation: `votes` are (person, statement, vote) in the order of time; the last one counts."""

    comments: dict[int, Comment] = field(default_factory=dict)
    votes: list[tuple[int, int, int]] = field(default_factory=list)
    groups: dict[int, int] = field(default_factory=dict)

    def people(self) -> list[int]:
        """In the order in which they first voted."""
        return list(dict.fromkeys(person for person, _statement, _vote in self.votes))

    def statements(self) -> list[int]:
        """Those with at least one vote."""
        return sorted({statement for _person, statement, _vote in self.votes})

    def silenced(self, *, strict: bool = False) -> set[int]:
        """Statements that do not count for the map: rejected, about the procedure, and if strict the undecided."""
        least = ACCEPTED if strict else UNDECIDED
        return {one.id for one in self.comments.values() if one.moderated < least or one.is_meta}


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a file by the names of its columns, with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            heads = [OTHER_NAMES.get(name.strip(), name.strip()) for name in next(reader, [])]
            for row in reader:
                if row:
                    yield reader.line_num, dict(zip(heads, row, strict=False))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FilesDamaged(f"{path.name}: {error}") from error


def number(value: str | None, name: str, path: Path, line: int) -> int:
    try:
        return int(float(value or ""))
    except (ValueError, OverflowError) as error:
        raise FilesDamaged(f"{path.name}, line {line}: “{value}” is no {name}") from error


def read(folder: Path) -> OpenData:
    """The conversation in a folder. At least `votes.csv` or `participants-votes.csv` has to be there."""
    csv.field_size_limit(LONGEST)
    comments = read_comments(folder / COMMENTS) if (folder / COMMENTS).exists() else {}
    votes: list[tuple[int, int, int]] = []
    groups: dict[int, int] = {}
    for name in (PEOPLE, PEOPLE_TOO):
        if (folder / name).exists():
            groups, votes = read_people(folder / name)
    if (folder / VOTES).exists():
        votes = read_votes(folder / VOTES)
    elif not votes:
        raise FilesDamaged(f"{folder} holds no {VOTES}")
    return OpenData(comments=comments, votes=votes, groups=groups)


def read_comments(path: Path) -> dict[int, Comment]:
    found = {}
    for line, row in rows_of(path):
        key = number(row.get("comment-id"), "number of a statement", path, line)
        author = row.get("author-id", "")
        found[key] = Comment(
            id=key,
            text=row.get("comment-body", ""),
            author=number(author, "number of an author", path, line) if author else None,
            moderated=number(row.get("moderated") or "1", "state of moderation", path, line),
            is_meta=row.get("is-meta", "").strip().lower() in {"1", "t", "true"},
        )
    return found


def read_votes(path: Path) -> list[tuple[int, int, int]]:
    found = []
    for line, row in rows_of(path):
        at = number(row.get("timestamp") or "0", "moment", path, line)
        vote = number(row.get("vote"), "vote", path, line)
        if vote not in {-1, 0, 1}:
            raise FilesDamaged(f"{path.name}, line {line}: a vote is 1, -1 or 0, not {vote}")
        person = number(row.get("voter-id"), "number of a person", path, line)
        found.append((at, person, number(row.get("comment-id"), "number of a statement", path, line), vote))
    found.sort(key=lambda row: row[0])
    return [(person, statement, vote) for _at, person, statement, vote in found]


def read_people(path: Path) -> tuple[dict[int, int], list[tuple[int, int, int]]]:
    """The groups that Polis has found, and everybody's last votes."""
    groups: dict[int, int] = {}
    votes = []
    for line, row in rows_of(path):
        person = number(row.get("participant"), "number of a person", path, line)
        if row.get("group-id", "").strip():
            groups[person] = number(row["group-id"], "number of a group", path, line)
        for name, value in row.items():
            if name.isdigit() and value.strip():
                votes.append((person, int(name), number(value, "vote", path, line)))
    return groups, votes


def written(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()


@dataclass(frozen=True, kw_only=True)
class Told:
    """One statement for a file: `agrees` and `disagrees` are None where they would give somebody away."""

    comment: Comment
    agrees: int | None
    disagrees: int | None


def files_of(
    statements: Sequence[Told],
    votes: Mapping[tuple[int, int], int],
    groups: Mapping[int, int],
    *,
    at: int,
    at_text: str,
) -> dict[str, str]:
    """The three files by name. Everything bears the same moment, so that the order of votes tells nothing."""
    columns = [told.comment.id for told in statements]
    comments = [
        [
            at,
            at_text,
            t.comment.id,
            "",
            blank(t.agrees),
            blank(t.disagrees),
            t.comment.moderated,
            t.comment.text,
        ]
        for t in statements
    ]
    lines = [[at, at_text, statement, person, vote] for (person, statement), vote in sorted(votes.items())]
    return {
        COMMENTS: written(
            (
                "timestamp",
                "datetime",
                "comment-id",
                "author-id",
                "agrees",
                "disagrees",
                "moderated",
                "comment-body",
            ),
            comments,
        ),
        VOTES: written(("timestamp", "datetime", "comment-id", "voter-id", "vote"), lines),
        PEOPLE: written(
            ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *map(str, columns)),
            _people(columns, votes, groups),
        ),
    }


def _people(
    columns: Sequence[int], votes: Mapping[tuple[int, int], int], groups: Mapping[int, int]
) -> Iterator[list[object]]:
    cast: dict[int, dict[int, int]] = {}
    for (person, statement), vote in votes.items():
        cast.setdefault(person, {})[statement] = vote
    for person in sorted(cast):
        own = cast[person]
        said = list(own.values())
        counts = [len(said), said.count(1), said.count(-1)]
        cells = [own.get(one, "") for one in columns]
        yield [person, groups.get(person, ""), "", *counts, *cells]


def blank(count: int | None) -> object:
    return "" if count is None else count
