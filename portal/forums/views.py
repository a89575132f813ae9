"""Forums: boards, topics, posts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.core.cache import page_for_strangers, read_fragment, stranger
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import asked_key
from portal.core.permissions import can
from portal.discussions import queries as talk
from portal.discussions.models import Post, Topic
from portal.forums import queries, services
from portal.forums.forms import EditForm, ReasonForm, ReplyForm, TopicForm
from portal.forums.listing import topic_page

bp = Blueprint("forums", __name__, url_prefix="/forums")


@bp.get("/")
def index() -> ResponseReturnValue:
    return render_template("forums/index.html", boards=queries.boards(current_user))


@bp.get("/<board>")
def board(board: str) -> ResponseReturnValue:
    found = queries.get_board(board, viewer=current_user)
    return render_template("forums/board.html", board=found, page=topic_page(found, current_user))


def with_pictures(form: TopicForm | ReplyForm | EditForm) -> str:
    return form.pictures.added_to(form.text.data or "", form.picture_words.data, current_user)


@bp.route("/<board>/topic", methods=["GET", "POST"])
def begin(board: str) -> ResponseReturnValue:
    found = queries.get_board(board, viewer=current_user)
    form = TopicForm.received()
    if form.sent:
        with form.refusals():
            topic = services.begin(
                found, title=form.title.data or "", text=with_pictures(form), actor=current_user
            )
            flash(_("Your topic is there."), "done")
            return redirect(url_for(".topic", code=topic.code))
    return render_template("forums/begin.html", board=found, form=form), form.status


@bp.post("/<board>/read")
def mark_board_read(board: str) -> ResponseReturnValue:
    found = queries.get_board(board, viewer=current_user)
    services.mark_board_read(found, actor=current_user)
    return redirect(url_for(".board", board=board))


def posts_html(topic: Topic, start: int) -> str:
    """One page of posts, kept under the topic's version: the same for every reader of one script."""
    return read_fragment(
        ("posts", topic.code, topic.version, start),
        lambda: render_template("forums/_posts.html", topic=topic, posts=talk.posts_from(topic.id, start)),
    )


@bp.get("/topics/<code>")
def topic(code: str) -> ResponseReturnValue:
    version = queries.open_version(code) if stranger() else None
    if version is None:
        return topic_html(code)
    return page_for_strangers((code, version), lambda: topic_html(code))


def topic_html(code: str) -> str:
    found = queries.get_topic(code, viewer=current_user)
    start = talk.page_start(asked_key("from") or 1)
    quoted = asked_key("quote")
    return render_template(
        "forums/topic.html",
        topic=found,
        start=start,
        last=talk.page_start(found.post_count),
        posts_html=posts_html(found, start),
        quoted=talk.get_post(found, quoted) if quoted and current_user.is_authenticated else None,
        form=ReplyForm(),
        keeper=current_user.is_authenticated and can(current_user, "forums.keep_order", found),
    )


@bp.post("/topics/<code>")
def reply(code: str) -> ResponseReturnValue:
    found = queries.get_topic(code, viewer=current_user)
    form = ReplyForm.received()
    quoted = request.form.get("quoted", "")
    original = talk.get_post(found, int(quoted)) if quoted.isascii() and quoted.isdigit() else None
    if form.sent:
        with form.refusals():
            post = services.reply(found, text=with_pictures(form), quoted=original, actor=current_user)
            return redirect(request.script_root + queries.address(found, post.position))
    return render_template("forums/reply.html", topic=found, form=form, quoted=original), form.status


@bp.post("/topics/<code>/seen")
def seen(code: str) -> ResponseReturnValue:
    found = queries.get_topic(code, viewer=current_user)
    position = request.form.get("position", "")
    if position.isascii() and position.isdigit():
        services.mark_topic_read(found, position=int(position[:9]), actor=current_user)
    return "", 204


def the_post(code: str, position: int) -> Post:
    found = queries.get_topic(code, viewer=current_user)
    post = talk.get_post(found, position)
    if post is None:
        raise NotFound(_("This post was not found."))
    return post


def back_to(post: Post) -> Response:
    return redirect(request.script_root + queries.address(post.topic, post.position))


@bp.get("/topics/<code>/<int:position>")
def post(code: str, position: int) -> ResponseReturnValue:
    """One post with all that can be done with it."""
    found = the_post(code, position)
    keeper = can(current_user, "forums.keep_order", found)
    own = getattr(current_user, "id", None) == found.author_id
    readable = found.hidden_at is None or keeper or own
    versions = talk.versions_of(found) if readable else []
    return render_template(
        "forums/post.html",
        post=found,
        topic=found.topic,
        keeper=keeper,
        own=own,
        readable=readable,
        versions=versions,
    )


@bp.route("/topics/<code>/<int:position>/edit", methods=["GET", "POST"])
def edit(code: str, position: int) -> ResponseReturnValue:
    found = the_post(code, position)
    source = found.body.source
    form = EditForm.received(data={"text": source, "before": source})
    if form.sent:
        with form.refusals():
            services.edit(found, text=with_pictures(form), before=form.before.data or "", actor=current_user)
            flash(_("Your change is saved. What the post said before stays readable."), "done")
            return back_to(found)
    return render_template("forums/edit.html", post=found, topic=found.topic, form=form), form.status


@bp.route("/topics/<code>/<int:position>/flag", methods=["GET", "POST"])
def flag(code: str, position: int) -> ResponseReturnValue:
    found = the_post(code, position)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.flag(found, reason=form.reason.data or "", actor=current_user)
            flash(_("Thank you. The moderators will look at it."), "done")
            return back_to(found)
    return render_template("forums/flag.html", post=found, topic=found.topic, form=form), form.status
