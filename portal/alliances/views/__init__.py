"""Pages about alliances."""

from portal.alliances.views import belonging, merging, offices, pages, sections, standing, steps, votes
from portal.alliances.views.blueprint import bp

__all__ = ["belonging", "bp", "merging", "offices", "pages", "sections", "standing", "steps", "votes"]
