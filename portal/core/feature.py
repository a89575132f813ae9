"""What a feature offers to the portal: its manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import click
from flask import Blueprint

from portal.core.cards import Maker
from portal.core.clauses import Source
from portal.core.duties import Waiting
from portal.core.events import Listener
from portal.core.figures import FigureSource
from portal.core.jobs import Due, Handler
from portal.core.permissions import Permissions
from portal.core.settings import Setting
from portal.core.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class Personal:
    """What a feature holds about one person: to hand out, and to let go."""

    export: Callable[[int], dict[str, Any]]
    forget: Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A piece of somebody else's page: `where` is "home", "place", "alliance", "merger", "mine" or "control".

    `context(viewer, thing)` returns what `template` needs, or None when there is nothing to show.
    """

    where: str
    order: int
    template: str
    context: Callable[[Any, Any], dict[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Door:
    """An entry of the main navigation."""

    label: Any
    text: Any
    endpoint: str
    icon: str
    order: int


@dataclass(frozen=True, kw_only=True)
class Feature:
    """`blueprint` lives under the language prefix, `short_links` (QR addresses, files) at the root.

    `cards` maps a kind to (make the card of one id, list all ids); `kind_names` says what readers call each kind,
    in the plural. `damage` yields what `portal verify` should name. `file_access` lets (viewer, id) see the private
    files of a kind of thing; `roll_keepers` say who, besides the officials of the place, keeps the roll of a vote about
    a kind of thing; `thread_rules` why nobody writes in the conversation about one now; `file_readers` say who may see its public ones, asked anew at every look. `unread` counts what waits in a person's inbox,
    `duties` say what waits to be done by a person, `clauses` which clauses bind an alliance,
    `figures` what can be counted of a person or an alliance. `due` is time-driven work, repeatable;
    `nightly` the same, once a night.
    `demo` names the module whose `load(city)` fills the demo city, in feature order: no other process carries it.
    """

    name: str
    blueprint: Blueprint | None = None
    short_links: Blueprint | None = None
    permissions: Permissions = field(default_factory=dict)
    listeners: tuple[Listener, ...] = ()
    jobs: dict[str, Handler] = field(default_factory=dict)
    due: tuple[Due, ...] = ()
    nightly: tuple[Due, ...] = ()
    cards: dict[str, tuple[Maker, Callable[[], list[int]]]] = field(default_factory=dict)
    kind_names: dict[str, Any] = field(default_factory=dict)
    workflows: tuple[Workflow, ...] = ()
    settings: tuple[Setting, ...] = ()
    personal: Personal | None = None
    panels: tuple[Panel, ...] = ()
    doors: tuple[Door, ...] = ()
    verify: tuple[Callable[[], Any], ...] = ()
    file_access: dict[str, Callable[[Any, int], bool]] = field(default_factory=dict)
    file_readers: dict[str, Callable[[Any, int], bool]] = field(default_factory=dict)
    papers: dict[str, Any] = field(default_factory=dict)  # kind -> papers.kinds.PaperKind
    notice_kinds: dict[str, Any] = field(default_factory=dict)  # kind -> notices.kinds.NoticeKind
    meeting_owners: dict[str, Any] = field(default_factory=dict)  # kind -> meetings.owners.OwnerKind
    statement_owners: dict[str, Any] = field(default_factory=dict)  # kind -> statements.owners.OwnerKind
    thread_rules: dict[str, Callable[[int], str | None]] = field(default_factory=dict)
    roll_keepers: dict[str, Callable[[Any, int], bool]] = field(default_factory=dict)
    unread: Callable[[Any], int] | None = None
    duties: Waiting | None = None
    clauses: Source | None = None
    figures: dict[str, FigureSource] = field(default_factory=dict)
    demo: str = ""
    commands: tuple[click.Command, ...] = ()
