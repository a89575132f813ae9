from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.no_database

ASK = "from portal.accounts.rules.passwords import hashed; print(hashed('a password'))"


def test_a_stored_password_costs_an_attacker_what_it_should():
    """In a process of its own: the tests themselves hash cheaply. OWASP asks at least 19 MiB and two rounds."""
    stored = subprocess.run([sys.executable, "-c", ASK], text=True, capture_output=True, check=True).stdout

    _, kind, _, costs, *_ = stored.split("$")
    cost = {name: int(value) for name, value in (pair.split("=") for pair in costs.split(","))}
    assert kind == "argon2id"
    assert cost["m"] >= 19 * 1024
    assert cost["t"] >= 2
