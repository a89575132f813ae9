from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.meetings import queries, services
from portal.meetings.forms import WordForm
from portal.meetings.views.blueprint import bp


@bp.post("/<code>/word")
def ask_for_word(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.ask_for_word(meeting, actor=current_user)
    return redirect(url_for(".live", code=code))


@bp.post("/<code>/word/back")
def take_back_word(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.take_back_word(meeting, actor=current_user)
    return redirect(url_for(".live", code=code))


@bp.post("/<code>/word/<int:speech_id>/give")
def give_word(code: str, speech_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    form = WordForm.received()
    minutes = form.minutes.data if form.validate() and form.minutes.data else 0
    services.give_word(
        meeting, speech=queries.get_speech(meeting, speech_id), minutes=minutes, actor=current_user
    )
    return redirect(url_for(".live", code=code))


@bp.post("/<code>/word/<int:speech_id>/end")
def end_speech(code: str, speech_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.end_speech(meeting, speech=queries.get_speech(meeting, speech_id), actor=current_user)
    return redirect(url_for(".live", code=code))
