from __future__ import annotations

from portal.core.feature import Feature
from portal.search import services
from portal.search.receivers import LISTENERS
from portal.search.views import bp

feature = Feature(name="search", blueprint=bp, listeners=LISTENERS, jobs={services.JOB: services.keep_later})
