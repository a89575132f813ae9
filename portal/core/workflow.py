"""States are data: from one table come the buttons, the refusals, the history, the diagram and the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, select

from portal.core.db import Mapped, Model, db, hold_row, mapped_column, moment, pk
from portal.core.errors import Refused
from portal.core.i18n import _, _l
from portal.core.language import Bitext
from portal.core.permissions import why_not
from portal.core.types import line


class Need(StrEnum):
    """What must be given with a step. A second person is a rule of its permission."""

    REASON = "reason"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One step: `before` states, `after` state, the permission it asks and what must be given with it."""

    name: str
    label: Any
    before: tuple[StrEnum, ...]
    after: StrEnum
    permission: str
    needs: tuple[Need, ...] = ()
    danger: bool = False
    confirm: Any = ""
    by_clock: bool = False  # taken by time alone; never a button


@dataclass(frozen=True)
class Step:
    """A transition as one person sees it on one thing."""

    transition: Transition
    why_not: str | None


class Workflow:
    """The life of one kind of thing. `things` have `id`, `state` and a table name."""

    def __init__(
        self,
        name: str,
        states: Mapping[Any, Any],
        transitions: Sequence[Transition],
        start: StrEnum,
        notes: Mapping[str, Any] | None = None,
    ) -> None:
        """`notes` are what else can happen to the thing while its state stays: name and label."""
        self.name = name
        self.states = states
        self.transitions = {t.name: t for t in transitions}
        self.start = start
        self.notes = notes or {}

    def label(self, state: StrEnum) -> Any:
        return self.states[state]

    def told(self, step: str) -> Any:
        """What a line of the history is called."""
        return self.transitions[step].label if step in self.transitions else self.notes[step]

    def leaving(self, state: StrEnum) -> list[Transition]:
        return [t for t in self.transitions.values() if state in t.before]

    def may_follow(self, before: StrEnum, after: StrEnum) -> bool:
        return any(t.after == after for t in self.leaving(before))

    def steps(self, thing: Any, actor: Any) -> list[Step]:
        """What could be done next: allowed ones without, others with the sentence why not."""
        return [
            Step(t, why_not(actor, t.permission, thing)) for t in self.leaving(thing.state) if not t.by_clock
        ]

    def move(
        self, thing: Any, name: str, *, actor: Any, reason: str = "", document_id: int | None = None
    ) -> None:
        """Change the state and write the history row. Asks no permission: `@guarded` has.

        Of two people at once the second finds the state that the first has left.
        """
        step = self.transitions[name]
        db.session.flush()  # a new thing gets the id that its history names
        hold_row(thing, "state")
        self.refuse_elsewhere(thing, name)
        if Need.REASON in step.needs and not reason.strip():
            raise Refused(_("Please give a reason."))
        if Need.DOCUMENT in step.needs and document_id is None:
            raise Refused(_("Please attach the document."))
        self._write(thing, name, step.after, actor, reason, document_id)
        thing.state = step.after

    def refuse_elsewhere(self, thing: Any, name: str) -> None:
        """Refuses a step that does not begin where the thing stands."""
        step = self.transitions[name]
        if thing.state not in step.before:
            raise Refused(
                _(
                    "“%(step)s” is not possible now: the state is “%(state)s”.",
                    step=step.label,
                    state=self.label(thing.state),
                )
            )

    def note(self, thing: Any, name: str, *, actor: Any, reason: str = "") -> None:
        """A line in the history of something that happened while the state stays. `name` is one of `notes`."""
        if name not in self.notes:
            raise KeyError(name)
        self._write(thing, name, thing.state, actor, reason, None)

    def _write(
        self, thing: Any, step: str, after: StrEnum, actor: Any, reason: str, document_id: int | None
    ) -> None:
        row = HistoryRow(
            workflow=self.name,
            object_id=thing.id,
            step=step,
            before=str(thing.state),
            after=str(after),
            actor_id=getattr(actor, "id", None),
            reason=Bitext.of(reason.strip()),
            document_id=document_id,
        )
        db.session.add(row)

    def history(self, thing: Any) -> list[HistoryRow]:
        found = select(HistoryRow).where(HistoryRow.workflow == self.name, HistoryRow.object_id == thing.id)
        return list(db.session.scalars(found.order_by(HistoryRow.id)))

    def mermaid(self) -> str:
        """The diagram for the docs; labels in English because docs are."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for t in self.transitions.values():
            lines += [f"    {before} --> {t.after}: {t.name}" for before in t.before]
        return "\n".join(lines)


class HistoryRow(Model):
    """One transition of one thing: who, when, from, to, why. Shown on every object."""

    __tablename__ = "workflow_history"
    __table_args__ = (Index("ix_workflow_history_thing", "workflow", "object_id"),)

    id: Mapped[pk]
    workflow: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    step: Mapped[str] = mapped_column(String(60))
    before: Mapped[str] = mapped_column(String(40))
    after: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None]
    reason: Mapped[line] = mapped_column(default="")
    document_id: Mapped[int | None]
    at: Mapped[moment]


BY_CLOCK = _l("by the clock")
