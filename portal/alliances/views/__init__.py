"""Pages about alliances."""

from portal.alliances.views import belonging, offices, pages, sections, standing, steps
from portal.alliances.views.blueprint import bp

__all__ = ["belonging", "bp", "offices", "pages", "sections", "standing", "steps"]
