"""The pages of accounts: the door, one's own account, the counter, and the security administrator's list."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from portal.accounts.views import counter, door, own, people, second_factor  # noqa: E402, F401 - their routes join
