"""What anybody can check without the portal: the chain in the database and the bundle made of it."""

from __future__ import annotations

import copy
import json
import runpy
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from portal.conventions import personal, proof, queries, services
from portal.conventions.models import ChainEntry, Signature
from portal.conventions.queries.bundle import bundle_of
from portal.conventions.rules.chain import START
from portal.conventions.states import State
from portal.core.db import db
from tests.factories import a_user
from tests.factories.conventions import a_convention, exact_hash

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tools" / "verify_convention.py"
CHECKER = runpy.run_path(str(PROGRAM))


def a_signed_convention(count=3):
    people = [a_user(name=f"店主{n}") for n in range(count)]
    convention = a_convention(State.SIGNING, members=people)
    for person in people:
        services.sign(convention, text_hash=exact_hash(convention), consent="我同意", actor=person)
    first = queries.signature_of(queries.current_version(convention), people[0])
    services.withdraw(first, reason="店已转让", actor=people[0])
    return convention


def reasons():
    return [(damage.table, damage.why) for damage in proof.broken_chains()]


def test_each_signature_and_each_withdrawal_is_an_entry(app):
    convention = a_signed_convention()

    rows = db.session.scalars(select(ChainEntry).order_by(ChainEntry.number)).all()

    assert [(row.number, str(row.kind)) for row in rows] == [
        (1, "signed"),
        (2, "signed"),
        (3, "signed"),
        (4, "withdrawn"),
    ]
    assert rows[0].before_hash == START
    assert (convention.chain_count, convention.chain_head) == (4, rows[-1].hash)
    assert reasons() == []


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (ChainEntry, {"seal": "0" * 64}),
        (ChainEntry, {"hash": "1" * 64}),
        (ChainEntry, {"kind": "withdrawn"}),
        (Signature, {"capacity": "别家店"}),
        (Signature, {"signed_name": "别人"}),
        (Signature, {"consent": "我不同意"}),
        (Signature, {"method": "paper"}),
        (Signature, {"witnesses": ["钱阿四"]}),
        (Signature, {"text_hash": "2" * 64}),
        (Signature, {"code": "another"}),
    ],
)
def test_one_change_in_the_database_is_found(app, table, change):
    a_signed_convention()
    row = db.session.scalars(select(table).order_by(table.id.desc())).all()[1]

    db.session.execute(update(table).where(table.id == row.id).values(**change))
    db.session.expire_all()

    assert reasons()


def test_a_cut_tail_is_found_by_the_head(app):
    a_signed_convention()
    last = db.session.scalars(select(ChainEntry).order_by(ChainEntry.number.desc())).first()

    db.session.execute(delete(ChainEntry).where(ChainEntry.id == last.id))

    assert [why for _table, why in reasons()] == [
        f"convention {last.convention.code}: the end of the chain is missing"
    ]


def test_an_erased_person_leaves_the_chain_sound(app):
    convention = a_signed_convention()
    signature = db.session.scalars(select(Signature)).first()

    personal.forget(signature.user_id)
    db.session.flush()

    assert signature.salt == ""
    assert str(signature.signed_name) == ""
    assert reasons() == []
    assert CHECKER["check"](bundle_of(convention, with_people=True))


@pytest.mark.parametrize("with_people", [True, False])
def test_the_program_finds_a_sound_bundle_sound(app, tmp_path, with_people):
    bundle = bundle_of(a_signed_convention(), with_people=with_people)
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle), encoding="utf-8")
    head = bundle["head"]["hash"]
    copied = f"{head[:8]} {head[8:40]}\n{head[40:]}"  # as it is copied from the page

    run = subprocess.run(
        [sys.executable, "-I", PROGRAM, file, "--head", copied],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert "2 signatures stand" in run.stdout
    assert ("店主" in json.dumps(bundle, ensure_ascii=False)) is with_people


def every_leaf(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from every_leaf(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from every_leaf(inner, (*path, at))
    else:
        yield path, value


def other(value):
    """The same with one byte changed."""
    if isinstance(value, int):
        return value + 1
    return ("b" if value[:1] == "a" else "a") + value[1:]


def test_one_changed_byte_anywhere_is_found(app):
    bundle = bundle_of(a_signed_convention(), with_people=True)
    told, silent = 0, []
    for path, value in every_leaf(bundle):
        changed = copy.deepcopy(bundle)
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = other(value)
        try:
            CHECKER["check"](changed)
            silent.append(path)
        except (CHECKER["Damaged"], CHECKER["Unreadable"]):
            told += 1

    assert told > 60
    assert silent == []


def test_a_dropped_entry_and_a_forged_end_are_named(app):
    bundle = bundle_of(a_signed_convention(), with_people=False)
    head = bundle["head"]["hash"]
    cut = copy.deepcopy(bundle)
    cut["entries"].pop()
    forged = {**cut, "head": {"count": 3, "hash": cut["entries"][-1]["hash"]}}
    gap = copy.deepcopy(bundle)
    del gap["entries"][1]

    with pytest.raises(CHECKER["Damaged"], match="end of the signatures is missing"):
        CHECKER["check"](cut)
    with pytest.raises(CHECKER["Damaged"], match="published elsewhere"):
        CHECKER["check"](forged, head)
    with pytest.raises(CHECKER["Damaged"], match="entry 2 of the signatures is missing"):
        CHECKER["check"](gap)


def test_files_of_an_archive_are_checked_too(app, tmp_path):
    bundle = bundle_of(a_signed_convention(), with_people=False)
    bundle["files"] = [{"name": "text.pdf", "sha256": sha256(b"pdf").hexdigest()}]
    results = {}
    for name, content in (("sound", b"pdf"), ("changed", b"pdF"), ("missing", None)):
        path = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("bundle.json", json.dumps(bundle))
            if content:
                archive.writestr("files/text.pdf", content)
        results[name] = subprocess.run(
            [sys.executable, PROGRAM, path], capture_output=True, text=True, check=False
        )

    assert results["sound"].returncode == 0
    assert "files/text.pdf was changed" in results["changed"].stderr
    assert "files/text.pdf is missing" in results["missing"].stderr


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other 9"}'])
def test_what_is_no_bundle_is_not_called_damaged(tmp_path, content):
    file = tmp_path / "bundle.json"
    file.write_text(content, encoding="utf-8")

    run = subprocess.run([sys.executable, PROGRAM, file], capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert "Not checked" in run.stderr


def test_everybody_may_take_the_bundle_and_sees_its_fingerprint(app, client):
    convention = a_signed_convention()

    page = client.get(f"{convention.path}/signatures")
    file = client.get(f"{convention.path}/chain.json")

    assert convention.chain_head[:8] in page.text
    assert CHECKER["check"](file.json, convention.chain_head)
    assert "opened" not in file.text
    assert "attachment" in file.headers["Content-Disposition"]
