"""Background work that did not succeed."""

from __future__ import annotations

from portal.accounts.models import User
from portal.core import clock
from portal.core.jobs import Job
from portal.core.services import guarded


@guarded("control.run_jobs")
def try_again(job: Job, *, actor: User) -> None:
    """Put it back into the queue as if it had never been tried."""
    job.tries, job.run_at, job.leased_until, job.error = 0, clock.now(), None, None
