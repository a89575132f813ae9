"""A budget that people share out: the Method of Equal Shares, and beside it "most votes first" (greedy).

Every voter gets an equal share of the budget. A project is bought when those who want it can pay for it together;
next comes the project for which the one who pays most pays least for each unit of its cost (utility = cost).
Completion (add1): everybody's share is raised by one step as long as the projects bought fit the real budget and
another one could still be added. Where the terms say `fill`, what is left after that goes by most votes.
Source: D. Peters, G. Pierczyński, P. Skowron, Proportional Participatory Budgeting with Additive Utilities,
NeurIPS 2021; equalshares.net for the completion.

Declared rules: of projects that stand equally the one with more supporters goes first, then the cheaper one, then
the lot (`Terms.lot`). All amounts are whole units; shares are exact fractions: no amount is ever rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

from portal.ballots.rules.methods.piles import Pile, Terms, check_marks, check_options, outcome, weight_of
from portal.ballots.rules.methods.ticks import votes_of


@dataclass
class Purse:
    """Voters who tick the same projects: always equally much left, in units of 1/`Purchase.scale`."""

    voters: int
    money: int


@dataclass
class Purchase:
    """One run with a given share. `bought` is in the order of buying, with what each payer paid at most."""

    purses: list[Purse]
    scale: int
    bought: list[tuple[str, Fraction]] = field(default_factory=list)
    ties: list[list[str]] = field(default_factory=list)


def check_projects(piles: Sequence[Pile], terms: Terms) -> None:
    check_options(terms.options)
    if terms.budget < 1 or terms.step < 1:
        raise ValueError("there is no budget to share out")
    if set(terms.costs) != set(terms.options) or any(cost < 1 for cost in terms.costs.values()):
        raise ValueError("each project needs its cost")
    for marks, _weight in piles:
        check_marks(marks, terms.options, 1, 1)
        if terms.max_choices is not None and len(marks) > terms.max_choices:
            raise ValueError(f"a ballot names more than {terms.max_choices} options")


def count_budget(piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """What equal shares buy, what "most votes first" would buy, and why each other project is not bought."""
    check_projects(piles, terms)
    voters = weight_of(piles)
    votes = votes_of(piles, terms.options)
    steps, run = completed(piles, terms, voters) if voters else (0, Purchase([], 1))
    bought = [option for option, _most in run.bought]
    filled = fill(votes, terms, bought) if terms.fill else []
    chosen = bought + filled
    rate = Fraction(terms.budget, voters) if voters else Fraction()
    return {
        **outcome(piles, chosen, tied=bool(run.ties)),
        "votes": votes,
        "budget": terms.budget,
        "share": str(rate),
        "steps": steps,
        "last_share": str(rate + steps * terms.step),
        "spent": sum(terms.costs[option] for option in chosen),
        "bought": [{"option": option, "pays_most": str(most)} for option, most in run.bought],
        "filled": filled,
        "why_not": why_not(piles, terms, run, chosen),
        "ties": run.ties,
        "greedy": greedy(votes, terms),
    }


def completed(piles: Sequence[Pile], terms: Terms, voters: int) -> tuple[int, Purchase]:
    """Raise the shares step by step; the last run that fits the budget, and how many steps it took."""
    rate, steps = Fraction(terms.budget, voters), 0
    run = buy(piles, terms, rate)
    while True:
        left = terms.budget - sum(terms.costs[option] for option, _most in run.bought)
        there = {option for option, _most in run.bought}
        if not any(terms.costs[option] <= left for option in terms.options if option not in there):
            return steps, run
        further = buy(piles, terms, rate + (steps + 1) * terms.step)
        if sum(terms.costs[option] for option, _most in further.bought) > terms.budget:
            return steps, run
        if len(further.bought) == len(terms.options) or not wanted(piles, terms, further):
            return steps + 1, further
        steps, run = steps + 1, further


def wanted(piles: Sequence[Pile], terms: Terms, run: Purchase) -> bool:
    """Whether anybody ticks a project that is not bought: more money for nobody's project changes nothing."""
    there = {option for option, _most in run.bought}
    return any(option not in there for marks, _weight in piles for option, _mark in marks)


