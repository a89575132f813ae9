from __future__ import annotations

from portal.core.feature import Feature
from portal.papers.queries import damaged, may_have
from portal.papers.services import JOB, PASSING, make_pdf, try_again
from portal.papers.views import bp

feature = Feature(
    name="papers",
    short_links=bp,
    jobs={JOB: make_pdf},
    due=(try_again,),
    verify=(damaged,),
    file_readers={PASSING: may_have},
)
