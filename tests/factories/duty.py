"""An alliance with shops, a rota with this week in it, walks and notes, for tests."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import Role
from portal.alliances.states import Office
from portal.core import clock
from portal.duty import queries, rules, services
from portal.duty.models import Finding
from tests.factories import a_member, a_place, a_user, an_alliance, an_office, an_official, the_city


class Street:
    """`chair`, `secretary`, `supervisor`, shops whose holders are `holders`, a `worker` of the place."""

    def __init__(self, shops=4, supervisor=True):
        self.chair, self.secretary, self.supervisor = a_user(), a_user(), a_user()
        place = a_place(a_place(the_city()))
        officers = ((self.chair, Office.CHAIR), (self.secretary, Office.SECRETARY))
        self.alliance = an_alliance(officers=officers, place=place)
        if supervisor:
            a_member(self.alliance, self.supervisor)
            an_office(self.alliance, self.supervisor, Office.SUPERVISOR)
        self.holders = [a_user() for _ in range(shops)]
        self.shops = [
            a_member(self.alliance, user, shop=f"第{n}铺") for n, user in enumerate(self.holders, 1)
        ]
        self.worker = an_official(Role.COMMUNITY_WORKER, place=place)

    def on_duty(self, *shops):
        """A published rota of three weeks from this Monday, with these shops in each."""
        rota = services.propose(self.alliance, first_on=clock.today(), weeks=3, each=1, actor=self.secretary)
        for week in queries.weeks_of(rota):
            services.set_week(week, members=shops, actor=self.secretary)
        services.publish(rota, actor=self.secretary)
        return rota


def a_rota(street=None, *, weeks=4, each=2, ahead=1, published=True):
    street = street or Street()
    first = rules.monday_of(clock.today()) + timedelta(weeks=ahead)
    rota = services.propose(street.alliance, first_on=first, weeks=weeks, each=each, actor=street.secretary)
    if published:
        services.publish(rota, actor=street.secretary)
    return rota


def a_finding(street=None, *, shop=0, basis="item:B1", text="门口有积水。", actor=None, **kw) -> Finding:
    """Noted by the chair at the first shop."""
    street = street or Street()
    mark = services.Mark(shop=street.shops[shop], basis=basis, text=text, **kw)
    walk = services.walk(street.alliance, marks=[mark], actor=actor or street.chair)
    return queries.findings_on(walk, actor or street.chair)[0]


def some_words(**kw):
    words = {
        "aspect": "秩序",
        "text": "夜间不高声揽客",
        "standard": "晚上十点以后不用喇叭",
        "severity": 2,
        "time": "2h",
    }
    return services.ItemWords(**{**words, **kw})


def an_own_list(street, **kw):
    """The city's items and one of the alliance's own, F3."""
    return services.add_item(
        street.alliance, words=some_words(**kw), reason="例会议定", actor=street.secretary
    )


def late(finding, **more):
    """A moment after its time."""
    return clock.stopped_at(finding.due_at + timedelta(minutes=1, **more))


def again(street, finding):
    """A failed recheck by the secretary, after its time."""
    with late(finding):
        services.recheck(
            finding, right=False, reminders=finding.reminders, note="还有积水", actor=street.secretary
        )


def referred(street, finding):
    again(street, finding)
    with late(finding):
        services.refer(finding, reason="两次提醒未改", actor=street.chair)
