"""Rich text: one list of what may stand in it, cleaned once at write by one of two engines."""

from portal.core.richtext.engine import clean_html, engine_name, use
from portal.core.richtext.limits import TooComplex
from portal.core.richtext.plain import plain_to_html
from portal.core.richtext.reading import excerpt, text_of

__all__ = ["TooComplex", "clean_html", "engine_name", "excerpt", "plain_to_html", "text_of", "use"]
