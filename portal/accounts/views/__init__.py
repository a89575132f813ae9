"""The pages of accounts: the door, one's own account, and what officials do with accounts."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from portal.accounts.views import door, own  # noqa: E402, F401 - their routes join the blueprint
