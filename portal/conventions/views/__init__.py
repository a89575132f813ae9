"""The pages of conventions, by what people do on them."""

from portal.conventions.views import (
    amendments,
    campaigns,
    comments,
    deciding,
    drafting,
    importing,
    keeping,
    linting,
    making,
    reading,
    signing,
    steps,
    versions,
)
from portal.conventions.views.blueprint import bp

__all__ = [
    "amendments",
    "bp",
    "campaigns",
    "comments",
    "deciding",
    "drafting",
    "importing",
    "keeping",
    "linting",
    "making",
    "reading",
    "signing",
    "steps",
    "versions",
]
