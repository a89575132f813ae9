"""`portal verify` proves the whole story; and finds who changed it behind its back."""

from __future__ import annotations

import re

from sqlalchemy import text

from portal.core.db import db
from tests.journeys.town import Town

VERSION = """
SELECT version.id FROM convention_version version JOIN convention ON convention.id = version.convention_id
WHERE convention.code = :code"""
TAMPER = """
UPDATE convention_clause SET text = replace(replace(text, '九点', '七点'), '九點', '七點')
WHERE version_id = :version"""


def prove_and_tamper(town: Town, convention: str) -> None:
    sound = town.command("verify")
    assert (sound.exit_code, sound.output[:7]) == (0, "sound: "), sound.output

    with town.app.app_context(), db.engine.begin() as connection:
        version = connection.execute(text(VERSION), {"code": convention.rpartition("/")[2]}).scalar_one()
        connection.execute(text(TAMPER), {"version": version})
    damaged = town.command("verify")
    assert damaged.exit_code == 1, damaged.output
    assert re.search(rf"^convention_version row {version}: ", damaged.output, re.MULTILINE), damaged.output

    reader = town.visitor(width=390)
    reader.open(convention).sees("The stored text does not fit its fingerprint.").picture("6-tampered")
