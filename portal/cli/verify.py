"""Prove that signatures, ledger, ballots and audit are untouched, and print a head that anybody can keep."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy import func, select

from portal.cli.opened import opened
from portal.core import audit, clock
from portal.core.audit import AuditLine, Damage
from portal.core.db import db


@click.command()
@click.option("--checkpoint", "head_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def verify(head_file: Path | None, *, as_json: bool) -> None:
    """Exit 0: sound. 1: damaged, with table and row. 2: could not check."""
    with opened():
        try:
            found = [*damages(), *(against(json.loads(head_file.read_text())) if head_file else ())]
        except Exception as error:
            click.echo(f"could not check: {error}", err=True)
            raise SystemExit(2) from error
        counts = head()["counts"]
    if as_json:
        told = [{"table": d.table, "row": d.row, "why": d.why} for d in found]
        click.echo(json.dumps({"sound": not found, "counts": counts, "damage": told}, ensure_ascii=False))
    else:
        for damage in found:
            click.echo(f"{damage.table} row {damage.row}: {damage.why}")
        click.echo("damaged" if found else f"sound: {', '.join(f'{n} {what}' for what, n in counts.items())}")
    raise SystemExit(1 if found else 0)


@click.command()
def checkpoint() -> None:
    """Print a signed head: counts, newest hashes, time. Publish it: rewritten history fails against it."""
    with opened():
        made = head() | {"at": clock.now().isoformat()}
        click.echo(json.dumps(made | {"signature": signature(made)}, sort_keys=True))


def damages() -> Iterator[Damage]:
    """What is wrong anywhere; the audit first, then what each feature proves of its own tables."""
    yield from audit.verify()
    for feature in current_app.extensions["portal.features"]:
        for proof in feature.verify:
            yield from proof()


def head() -> dict[str, Any]:
    count = db.session.scalar(select(func.count(AuditLine.id))) or 0
    newest = db.session.scalar(select(AuditLine.hash).order_by(AuditLine.id.desc()).limit(1)) or audit.START
    return {"alg": "sha256", "counts": {"audit_line": count}, "hashes": {"audit_line": newest}}


def signature(made: dict[str, Any]) -> str:
    key = current_app.extensions["portal.config"].secret().encode()
    return hmac.new(key, json.dumps(made, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def against(kept: dict[str, Any]) -> Iterator[Damage]:
    """The chain must still pass through the kept head, at the same place."""
    given = kept.pop("signature", "")
    if not hmac.compare_digest(given, signature(kept)):
        yield Damage("checkpoint", 0, "the checkpoint was not made by this portal, or was changed")
        return
    count = kept["counts"]["audit_line"]
    found = db.session.scalar(
        select(AuditLine.hash).order_by(AuditLine.id).offset(max(count - 1, 0)).limit(1)
    )
    if count and found != kept["hashes"]["audit_line"]:
        yield Damage("audit_line", count, "history was rewritten or cut after the checkpoint was made")
