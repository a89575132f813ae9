from __future__ import annotations

from portal.core.language import Bitext
from portal.discussions import services as verbs
from tests.factories import a_place, a_user, an_alliance, numbers, the_city


def a_board(place=None, alliance=None, **kw):
    """The forum of a street, or of an alliance when one is given."""
    subject = alliance or place or a_place(the_city())
    kind = "alliance" if alliance else "place"
    place_id = alliance.place_id if alliance else subject.id
    board = verbs.open_board(
        kind, subject.id, name=Bitext.name("临河街道"), place_id=place_id, code=f"b{next(numbers)}"
    )
    for key, value in kw.items():
        setattr(board, key, value)
    return board


def a_topic(board=None, author=None, replies=0, **kw):
    """A topic with its first post and as many replies as asked for, all by the same person."""
    author = author or a_user()
    n = next(numbers)
    topic, _post = verbs.begin(
        board or a_board(),
        title=kw.pop("title", f"夜间停车怎么停{n}"),
        text=kw.pop("text", "先说说您的看法。"),
        author=author,
    )
    for key, value in kw.items():
        setattr(topic, key, value)
    for number in range(replies):
        verbs.add(topic, text=f"第{number + 2}帖的看法", author=author)
    return topic


__all__ = ["a_board", "a_topic", "an_alliance"]
