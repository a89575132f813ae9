from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.language import UnreadableText, clean_line
from portal.core.paging import asked_key
from portal.search import queries
from portal.search.tokens import LONGEST_QUESTION

bp = Blueprint("search", __name__)


@bp.get("/search")
def page() -> ResponseReturnValue:
    text, kind, place = asked("q"), asked("kind"), asked("place")
    number = max(asked_key("page") or 1, 1)
    found = queries.find(text, kind=kind, place=place, page=number)

    def address(**changes: str | int) -> str:
        """This search with another kind or page; a change goes back to the first page."""
        parts = {"q": text, "kind": kind, "place": place, **changes}
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"{url_for('search.page')}?{query}" if query else url_for("search.page")

    return render_template(
        "search/page.html",
        text=text,
        kind=kind,
        place=place,
        found=found,
        page=number,
        size=queries.SIZE,
        districts=queries.districts(),
        kind_name=queries.kind_name,
        address=address,
        root=request.script_root,
    )


def asked(name: str) -> str:
    try:
        return clean_line(request.args.get(name, ""))[:LONGEST_QUESTION]
    except UnreadableText as error:
        raise BadInput(_("This text contains characters that cannot be read.")) from error
