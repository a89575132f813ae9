from __future__ import annotations

from portal.core.feature import Feature, Personal
from portal.notifications import personal
from portal.notifications.permissions import PERMISSIONS
from portal.notifications.queries import unread
from portal.notifications.receivers import JOBS, LISTENERS
from portal.notifications.views import bp

feature = Feature(
    name="notifications",
    blueprint=bp,
    permissions=PERMISSIONS,
    listeners=LISTENERS,
    jobs=JOBS,
    personal=Personal(export=personal.export, forget=personal.forget),
    unread=unread,
    demo="portal.notifications.demo",
)
