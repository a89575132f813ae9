"""The ledger, the rule book, the rewards, the households."""

from portal.points.models.certificates import Certificate
from portal.points.models.deductions import Deduction
from portal.points.models.expiry import ExpiryStep
from portal.points.models.households import (
    Household,
    HouseholdInvitation,
    HouseholdMember,
    HouseholdYear,
    ResidentsYear,
)
from portal.points.models.imports import FindingImport
from portal.points.models.ledger import BookAccount, Entry, EntryNote, LedgerHead
from portal.points.models.nicknames import Nickname
from portal.points.models.offline import OfflineLine, OfflineList
from portal.points.models.rewards import (
    Partner,
    Reward,
    RewardPartner,
    Statement,
    StockChange,
    Voucher,
    Wish,
)
from portal.points.models.rulebook import Determination, PointRule, RuleVersion
from portal.points.models.seasons import Season
from portal.points.models.slots import Slot
from portal.points.models.years import YearClose

__all__ = [
    "BookAccount",
    "Certificate",
    "Deduction",
    "Determination",
    "Entry",
    "EntryNote",
    "ExpiryStep",
    "FindingImport",
    "Household",
    "HouseholdInvitation",
    "HouseholdMember",
    "HouseholdYear",
    "LedgerHead",
    "Nickname",
    "OfflineLine",
    "OfflineList",
    "Partner",
    "PointRule",
    "ResidentsYear",
    "Reward",
    "RewardPartner",
    "RuleVersion",
    "Season",
    "Slot",
    "Statement",
    "StockChange",
    "Voucher",
    "Wish",
    "YearClose",
]
