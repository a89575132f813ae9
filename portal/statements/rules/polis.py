"""Statements and votes in the files of Polis' open data: `comments.csv`, `votes.csv`, `participants-votes.csv`.

Columns are found by their names, in any order; unknown ones are passed over. A vote is 1 agree, -1 disagree, 0 pass.
Newer exports put a day and a code before the names of the files; both are read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

COMMENTS, VOTES, PEOPLE = "comments.csv", "votes.csv", "participants-votes.csv"
PEOPLE_TOO = "participant-votes.csv"  # as newer exports call it
ACCEPTED, UNDECIDED, REJECTED = 1, 0, -1
LONGEST = 64 * 1024 * 1024  # bytes of one field, against files that are something else
OTHER_NAMES = {
    "tid": "comment-id",
    "statement-id": "comment-id",
    "pid": "voter-id",
    "participant-id": "voter-id",
    "txt": "comment-body",
    "mod": "moderated",
    "created": "timestamp",
    "modified": "timestamp",
    "gid": "group-id",
}
NOTHING = {"", "na", "nan", "none", "null"}
CHOICES = {1, 0, -1}


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


def name_of(column: str) -> str:
    name = column.strip().lower().replace("_", "-")
    return OTHER_NAMES.get(name, name)


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a file by the names of its columns, with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            heads = [name_of(column) for column in next(reader, [])]
            for row in reader:
                if row:
                    yield reader.line_num, dict(zip(heads, row, strict=False))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FilesDamaged(f"{path.name}: {error}") from error


def number(value: str | None, name: str, path: Path, line: int) -> int:
    """A whole number; `1.0` is one as well, as tables that were saved by other programs have it."""
    text = (value or "").strip()
    try:
        return int(text)
    except ValueError:
        with suppress(ValueError):
            if (told := float(text)).is_integer():
                return int(told)
    raise FilesDamaged(f"{path.name}, line {line}: “{value}” is no {name}")


def vote_of(value: str | None, path: Path, line: int) -> int:
    vote = number(value, "vote", path, line)
    if vote not in CHOICES:
        raise FilesDamaged(f"{path.name}, line {line}: a vote is 1, -1 or 0, not {vote}")
    return vote


def moment_of(row: Mapping[str, str], path: Path, line: int) -> float:
    """When somebody voted, in the unit of the file: a number, else a date; 0 where there is neither."""
    told = next((row[one].strip() for one in ("timestamp", "datetime") if row.get(one, "").strip()), "0")
    with suppress(ValueError):
        return float(told)
    try:
        with suppress(ValueError):  # as browsers write it, and with them the exports
            return datetime.strptime(told.split(" (")[0], "%a %b %d %Y %H:%M:%S GMT%z").timestamp()
        found = datetime.fromisoformat(told)
    except ValueError as error:
        raise FilesDamaged(f"{path.name}, line {line}: “{told}” is no moment") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def file_in(folder: Path, *names: str) -> Path | None:
    """The file of that name, or the only one whose name ends with it: `2025-08-29-0002-7abc-votes.csv`."""
    for name in names:
        if (folder / name).exists():
            return folder / name
    others = (PEOPLE, PEOPLE_TOO) if VOTES in names else ()
    found = [
        one
        for one in folder.iterdir()
        if one.name.endswith(tuple(f"-{name}" for name in names)) and not one.name.endswith(others)
    ]
    if len(found) > 1:
        raise FilesDamaged(
            f"{folder} holds several conversations: {', '.join(sorted(p.name for p in found))}"
        )
    return found[0] if found else None


def read(folder: Path) -> OpenData:
    """The conversation in a folder. At least `votes.csv` or `participants-votes.csv` has to be there."""
    csv.field_size_limit(LONGEST)
    told, people = file_in(folder, COMMENTS), file_in(folder, PEOPLE, PEOPLE_TOO)
    groups, votes = read_people(people) if people else ({}, [])
    if cast := file_in(folder, VOTES):
        votes = read_votes(cast) or votes
    if not votes:
        raise FilesDamaged(f"{folder} holds no votes: neither {VOTES} nor {PEOPLE} has any")
    return OpenData(comments=read_comments(told) if told else {}, votes=votes, groups=groups)


def read_comments(path: Path) -> dict[int, Comment]:
    found = {}
    for line, row in rows_of(path):
        key = number(row.get("comment-id"), "number of a statement", path, line)
        author, moderated = row.get("author-id", "").strip(), row.get("moderated", "").strip()
        found[key] = Comment(
            id=key,
            text=row.get("comment-body", ""),
            author=None if author.lower() in NOTHING else number(author, "number of an author", path, line),
            moderated=number(moderated or str(ACCEPTED), "state of moderation", path, line),
            is_meta=row.get("is-meta", "").strip().lower() in {"1", "t", "true"},
        )
    return found


def read_votes(path: Path) -> list[tuple[int, int, int]]:
    """Everybody's votes, the oldest first; those of one moment in the order of the file."""
    found = []
    for line, row in rows_of(path):
        person = number(row.get("voter-id"), "number of a person", path, line)
        statement = number(row.get("comment-id"), "number of a statement", path, line)
        found.append((moment_of(row, path, line), person, statement, vote_of(row.get("vote"), path, line)))
    found.sort(key=lambda row: row[0])
    return [(person, statement, vote) for _at, person, statement, vote in found]


def read_people(path: Path) -> tuple[dict[int, int], list[tuple[int, int, int]]]:
    """The groups that Polis has found, and everybody's last votes."""
    groups: dict[int, int] = {}
    votes = []
    for line, row in rows_of(path):
        person = number(row.get("participant"), "number of a person", path, line)
        group = row.get("group-id", "").strip()
        if group.lower() not in NOTHING:
            groups[person] = number(group, "number of a group", path, line)
        for name, value in row.items():
            if value and name.isdecimal() and value.strip().lower() not in NOTHING:
                votes.append((person, int(name), vote_of(value, path, line)))
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
