"""The meetings of the demo city's alliances, held from notice to minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal.accounts.models import User
from portal.alliances.meetings import body
from portal.ballots.rules import Choice
from portal.core import clock
from portal.core.db import db
from portal.core.language import Bitext, Script
from portal.meetings import queries, rules, services
from portal.meetings.models import Meeting, Resolution, Seat
from portal.meetings.owners import owner_kind
from portal.meetings.states import AgendaKind, Audience, MeetingKind

MINUTE = timedelta(minutes=1)


def load(city: Any) -> None:
    for row in city.toml("meetings")["meeting"]:
        Story(city, row).tell()


class Story:
    """What happened around one meeting."""

    def __init__(self, city: Any, row: dict[str, Any]) -> None:
        self.city, self.row = city, row
        self.alliance = city.alliances[row["alliance"]]
        self.script = Script.HANT if row.get("script") == "hant" else Script.HANS

    @property
    def starts_at(self) -> datetime:
        if self.row["state"] == "running":
            now: datetime = clock.now().replace(second=0, microsecond=0)
            return now - 25 * MINUTE
        moment: datetime = self.city.at(self.row["day"], self.row["hour"], self.row["minute"])
        return moment

    def say(self, text: str) -> Bitext:
        return Bitext.of(text, self.script)

    def tell(self) -> None:
        state, starts = self.row["state"], self.starts_at
        sent = starts - timedelta(days=self.row["notice"], hours=8)
        if self.row["notice"] <= 0:  # still to come: the notice went out so many days ago
            sent = self.city.at(self.row["notice"], 10)
        with clock.stopped_at(min(sent, clock.now())):
            meeting = self.called(starts, draft=state == "draft")
        if state == "cancelled":
            services.cancel(meeting, reason=self.row["reason"], actor=meeting.chair)
        elif state in {"running", "ended"}:
            self.hold(meeting)
        if state == "ended" and "minutes" in self.row:
            self.write(meeting)

    def called(self, starts: datetime, *, draft: bool) -> Meeting:
        row, found = self.row, body(self.alliance)
        owner = owner_kind(found.kind)
        chair = db.session.get_one(User, owner.chairs(found.id)[0])
        words: dict[str, Any] = {
            "kind": MeetingKind(row["kind"]),
            "title": self.say(row["title"]),
            "starts_at": starts,
            "ends_at": starts + row["lasts"] * MINUTE,
            "venue": self.say(row["venue"]),
            "purpose": row.get("purpose", ""),
            "public": row.get("public", False),
            "points": [self.point(item) for item in row.get("item", ())],
        }
        if draft:
            return services.prepare(found, actor=chair, **words)
        return services.call(found, actor=chair, short_notice=row.get("short_notice", ""), **words)

    def point(self, item: dict[str, Any]) -> services.Point:
        return services.Point(
            kind=AgendaKind(item["kind"]),
            title=self.say(item["title"]),
            text=item.get("text", ""),
            presenter=item.get("presenter", ""),
        )

    def comers(self, meeting: Meeting) -> list[Seat]:
        """So many as came: officers and those named first."""
        named = [self.city.people[name].id for name in self.row.get("here", ())]
        first = [meeting.chair_id, meeting.secretary_id, *named]
        seats = queries.voting_seats(meeting)
        seats.sort(key=lambda s: (s.user_id not in first, s.id))
        return seats[: self.row["came"]]

    def hold(self, meeting: Meeting) -> None:
        comers, by_hand = self.comers(meeting), self.row.get("by_hand", 0)
        for number, seat in enumerate(comers[: len(comers) - by_hand]):
            with clock.stopped_at(meeting.starts_at - 15 * MINUTE + number * MINUTE):
                code = rules.code_at(meeting.sign_key, clock.now())
                services.sign_in(meeting, code=code, actor=self.user(seat))
        with clock.stopped_at(meeting.starts_at):
            services.open_meeting(meeting, actor=meeting.chair)
            services.take_down(meeting, seats=comers[len(comers) - by_hand :], actor=meeting.secretary)
            for guest in self.row.get("guests", ()):
                services.add_guest(meeting, name=guest["name"], of=guest["of"], actor=meeting.secretary)
        for number, item in enumerate(self.row.get("item", ())):
            if "resolution" in item:
                at = meeting.starts_at + (5 + 3 * number) * MINUTE
                self.decide(meeting, number, item["resolution"], at)
        self.close(meeting)

    def close(self, meeting: Meeting) -> None:
        running = self.row["state"] == "running"
        with clock.stopped_at(min(meeting.ends_at, clock.now())):
            for name in self.row.get("words", ()):
                services.ask_for_word(meeting, actor=self.city.people[name])
            if running:
                speech = next(iter(queries.speeches_open(meeting)), None)
                if speech is not None:
                    services.give_word(meeting, speech=speech, minutes=5, actor=meeting.chair)
                return
            for task in self.row.get("task", ()):
                self.give(meeting, task)
            services.close(meeting, actor=meeting.chair)

    def give(self, meeting: Meeting, row: dict[str, Any]) -> None:
        person = self.city.people[row["who"]]
        task = services.give_task(
            meeting,
            text=self.say(row["text"]),
            user_id=person.id,
            due_on=self.city.on(row["due"]),
            actor=meeting.secretary,
        )
        if "note" in row:
            with clock.stopped_at(self.city.at(row["due"], 17)):
                services.settle_task(task, done=True, note=row["note"], actor=person)

    def user(self, seat: Seat) -> User:
        return db.session.get_one(User, seat.user_id)

    def decide(self, meeting: Meeting, number: int, row: dict[str, Any], at: datetime) -> None:
        with clock.stopped_at(at):
            item = queries.agenda_of(meeting)[number]
            resolution = services.propose(meeting, text=self.say(row["text"]), item=item, actor=meeting.chair)
            if row.get("proposed"):
                return
            services.open_vote(resolution, actor=meeting.chair)
            self.raise_hands(resolution, row)
            if not row.get("open"):
                services.count(resolution, actor=meeting.chair)

    def raise_hands(self, resolution: Resolution, row: dict[str, Any]) -> None:
        """The last of those present are against or abstain; some keep silent, the first ones in an open vote."""
        here = [s for s in queries.voting_seats(resolution.meeting) if s.here]
        here.sort(key=lambda s: s.user_id in {resolution.meeting.chair_id, resolution.meeting.secretary_id})
        here = here[row.get("silent", 0) :]
        against, abstain = row.get("against", 0), row.get("abstain", 0)
        choices = [Choice.AGAINST] * against + [Choice.ABSTAIN] * abstain
        choices += [Choice.FOR] * (len(here) - len(choices))
        for seat, choice in zip(here, choices, strict=True):
            dissent = row.get("dissent", "") if seat is here[0] else ""
            services.vote(resolution, choice=choice, dissent=dissent, actor=self.user(seat))

    def write(self, meeting: Meeting) -> None:
        ended = meeting.ended_at or meeting.ends_at
        with clock.stopped_at(ended + timedelta(hours=14)):
            minutes = services.draft_minutes(meeting, actor=meeting.secretary)
        if self.row["minutes"] == "draft":
            return
        with clock.stopped_at(ended + timedelta(days=2)):
            services.confirm_minutes(minutes, actor=meeting.secretary)
            services.confirm_minutes(minutes, actor=meeting.chair)
            if self.row["minutes"] == "confirmed":
                return
            audience = Audience(self.row["minutes"])
            services.publish_minutes(minutes, audience=audience, actor=meeting.secretary)
        if "corrected" in self.row:
            with clock.stopped_at(ended + timedelta(days=5)):
                second = services.correct_minutes(
                    meeting, reason=self.row["corrected"], actor=meeting.secretary
                )
                last = queries.parts_of(second)[-1]
                text = f"{last.text.original}<p>更正：{self.row['corrected']}。</p>"
                services.edit_minutes(
                    second, texts={last.id: (last.heading.original, text)}, actor=meeting.secretary
                )
                services.confirm_minutes(second, actor=meeting.chair)
                services.confirm_minutes(second, actor=meeting.secretary)
                services.publish_minutes(second, audience=audience, actor=meeting.secretary)
