"""Pages about alliances."""

from portal.alliances.views import belonging, offices, pages, sections, standing
from portal.alliances.views.blueprint import bp

__all__ = ["belonging", "bp", "offices", "pages", "sections", "standing"]
