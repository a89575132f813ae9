"""When something can be done, and the sentence that says when it could be or can be again."""

from __future__ import annotations

from typing import Any

from portal.conventions.models import Convention
from portal.conventions.states import State
from portal.core import clock
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.core.permissions import Rule


class CommentRunning(Rule):
    def __init__(self) -> None:
        super().__init__(
            lambda _actor, convention: convention.is_open_for_comment(clock.now()),
            _l("The comment period is not running."),
        )

    def why_not(self, actor: Any, thing: Convention) -> str | None:
        if self(actor, thing):
            return None
        until = thing.comment_until
        if until is None or until > clock.now():
            return str(_("Comments can be made once the draft has been opened for comment."))
        day = dates.date(clock.local(until).date())
        return str(_("The comment period ended on %(day)s. The answers stand beside the comments.", day=day))


class SigningOpen(Rule):
    def __init__(self) -> None:
        super().__init__(
            lambda _actor, convention: convention.is_open_for_signing(clock.now()),
            _l("This convention is not open for signing now."),
        )

    def why_not(self, actor: Any, thing: Convention) -> str | None:
        if self(actor, thing):
            return None
        if thing.state is State.REPEALED:
            return str(_("This convention no longer holds, so nobody signs it any more."))
        if thing.signing_from is None:
            return str(_("It has not been opened for signing yet. Those concerned are told when it is."))
        if thing.state is State.SIGNING and thing.signing_until is not None:
            day = dates.date(clock.local(thing.signing_until).date())
            return str(
                _("Signing ended on %(day)s. Once the text is in force it can be signed again.", day=day)
            )
        return str(self.because)


comment_running = CommentRunning()
signing_open = SigningOpen()
