"""Handing files out: pictures are shown, everything else is downloaded, nothing is ever a page."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, abort, request, send_file
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.errors import PortalError
from portal.core.permissions import require
from portal.files import queries, services, storage
from portal.files.models import FileKind, StoredFile

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    file = queries.get_file(code, viewer=current_user)
    path = storage.where(file.sha256)
    if not path.exists():
        abort(404)
    response: Response = send_file(path, mimetype=file.media_type, etag=file.sha256, conditional=True)
    how = "inline" if file.kind is FileKind.IMAGE else "attachment"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = freshness(file)
    return response


def freshness(file: StoredFile) -> str:
    if not file.public:
        return "private, no-store"
    return "private, no-cache" if queries.follows(file) else "public, max-age=604800"


@bp.post("/")
def upload() -> ResponseReturnValue:
    """For the text boxes: one picture, answered with its address, or with the sentence why not."""
    sent = request.files.get("file")
    if sent is None:
        abort(400)
    try:
        require(current_user, "files.upload", None)
        file = services.upload_picture(current_user, sent=sent, actor=current_user)
    except PortalError as refused:
        return {"error": str(refused)}, 422 if refused.status == 409 else refused.status
    return {"url": file.path, "name": file.name, "width": file.width, "height": file.height}, 201
