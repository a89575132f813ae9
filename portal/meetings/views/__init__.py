"""The pages of meetings."""

from portal.meetings.views import attendance, calendars, calling, minutes, pages, room, tasks, voting
from portal.meetings.views.blueprint import bp

__all__ = ["attendance", "bp", "calendars", "calling", "minutes", "pages", "room", "tasks", "voting"]
