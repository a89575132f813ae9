"""Open a vote: the question, the rule and the roll are fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from portal.ballots import queries
from portal.ballots.models import Ballot, BallotKey, Option, Voter
from portal.ballots.rules import AdoptionRule, Unit, roll_hash
from portal.ballots.rules.adoption import least, reaches
from portal.ballots.states import ElectorateKind, Method, RollKind
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.places.models import Place

MOST_OPTIONS = 40
BY_HAND = (Method.FORMAL, Method.SINGLE)  # one mark on a paper, so that its number says it all


@dataclass(frozen=True)
class Answer:
    """One option to open a vote with; `ref_id` is what it means to the feature that asks."""

    text: Bitext | str
    ref_id: int | None = None
    cost: int | None = None


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What only some methods ask. `status_quo`: which of the answers leaves things as they are. `weighted`: each line
    of the roll counts as much as its number says. `binding`: the asker's own rules make the result binding.
    """

    seats: int | None = None
    budget: int | None = None
    status_quo: int | None = None
    weighted: bool = False
    binding: bool = False


@dataclass(frozen=True, kw_only=True)
class Everybody:
    """The electorate of a consultation: adults of an identity level who live in a place (None: anywhere)."""

    least_level: int = 2
    place: Place | None = None


People = Sequence[int] | Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class Units:
    """A roll of units: who stands on its lines, and what kind of lines they are."""

    kind: RollKind
    lines: Sequence[Unit]


Electorate = People | Units | Everybody


def open_ballot(
    subject: tuple[str, int],
    *,
    path: str,
    title: Bitext | str,
    method: Method,
    opens_at: datetime,
    closes_at: datetime,
    electorate: Electorate,
    rule: AdoptionRule | None = None,
    options: Sequence[Answer] = (),
    max_choices: int | None = None,
    secret: bool | None = None,
    place: Place | None = None,
    by_hand: bool = False,
    women: int | None = None,
    particulars: Particulars | None = None,
) -> Ballot:
    """Put a question to an electorate: user ids, user ids with their area, the units of a roll, or `Everybody`.

    Not guarded: the feature that asks has its own permission. The roll is fixed now, even when voting
    begins later. `secret` None: as the rule says. The notice period of the rule is the caller's to keep.
    `women`: how many of those entitled are; a rule that asks for a share of them cannot do without.
    `place`: whose officials keep the roll and type in what comes `by_hand`.
    """
    secret = bool(rule and rule.secret) if secret is None else secret
    asked = particulars or Particulars()
    _check_question(method, rule, options, max_choices, electorate)
    refuse_question(method, asked, options)
    _check_weights(asked, electorate, secret=secret)
    if opens_at >= closes_at or closes_at <= clock.now():
        raise Refused(_("Voting must end after it begins, and later than now."))
    if rule is not None and rule.area and not _weighs(electorate):
        raise Refused(_("This rule weighs floor area, so the roll needs the area of each owner."))
    if secret and rule is not None and rule.area:
        raise Refused(_("A vote that weighs floor area cannot be secret: the area would show who voted how."))
    _check_women(rule, women, electorate)
    ballot = Ballot(
        subject_kind=subject[0],
        subject_id=subject[1],
        path=path,
        title=title,
        method=method,
        opens_at=opens_at,
        closes_at=closes_at,
        rule=rule.to_json() if rule else None,
        max_choices=1 if method is Method.SINGLE else max_choices,
        secret=secret,
        place=place,
        by_hand=by_hand and method in BY_HAND,
        women=women,
        settings=_settings(method, asked),
    )
    ballot.options = [
        Option(key=_option_key(i), text=answer.text, position=i, ref_id=answer.ref_id, cost=answer.cost)
        for i, answer in enumerate(options)
    ]
    db.session.add(ballot)
    db.session.flush()  # the key and the roll name the ballot
    db.session.add(BallotKey(ballot_id=ballot.id))
    _write_roll(ballot, electorate)
    return ballot


def _check_women(rule: AdoptionRule | None, women: int | None, electorate: Electorate) -> None:
    entitled = len(units_of(electorate))
    if women is not None and women > entitled:
        raise Refused(_("There cannot be more women than people on the roll: %(all)s.", all=entitled))
    share = rule.min_women_share if rule else None
    if share is None:
        return
    if women is None:
        raise Refused(
            _("This rule asks for a share of women. Please say how many of those on the roll are women.")
        )
    if not reaches(women, entitled, share, strict=False):
        raise Refused(
            _(
                "%(women)s of %(all)s people on the roll are women; the rule asks for at least %(needed)s. The body has to be completed before it can decide.",
                women=women,
                all=entitled,
                needed=least(entitled, share, strict=False),
            )
        )


