"""What the database itself refuses, by whatever program: an entry in public without every record behind it.

The columns of an entry are held together by its CHECKs; what stands here looks into the other tables, at where the
entry comes from, and at what must not be taken from under it while it is public. Made with the tables; needs a
function for each on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from portal.honor.states import ANSWERABLE, ASKED, LIVES, EntryState, Polarity

BORN = "every entry of a board begins as a nomination"
STEP = "an entry of a board goes from one step to the next"
RECORD = "an entry of a board is public with its whole record only"
KEPT = "what a public entry of a board rests on stays as it is"


@dataclass(frozen=True)
class Guard:
    """`event` on `table` is refused where `refused` is true."""

    name: str
    table: str
    event: str
    refused: str
    sentence: str


def listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


def there(table: str, condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} r WHERE r.entry_id = NEW.id AND {condition})"  # noqa: S608 - our own words


def lacks(conditions: Sequence[str]) -> str:
    """Whether one of them does not hold; what is unknown does not."""
    return "NOT (" + " AND ".join(f"COALESCE({condition}, FALSE)" for condition in conditions) + ")"


def no_way_leads_there() -> str:
    """From one state to one that does not follow it in its workflow, or to the other colour."""
    ways = [
        f"(OLD.polarity = '{polarity}' AND OLD.state = '{state}' AND NEW.state IN ({listed(after)}))"
        for polarity, life in LIVES.items()
        for state in EntryState
        if (after := {str(step.after) for step in life.leaving(state)})
    ]
    return f"NEW.polarity <> OLD.polarity OR (NEW.state <> OLD.state AND NOT ({' OR '.join(ways)}))"


NAMES_SOMEBODY = f"(NEW.needs_consent OR NEW.holder_id IS NOT NULL OR NEW.subject_type IN ({listed(ASKED)}))"
ASSESSED = "SELECT 1 FROM honor_assessment r WHERE r.id = NEW.assessment_id AND r.polarity = NEW.polarity"
PRAISE = (
    there("honor_check", "r.checked_by = NEW.checked_by"),
    f"(NOT {NAMES_SOMEBODY} OR NEW.consented_at IS NOT NULL)",
    f"(NOT {NAMES_SOMEBODY} OR EXISTS ({ASSESSED} AND r.state <> 'drafting'))",
    "NOT " + there("honor_candidacy", "r.admitted IS NOT TRUE"),
)
REMINDER = (
    there("honor_check", "r.checked_by = NEW.checked_by"),
    there("honor_check", "r.checked_by = NEW.second_checked_by"),
    there("honor_evidence", "TRUE"),
    there("honor_basis_use", "TRUE"),
    there("honor_served_notice", "r.served_on = NEW.served_on AND r.statement_until = NEW.statement_until"),
    there(
        "honor_served_notice", "r.days >= (SELECT d.days FROM honor_decision d WHERE d.entry_id = r.entry_id)"
    ),
    "NOT EXISTS (SELECT 1 FROM honor_argument a JOIN honor_statement r ON r.id = a.statement_id"
    " WHERE r.entry_id = NEW.id AND (a.finding IS NULL OR a.found_by IS NULL))",
    f"(NEW.subject_type <> 'shop' OR EXISTS ({ASSESSED} AND r.state <> 'drafting'))",
)
DECIDED = (
    "r.drafted_by = NEW.drafted_by AND r.signed_by = NEW.signed_by AND r.signed_on = NEW.decided_on"
    " AND r.severity = NEW.severity AND r.scope = NEW.scope AND {days} < r.days"
    f" AND (r.penalty OR NEW.scope = 'alliance' OR NEW.subject_type NOT IN ({listed(ANSWERABLE)}))"
)
DAYS = {  # between its first day and its last one
    "sqlite": "julianday(NEW.publish_until) - julianday(NEW.publish_from)",
    "postgresql": "NEW.publish_until - NEW.publish_from",
}
IN_FORCE = (
    f"EXISTS ({ASSESSED} AND r.state = 'in_force' AND r.valid_from <= NEW.publish_from"
    " AND NEW.publish_from <= r.valid_until)"
)
STEPS_OUT = "NEW.state = 'published' AND OLD.state <> 'published'"
PUBLIC = "SELECT 1 FROM honor_entry e WHERE e.id = {entry} AND e.state = 'published'"
OF_STATEMENT = "(SELECT s.entry_id FROM honor_statement s WHERE s.id = OLD.statement_id)"
RESTS_ON = {  # what is neither deleted nor changed in these columns while its entry is public
    "honor_check": ("OLD.entry_id", "entry_id, checked_by"),
    "honor_evidence": ("OLD.entry_id", "entry_id"),
    "honor_basis_use": ("OLD.entry_id", "entry_id, basis_id"),
    "honor_served_notice": ("OLD.entry_id", "entry_id, severity, scope, days, served_on, statement_until"),
    "honor_candidacy": ("OLD.entry_id", "entry_id, admitted"),
    "honor_argument": (OF_STATEMENT, "statement_id, adopted, finding, found_by"),
    "honor_decision": (
        "OLD.entry_id",
        "entry_id, penalty, severity, scope, days, drafted_by, signed_by, signed_on",
    ),
}


def guards(dialect: str) -> list[Guard]:
    entry, update = "honor_entry", "UPDATE"
    decided = there("honor_decision", DECIDED.format(days=DAYS[dialect]))
    red = f"NEW.polarity = '{Polarity.RED}' AND NEW.state IN ('notice', 'published') AND {lacks(PRAISE)}"
    black = f"NEW.polarity = '{Polarity.BLACK}' AND NEW.state = 'published' AND {lacks((*REMINDER, decided))}"
    undisputed = "NOT " + there("honor_objection", "r.state = 'open'")
    assessed = f"(NEW.assessment_id IS NULL OR {IN_FORCE})"
    found = [
        Guard("honor_entry_born", entry, "INSERT", "NEW.state <> 'nominated'", BORN),
        Guard("honor_entry_step", entry, update, no_way_leads_there(), STEP),
        Guard("honor_entry_praise", entry, update, red, RECORD),
        Guard("honor_entry_reminder", entry, update, black, RECORD),
        Guard("honor_entry_out", entry, update, f"{STEPS_OUT} AND {lacks((undisputed, assessed))}", RECORD),
    ]
    for table, (owner, columns) in RESTS_ON.items():
        public = f"EXISTS ({PUBLIC.format(entry=owner)})"
        found.append(Guard(f"{table}_stays", table, "DELETE", public, KEPT))
        found.append(Guard(f"{table}_stands", table, f"UPDATE OF {columns}", public, KEPT))
    return found


def create_sql(dialect: str, guard: Guard) -> tuple[str, ...]:
    if dialect == "sqlite":
        return (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} WHEN {guard.refused} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.sentence}'); END",
        )
    goes_on = "OLD" if guard.event == "DELETE" else "NEW"
    return (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {guard.refused} THEN RAISE EXCEPTION '{guard.sentence}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {goes_on}; END $$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    )


def protect(table: Any, connection: Connection, **_options: Any) -> None:
    """After a table of ours has been made."""
    dialect = connection.dialect.name
    for guard in guards(dialect):
        if guard.table == table.name:
            for statement in create_sql(dialect, guard):
                connection.exec_driver_sql(statement)