def buy(piles: Sequence[Pile], terms: Terms, share: Fraction) -> Purchase:
    """One run of the method with this share for each voter."""
    run = Purchase([Purse(weight, share.numerator) for _marks, weight in piles], share.denominator)
    fans: dict[str, list[Purse]] = {option: [] for option in terms.options}
    for (marks, _weight), purse in zip(piles, run.purses, strict=True):
        for option, _mark in marks:
            fans[option].append(purse)
    supporters = {option: sum(purse.voters for purse in those) for option, those in fans.items()}
    waiting = [(Fraction(), option) for option in terms.options if supporters[option]]
    while waiting:
        best, waiting = next_purchase(run, terms, fans, waiting)
        if not best:
            break
        rate = best[0][0]
        equal = [option for found, option in best if found == rate]
        option = min(equal, key=lambda one: (-supporters[one], terms.costs[one], terms.lot(one)))
        if len({(supporters[one], terms.costs[one]) for one in equal}) < len(equal):
            run.ties.append(sorted(equal))
        pay(run, fans[option], rate * terms.costs[option])
        run.bought.append((option, rate * terms.costs[option]))
        waiting = [(known, other) for known, other in waiting if other != option]
    return run


Ranked = list[tuple[Fraction, str]]


def next_purchase(
    run: Purchase, terms: Terms, fans: Mapping[str, list[Purse]], waiting: Ranked
) -> tuple[Ranked, Ranked]:
    """(those at the lowest rate, those that still wait). A rate only ever rises, so what was known of a project
    before is enough to pass it over while another one is better.
    """
    best: Fraction | None = None
    found: Ranked = []
    known: Ranked = []
    for i, (before, option) in enumerate(sorted(waiting)):
        if best is not None and before > best:
            known += sorted(waiting)[i:]
            break
        rate = rate_of(fans[option], terms.costs[option], run.scale)
        if rate is None:
            continue
        known.append((rate, option))
        if best is None or rate <= best:
            best = rate
            found = [one for one in found if one[0] == rate] + [(rate, option)]
    return found, known


def rate_of(those: list[Purse], cost: int, scale: int) -> Fraction | None:
    """What the one who pays most pays for each unit of the cost; None when they cannot pay it together."""
    due, payers = cost * scale, sum(purse.voters for purse in those)
    if sum(purse.voters * purse.money for purse in those) < due:
        return None
    for purse in sorted(those, key=lambda one: one.money):
        if purse.money * payers >= due:
            return Fraction(due, payers * cost * scale)
        due -= purse.money * purse.voters
        payers -= purse.voters
    return None


def pay(run: Purchase, those: Sequence[Purse], most: Fraction) -> None:
    """Everybody who wants it pays `most`, or all they have. Amounts stay whole by counting in smaller units."""
    amount = most * run.scale
    finer = amount.denominator
    if finer > 1:
        for purse in run.purses:
            purse.money *= finer
        run.scale *= finer
    price = int(most * run.scale)
    for purse in those:
        purse.money -= min(price, purse.money)
    coarser = gcd(run.scale, *(purse.money for purse in run.purses))
    if coarser > 1:
        for purse in run.purses:
            purse.money //= coarser
        run.scale //= coarser


def why_not(
    piles: Sequence[Pile], terms: Terms, run: Purchase, chosen: Sequence[str]
) -> dict[str, dict[str, int]]:
    """For each project not bought: how many want it, how much money they have left (whole units, rounded down),
    how much is missing, and how much the project alone exceeds what is left of the budget.
    """
    there = set(chosen)
    left = terms.budget - sum(terms.costs[option] for option in there)
    found: dict[str, dict[str, int]] = {}
    for option in terms.options:
        if option in there:
            continue
        purses = [
            purse
            for (marks, _weight), purse in zip(piles, run.purses, strict=True)
            if any(ticked == option for ticked, _mark in marks)
        ]
        have = sum(purse.voters * purse.money for purse in purses) // run.scale
        found[option] = {
            "supporters": sum(purse.voters for purse in purses),
            "have": have,
            "missing": max(0, terms.costs[option] - have),
            "over_budget": max(0, terms.costs[option] - left),
        }
    return found


def greedy(votes: Mapping[str, int], terms: Terms) -> dict[str, object]:
    """Most votes first, as long as the money lasts; what does not fit is passed over."""
    chosen = fill(votes, terms, ())
    return {"bought": chosen, "spent": sum(terms.costs[option] for option in chosen)}


def fill(votes: Mapping[str, int], terms: Terms, bought: Sequence[str]) -> list[str]:
    """What is added by most votes with the money that `bought` leaves."""
    left, chosen = terms.budget - sum(terms.costs[option] for option in bought), []
    ordered = sorted(votes, key=lambda one: (-votes[one], terms.costs[one], terms.lot(one)))
    for option in ordered:
        if votes[option] and terms.costs[option] <= left and option not in bought:
            chosen.append(option)
            left -= terms.costs[option]
    return chosen
