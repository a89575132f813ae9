"""The engine in pure Python, for platforms without a build of the default one."""

import html as entities
import re

from bleach.sanitizer import Cleaner

from portal.core.richtext.allowed import SCHEMES, SILENT, TAGS, is_allowed

SILENT_ELEMENT = re.compile(
    rf"<({'|'.join(sorted(SILENT))})(?=[\s/>])(?>[^>]*)(?:>(?:.*?</\1(?=[\s/>])[^>]*>|.*)|$)",
    re.IGNORECASE | re.DOTALL,
)
REFERENCE = re.compile(r"&(?:#\d+;?|#x[0-9a-f]+;?|[a-z][a-z0-9]*;)", re.IGNORECASE)


def clean(html: str) -> str:
    """Clean HTML that has passed the gate."""
    cleaner = Cleaner(  # one for each text: it keeps state and must not be shared between threads
        tags=TAGS,
        attributes=is_allowed,
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    )
    cleaner.serializer.use_best_quote_char = False
    cleaner.serializer.escape_lt_in_attrs = True
    return cleaner.clean(REFERENCE.sub(_resolved, SILENT_ELEMENT.sub("", html)))


def _resolved(reference: re.Match[str]) -> str:
    """The character meant, for this engine passes references through and with them characters nobody sees."""
    return entities.escape(entities.unescape(reference[0]))
