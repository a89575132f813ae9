"""A walk down the street: every shop that was looked at, and what was noted there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.accounts.models import User
from portal.alliances.models import Alliance, Membership
from portal.core import clock
from portal.core.clauses import BindingClause
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.types import written
from portal.duty import queries, rules
from portal.duty.models import Finding, Inspection, Look
from portal.duty.services.telling import tell_of_finding
from portal.events.duty import StreetWalked
from portal.files.models import StoredFile
from portal.files.services import attach


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What the walker says of one shop; `basis` is "item:B1" or "clause:<key>", empty when all is right."""

    shop: Membership
    basis: str = ""
    text: Bitext | str = ""
    photos: Sequence[StoredFile] = field(default_factory=tuple)


@guarded("duty.inspect")
def walk(alliance: Alliance, *, marks: Sequence[Mark], actor: User) -> Inspection:
    """Keep a walk. What is noted goes as a reminder to that shop and to nobody else; no points move by it."""
    if not marks:
        raise Refused(_("Please mark at least one shop: all right, or a note."))
    items, clauses = queries.bases_for(alliance)
    _must_hold(alliance, marks, items, clauses, actor)
    noted = [mark for mark in marks if mark.basis]
    inspection = Inspection(
        alliance=alliance,
        walker=actor,
        list_key=items.key,
        own_list=queries.own_list(alliance),
        looked_count=len(marks),
        noted_count=len(noted),
    )
    db.session.add(inspection)
    db.session.flush()  # looks and findings name the walk
    db.session.add_all(
        Look(inspection_id=inspection.id, membership_id=mark.shop.id, all_right=not mark.basis)
        for mark in marks
    )
    for mark in noted:
        _remind(inspection, mark, items, clauses)
    announce(StreetWalked(inspection_id=inspection.id, alliance_id=alliance.id, user_id=actor.id))
    return inspection


def _must_hold(
    alliance: Alliance,
    marks: Sequence[Mark],
    items: rules.ItemList,
    clauses: Sequence[BindingClause],
    actor: User,
) -> None:
    known = {f"item:{item.code}" for item in items.items} | {f"clause:{clause.key}" for clause in clauses}
    shops = {shop.id for shop in queries.shops_of(alliance)}
    if len({mark.shop.id for mark in marks}) < len(marks):
        raise Refused(_("Each shop is marked once on a walk."))
    for mark in marks:
        if mark.shop.id not in shops:
            raise Refused(_("Only shops of this alliance are looked at."))
        if mark.shop.user_id == actor.id:
            raise Refused(_("Nobody looks at their own shop."))
        if mark.basis and mark.basis not in known:
            raise Refused(_("Please choose the item or the clause that the note is about."))
        if mark.basis and not str(mark.text).strip():
            raise Refused(_("Please write in a few words what you saw at “%(shop)s”.", shop=mark.shop.shop))


def _remind(
    inspection: Inspection, mark: Mark, items: rules.ItemList, clauses: Sequence[BindingClause]
) -> None:
    now = clock.now()
    kind, _colon, ref = mark.basis.partition(":")
    item = items.get(ref) if kind == "item" else None
    clause = next((c for c in clauses if kind == "clause" and c.key == ref), None)
    time_given = item.time if item else rules.USUAL_TIME
    due = rules.correct_by(now, time_given)
    finding = Finding(
        inspection=inspection,
        alliance=inspection.alliance,
        membership=mark.shop,
        shop_id=mark.shop.user_id,
        item_code=item.code if item else "",
        clause=_kept(clause) if clause else None,
        text=written(mark.text) if isinstance(mark.text, str) else mark.text,
        finder=inspection.walker,
        found_at=now,
        time_given=time_given,
        first_due_at=due,
        due_at=due,
    )
    db.session.add(finding)
    db.session.flush()  # photos and the message name it
    attach(mark.photos, finding, public=False)
    tell_of_finding(
        finding,
        N_("A reminder among neighbours for “%(shop)s”: %(title)s. Please put it right by %(due)s."),
        "reminded:1",
        [finding.shop_id],
    )


def _kept(clause: BindingClause) -> dict[str, object]:
    """The clause as it was on that day; its page may show a newer text."""
    text = clause.heading if str(clause.heading) else clause.text
    return {"key": clause.key, "path": clause.path, "number": clause.number, "text": text.to_json()}
