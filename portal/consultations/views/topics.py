"""Topics people propose: the list, one of them, proposing, standing behind one, the officials' answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import home_of
from portal.alliances.models import Alliance
from portal.consultations.forms.topics import MergeForm, TopicAnswerForm, TopicForm
from portal.consultations.permissions import screens
from portal.consultations.queries import matters, topics
from portal.consultations.services import lapsing
from portal.consultations.services import topics as services
from portal.consultations.states import ORIGINS, TOPIC_LIFE, TOPIC_STATES, TOPIC_TONES, TopicState
from portal.consultations.views import bp
from portal.consultations.views.reading import asked, story
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.looking import looking
from portal.core.permissions import require
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind

WORDS = {"topic_states": TOPIC_STATES, "topic_tones": TOPIC_TONES, "origins": ORIGINS}
ANSWERS: dict[str, Callable[..., object]] = {"accept": services.accept, "decline": services.decline}


@bp.get("/topics")
def all_topics() -> ResponseReturnValue:
    slug = request.args.get("place", "")
    place = get_place(slug) if slug else None
    state = asked(TopicState, "state")
    return render_template(
        "consultations/topics.html",
        page=topics.topics(state, place),
        state=state,
        place=place,
        streets=places_of_kind(PlaceKind.STREET),
        **WORDS,
    )


def topic_form() -> tuple[TopicForm, dict[str, Alliance]]:
    wide = places_of_kind(PlaceKind.CITY, PlaceKind.STREET, PlaceKind.COMMUNITY)
    home = home_of(current_user) if current_user.is_authenticated else None
    form = TopicForm.received(data={"place": home.slug if home else wide[0].slug})
    form.place.choices = choices((place.slug, str(place.name)) for place in wide)
    if home and home.slug not in {place.slug for place in wide} and not form.is_submitted:
        form.place.data = next(p.slug for p in reversed(wide) if home.path.startswith(p.path))
    _places, alliances = matters.organisers_for(current_user)
    led = {alliance.code: alliance for alliance in alliances}
    if led:
        form.alliance.choices = choices([("", _("My own")), *((k, str(a.name)) for k, a in led.items())])
    else:
        del form.alliance
    return form, led


@bp.route("/topics/new", methods=["GET", "POST"])
def propose() -> ResponseReturnValue:
    form, led = topic_form()
    if form.is_submitted and not current_user.is_authenticated:
        form.refused = _("Please sign in first; what you have written stays here.")
    elif form.sent:
        with form.refusals():
            topic = services.propose(
                get_place(form.place.data or ""),
                title=form.title.data or "",
                text=form.text.data or "",
                alliance=led.get(form.alliance.data or "") if "alliance" in form else None,
                actor=current_user,
            )
            flash(_("Your topic is public now. Tell your neighbours: supporters bring it forward."), "done")
            return redirect(url_for(".topic", code=topic.code))
    return render_template("consultations/propose.html", form=form, near=near(form), **WORDS), form.status


def near(form: TopicForm) -> list[topics.Near]:
    return topics.near_topics(form.title.data or "", current_user)


@bp.post("/topics/similar")
@looking
def similar_topics() -> ResponseReturnValue:
    """What others have proposed already, while somebody types."""
    return render_template(
        "consultations/_near.html",
        near=topics.near_topics(request.form.get("title", "")[:60], current_user),
        **WORDS,
    )


@bp.get("/topics/<code>")
def topic(code: str) -> ResponseReturnValue:
    found = topics.get_topic(code)
    return render_template(
        "consultations/topic.html",
        topic=found,
        supports=topics.supports(found, current_user),
        near=topics.near_topics(str(found.title), current_user, but=found.id)
        if found.decided_at is None
        else (),
        history=story(TOPIC_LIFE, found),
        steps=TOPIC_LIFE.steps(found, current_user) if answers_for(found) else (),
        **WORDS,
    )


def answers_for(found: Any) -> bool:
    return bool(current_user.is_authenticated and screens(current_user, found))


@bp.post("/topics/<code>/support")
def support_topic(code: str) -> ResponseReturnValue:
    found = topics.get_topic(code)
    services.support_topic(found, wanted=request.form.get("wanted") != "no", actor=current_user)
    return redirect(url_for(".topic", code=code))


@bp.post("/topics/<code>/take-back")
def take_back(code: str) -> ResponseReturnValue:
    services.take_back(topics.get_topic(code), actor=current_user)
    flash(_("Your topic is taken back."), "done")
    return redirect(url_for(".topic", code=code))


@bp.post("/topics/<code>/again")
def reopen_topic(code: str) -> ResponseReturnValue:
    lapsing.reopen(topics.get_topic(code), actor=current_user)
    flash(_("The topic looks for supporters again; everybody who stood behind it is told."), "done")
    return redirect(url_for(".topic", code=code))


@bp.post("/topics/<code>/screening")
def screen(code: str) -> ResponseReturnValue:
    services.screen(topics.get_topic(code), actor=current_user)
    flash(_("The topic is being looked at now."), "done")
    return redirect(url_for(".topic", code=code))


@bp.route("/topics/<code>/<any(accept, decline):how>", methods=["GET", "POST"])
def answer_topic(code: str, how: str) -> ResponseReturnValue:
    found = topics.get_topic(code)
    require(current_user, "consultations.screen", found)
    if found.state not in TOPIC_LIFE.transitions[how].before:
        abort(404)
    form = TopicAnswerForm.received()
    if form.sent:
        with form.refusals():
            ANSWERS[how](found, reason=form.reason.data or "", actor=current_user)
            flash(_("The topic has its answer; everybody behind it is told."), "done")
            return redirect(url_for(".topic", code=code))
    return render_template(
        "consultations/answer_topic.html",
        topic=found,
        form=form,
        step=TOPIC_LIFE.transitions[how],
        near=(),
        **WORDS,
    ), form.status


@bp.route("/topics/<code>/merge", methods=["GET", "POST"])
def merge(code: str) -> ResponseReturnValue:
    found = topics.get_topic(code)
    require(current_user, "consultations.screen", found)
    if found.state not in TOPIC_LIFE.transitions["merge"].before:
        abort(404)
    form = MergeForm.received()
    if form.sent:
        with form.refusals():
            other = topics.get_topic(form.into.data or "")
            services.merge(found, into=other, reason=form.reason.data or "", actor=current_user)
            flash(_("The topics are joined; everybody behind this one is told."), "done")
            return redirect(url_for(".topic", code=other.code))
    alike = topics.near_topics(str(found.title), current_user, but=found.id)
    return render_template(
        "consultations/answer_topic.html",
        topic=found,
        form=form,
        step=TOPIC_LIFE.transitions["merge"],
        near=[one for one in alike if one.kind == "topic"],
        **WORDS,
    ), form.status


@bp.get("/topics/<code>/draft")
def draft_topic(code: str) -> ResponseReturnValue:
    """For whom the promised consultation is drafted: the topic's alliance, else its place."""
    found = topics.get_topic(code)
    require(current_user, "consultations.draft_topic", found)
    if found.alliance is not None:
        return redirect(url_for(".draft", kind="alliance", key=found.alliance.code, topic=code))
    return redirect(url_for(".draft", kind="place", key=found.place.slug, topic=code))
