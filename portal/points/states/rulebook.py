"""The words of the rule book: the classes of its rules, and whose hand determines and reviews."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.points.states import Scheme


class RuleClass(StrEnum):
    """Where a rule stands in the book."""

    CITY_ORDER = "city_order"
    BUSINESS = "business"
    PROMISE = "promise"
    VOLUNTEERING = "volunteering"
    ASSISTANCE = "assistance"
    SAFETY = "safety"
    AFFAIRS = "affairs"
    VIRTUE = "virtue"
    ENVIRONMENT = "environment"


CLASS_LABELS = {
    RuleClass.CITY_ORDER: _l("City order: negative acts"),
    RuleClass.BUSINESS: _l("Business: negative acts"),
    RuleClass.PROMISE: _l("Keeping what was agreed"),
    RuleClass.VOLUNTEERING: _l("Volunteering"),
    RuleClass.ASSISTANCE: _l("Helping the administration, and praise"),
    RuleClass.SAFETY: _l("A safe community"),
    RuleClass.AFFAIRS: _l("Affairs of the community"),
    RuleClass.VIRTUE: _l("Good deeds and virtue"),
    RuleClass.ENVIRONMENT: _l("Clean surroundings"),
}
CLASSES = {
    Scheme.MERCHANT: (
        RuleClass.CITY_ORDER,
        RuleClass.BUSINESS,
        RuleClass.PROMISE,
        RuleClass.VOLUNTEERING,
        RuleClass.ASSISTANCE,
    ),
    Scheme.HOUSEHOLD: (
        RuleClass.SAFETY,
        RuleClass.AFFAIRS,
        RuleClass.VOLUNTEERING,
        RuleClass.VIRTUE,
        RuleClass.ENVIRONMENT,
    ),
}
NEGATIVE = frozenset({RuleClass.CITY_ORDER, RuleClass.BUSINESS})
"""Classes whose rules take points away; a shop loses points under no other class."""


class Hand(StrEnum):
    """Who determines that a rule applies, or reviews it, at the place of the person."""

    WORKERS = "workers"
    OFFICERS = "officers"


HAND_LABELS = {
    Hand.WORKERS: _l("Community workers and points officers of the place"),
    Hand.OFFICERS: _l("Points officers of the place"),
}
