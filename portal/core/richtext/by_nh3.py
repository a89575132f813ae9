"""The default engine."""

import nh3

from portal.core.richtext.allowed import ATTRIBUTES, SCHEMES, SILENT, TAGS, is_allowed

NAMES = {tag: set(checks) for tag, checks in ATTRIBUTES.items()}


def _kept(tag: str, name: str, value: str) -> str | None:
    return value if is_allowed(tag, name, value) else None


def clean(html: str) -> str:
    """Clean HTML that has passed the gate."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(SILENT),
        attributes=NAMES,
        attribute_filter=_kept,
        strip_comments=True,
        link_rel=None,
        url_schemes=set(SCHEMES),
    )
