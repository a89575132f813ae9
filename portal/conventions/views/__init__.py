"""The pages of conventions, by what people do on them."""

from portal.conventions.views import comments, drafting, importing, linting, reading, signing, steps
from portal.conventions.views.blueprint import bp

__all__ = ["bp", "comments", "drafting", "importing", "linting", "reading", "signing", "steps"]
