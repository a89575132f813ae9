"""Consultations for tests; everything is done by the services, as people would."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Role
from portal.consultations.services import (
    answering,
    collating,
    drafting,
    organising,
    promising,
    speaking,
    topics,
)
from portal.consultations.states import Disposition, Leaning, Stance
from portal.core import clock
from portal.places.models import PlaceKind
from tests.factories import a_place, a_user, an_official, the_city

DAY = timedelta(days=1)
REASON = "路面宽度不够，消防车要四米净宽，所以这一条现在做不到。"


def a_street():
    return a_place(the_city(), kind=PlaceKind.STREET)


def a_brief(**kw):
    now = clock.now()
    return {
        "kind": "community",
        "title": "新开路夜间停车，怎么停才好？",
        "organiser": "临河街道办事处",
        "question": "三个方案您选哪个？",
        "plain": "新开路晚上车多位少，有三个办法，请您说说。",
        "background": "<p>新开路长640米。</p>",
        "limits": "消防通道不在商议范围内。",
        "use": "每条意见都会编号、逐条回复。",
        "contact": "街道综合治理办",
        "opens_at": now - timedelta(minutes=1),
        "closes_at": now + 10 * DAY,
        **kw,
    }


WAYS = (
    drafting.Way(title="限时停车", text="18时至22时单侧停放。", cost="四万元", affected="商户"),
    drafting.Way(title="错时共享", text="借学校停车场。", cost="三万元", affected="住户"),
)


def a_draft(
    place=None, *, by=None, editor=None, options=WAYS, votes=(), timeline=(), files=(), text="", **brief
):
    place = place or a_street()
    editor = editor or an_official(Role.EDITOR, place=place)
    return drafting.draft(
        by or place,
        brief=a_brief(**brief),
        options=options,
        votes=votes,
        timeline=timeline,
        files=files,
        text=text,
        actor=editor,
    )


def an_open_one(place=None, **kw):
    """A consultation that takes opinions since now."""
    consultation = a_draft(place, **kw)
    organising.publish(consultation, actor=an_official(Role.ISSUER, place=consultation.place))
    return consultation


def an_opinion(consultation, *, author=None, text="先划黄线，再谈停车。", stance=Stance.SUPPORT, **kw):
    return speaking.give(consultation, stance=stance, text=text, actor=author or a_user(), **kw)


def after(consultation):
    """The moment when opinions are no longer taken."""
    return clock.stopped_at(consultation.closes_at + timedelta(minutes=1))


def a_clerk(consultation):
    """An editor who has begun to answer. Use it inside `after`."""
    clerk = an_official(Role.EDITOR, place=consultation.place)
    answering.collate(consultation, actor=clerk)
    return clerk


def answered(consultation, opinions, clerk, disposition=Disposition.ADOPTED, reason=REASON, **kw):
    return answering.answer(
        consultation,
        opinions=opinions,
        disposition=disposition,
        reason=reason,
        **{"unit": "临河街道", **kw},
        actor=clerk,
    )


def a_cluster(consultation, opinions, clerk, **kw):
    values = {"theme": "停车", "leaning": Leaning.FOR, "text": "先画黄线再停车。", **kw}
    return collating.open_cluster(consultation, opinions=opinions, **values, actor=clerk)


def a_promise(consultation, clerk, **kw):
    values = {"title": "画消防黄线", "owner": "临河街道", "due_on": clock.today() + 20 * DAY, **kw}
    return promising.promise(consultation, **values, actor=clerk)


def a_topic(place=None, *, author=None, **kw):
    values = {"title": "望溪里的车棚改成什么好？", "text": "空着可惜，想听听大家的。", **kw}
    return topics.propose(place or a_street(), **values, actor=author or a_user())
