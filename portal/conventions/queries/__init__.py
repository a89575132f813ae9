"""What pages need to know of conventions. `visible_to` is the one place that knows who may read them."""

from portal.conventions.queries.cards import all_ids, card
from portal.conventions.queries.comments import comments_page, get_comment, may_see_pictures, unanswered
from portal.conventions.queries.finding import (
    conventions_of,
    get_convention,
    list_page,
    may_read_draft,
    newest_in,
    visible_to,
)
from portal.conventions.queries.signatures import (
    electorate,
    get_signature,
    latest_signature_of,
    needed,
    signatories_page,
    signature_of,
    signed_since,
)
from portal.conventions.queries.texts import (
    clauses_of,
    current_version,
    get_clause,
    get_version,
    labelled,
    shown_version,
    signed_text,
    versions_of,
)

__all__ = [
    "all_ids",
    "card",
    "clauses_of",
    "comments_page",
    "conventions_of",
    "current_version",
    "electorate",
    "get_clause",
    "get_comment",
    "get_convention",
    "get_signature",
    "get_version",
    "labelled",
    "latest_signature_of",
    "list_page",
    "may_read_draft",
    "may_see_pictures",
    "needed",
    "newest_in",
    "shown_version",
    "signatories_page",
    "signature_of",
    "signed_since",
    "signed_text",
    "unanswered",
    "versions_of",
    "visible_to",
]
