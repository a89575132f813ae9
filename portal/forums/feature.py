from __future__ import annotations

from portal.core.feature import Door, Feature
from portal.core.i18n import _l
from portal.core.settings import Setting
from portal.forums import order, queries
from portal.forums.panels import PANELS, duties
from portal.forums.permissions import PERMISSIONS
from portal.forums.receivers import LISTENERS
from portal.forums.upkeep import open_missing_forums

SETTINGS = (
    Setting(
        key="forums.posts_per_hour",
        kind="number",
        default=60,
        least=1,
        most=1_000_000,
        label=_l("Posts one person may write in an hour"),
        group="forums",
    ),
    Setting(
        key="forums.edit_hours",
        kind="number",
        default=24,
        least=0,
        most=720,
        label=_l("Hours in which a post can be changed"),
        group="forums",
    ),
)

feature = Feature(
    name="forums",
    blueprint=order.bp,
    permissions=PERMISSIONS,
    file_readers={"discussion_post": queries.may_see_pictures},
    listeners=LISTENERS,
    due=(open_missing_forums,),
    cards={
        "topic": (queries.card_of_topic, queries.all_topic_ids),
        "post": (queries.card_of_post, queries.all_reply_ids),
    },
    kind_names={"topic": _l("Topics"), "post": _l("Posts")},
    settings=SETTINGS,
    panels=PANELS,
    duties=duties,
    doors=(
        Door(
            label=_l("Forums"),
            text=_l("Talk with the people of your street"),
            endpoint="forums.index",
            icon="forum",
            order=60,
        ),
    ),
    demo="portal.forums.demo",
)
