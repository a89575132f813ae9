"""How a season is called on a day."""

from __future__ import annotations

from portal.core.i18n import _l
from portal.points.rules.seasons import Stage

STAGE_LABELS = {
    Stage.COMING: _l("Coming"),
    Stage.OPEN: _l("On now"),
    Stage.OVER: _l("Over"),
}
STAGE_TONES = {Stage.COMING: "wait", Stage.OPEN: "go", Stage.OVER: "plain"}
