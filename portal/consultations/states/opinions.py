"""How opinions stand, how they came, and what becomes of them."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l


class Stance(StrEnum):
    SUPPORT = "support"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"
    OPPOSE = "oppose"


class Channel(StrEnum):
    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"
    MEETING = "meeting"
    BEHALF = "behalf"


class Disposition(StrEnum):
    """What becomes of an opinion."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"
    ALREADY = "already"
    OUT_OF_SCOPE = "out_of_scope"
    REFERRED = "referred"


class Target(StrEnum):
    """What an opinion is about."""

    WHOLE = "whole"
    OPTION = "option"
    CLAUSE = "clause"
    POINT = "point"


STANCES = {
    Stance.SUPPORT: _l("I support it"),
    Stance.CONDITIONAL: _l("I support it on a condition"),
    Stance.NEUTRAL: _l("Neither for nor against"),
    Stance.OPPOSE: _l("I am against it"),
}
STANCE_NAMES = {
    Stance.SUPPORT: _l("Support"),
    Stance.CONDITIONAL: _l("Support on a condition"),
    Stance.NEUTRAL: _l("Neutral"),
    Stance.OPPOSE: _l("Against"),
}
STANCE_TONES = {
    Stance.SUPPORT: "go",
    Stance.CONDITIONAL: "wait",
    Stance.NEUTRAL: "plain",
    Stance.OPPOSE: "stop",
}
CHANNELS = {
    Channel.WEB: _l("Online"),
    Channel.PAPER: _l("On paper"),
    Channel.PHONE: _l("By telephone"),
    Channel.MEETING: _l("At a meeting"),
    Channel.BEHALF: _l("Through a grid worker"),
}
DISPOSITIONS = {
    Disposition.ADOPTED: _l("Taken up"),
    Disposition.PARTLY: _l("Partly taken up"),
    Disposition.NOT_ADOPTED: _l("Not taken up"),
    Disposition.ALREADY: _l("Already planned"),
    Disposition.OUT_OF_SCOPE: _l("Not a matter of this consultation"),
    Disposition.REFERRED: _l("Passed on to the office in charge"),
}
DISPOSITION_TONES = {
    Disposition.ADOPTED: "go",
    Disposition.PARTLY: "wait",
    Disposition.NOT_ADOPTED: "stop",
    Disposition.ALREADY: "go",
    Disposition.OUT_OF_SCOPE: "plain",
    Disposition.REFERRED: "plain",
}

TARGETS = {
    Target.WHOLE: _l("The whole matter"),
    Target.OPTION: _l("One option"),
    Target.CLAUSE: _l("One clause of the text"),
    Target.POINT: _l("A point on a picture"),
}