def _weighs(electorate: Electorate) -> bool:
    return isinstance(electorate, Mapping | Units) and any(unit.area > 0 for unit in units_of(electorate))


def units_of(electorate: Electorate) -> list[Unit]:
    """The lines of a roll. Not guarded: only reads."""
    if isinstance(electorate, Everybody):
        return []
    if isinstance(electorate, Units):
        return list(electorate.lines)
    areas = dict(electorate) if isinstance(electorate, Mapping) else dict.fromkeys(electorate, 0)
    return [Unit(name="", area=area, user_id=user_id) for user_id, area in areas.items()]


def _option_key(position: int) -> str:
    return f"{chr(ord('a') + position % 26)}{position // 26 or ''}"


def _check_question(
    method: Method,
    rule: AdoptionRule | None,
    options: Sequence[Answer],
    max_choices: int | None,
    electorate: Electorate,
) -> None:
    if method is Method.FORMAL:
        if rule is None or isinstance(electorate, Everybody) or options:
            raise Refused(_("A formal vote needs an adoption rule and a fixed roll, and no options."))
    elif method is Method.CONSENT:
        if options:
            raise Refused(_("Consent is asked to one proposal, without options."))
    elif not 2 <= len(options) <= MOST_OPTIONS:
        raise Refused(_("Give between 2 and %(most)s options.", most=MOST_OPTIONS))
    if max_choices is not None and not 1 <= max_choices <= len(options):
        raise Refused(_("Nobody can choose more options than there are."))
    if not isinstance(electorate, Everybody) and not units_of(electorate):
        raise Refused(_("Nobody is entitled to this vote yet."))


def refuse_question(method: Method, asked: Particulars, options: Sequence[Answer]) -> None:
    """Refuse what no vote of this method can ask. Not guarded: changes nothing."""
    if method is Method.SEATS and not 1 <= (asked.seats or 0) < len(options):
        raise Refused(_("Say how many seats there are; there must be more candidates than seats."))
    if method is Method.BUDGET:
        if not asked.budget or asked.budget < 1:
            raise Refused(_("Say how much money there is to share out."))
        if any(not answer.cost or not 1 <= answer.cost <= asked.budget for answer in options):
            raise Refused(
                _("Each project needs its cost in whole yuan, and none may cost more than the budget.")
            )
    if asked.status_quo is not None and not (
        method is Method.RANKED and 0 <= asked.status_quo < len(options)
    ):
        raise Refused(_("Leaving things as they are is one of the options of a ranking."))


def _check_weights(asked: Particulars, electorate: Electorate, *, secret: bool) -> None:
    if not asked.weighted:
        return
    if secret:
        raise Refused(_("A weighted vote cannot be secret: the weight would show who voted how."))
    if not _weighs(electorate):
        raise Refused(_("A weighted vote needs a roll with the weight of each line."))


def _settings(method: Method, asked: Particulars) -> dict[str, int | str | bool]:
    """What is kept of the particulars: only what this method asks."""
    kept: dict[str, int | str | bool] = {}
    if method is Method.SEATS and asked.seats:
        kept["seats"] = asked.seats
    if method is Method.BUDGET and asked.budget:
        kept["budget"] = asked.budget
    if asked.status_quo is not None:
        kept["status_quo"] = _option_key(asked.status_quo)
    return kept | {name: True for name in ("weighted", "binding") if getattr(asked, name)}


def _write_roll(ballot: Ballot, electorate: Electorate) -> None:
    if isinstance(electorate, Everybody):
        ballot.electorate = ElectorateKind.LEVEL
        ballot.least_level, ballot.place = electorate.least_level, electorate.place
        return
    ballot.roll_kind = electorate.kind if isinstance(electorate, Units) else None
    rows = [
        {
            "ballot_id": ballot.id,
            "number": number,
            "user_id": unit.user_id,
            "name": Bitext.name(unit.name),
            "unit": Bitext.of(unit.unit),
            "area": unit.area,
        }
        for number, unit in enumerate(units_of(electorate), 1)
    ]
    db.session.execute(insert(Voter), rows)
    seal_roll(ballot)


def seal_roll(ballot: Ballot) -> None:
    """Note how many are entitled, and the hash of the roll as it stands. Not guarded: part of the call and of
    corrections before the opening."""
    voters = queries.roll_lines(ballot)
    ballot.entitled_heads, ballot.entitled_area = len(voters), sum(voter.area for voter in voters)
    ballot.entitled_households = queries.households(voters) if ballot.roll_kind is RollKind.HEADS else None
    ballot.roll_hash = roll_hash(queries.plain_line(voter) for voter in voters)
