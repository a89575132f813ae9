"""What people type about votes: the ballot paper, rules, rolls, papers that came in by hand."""

from portal.ballots.forms.hand import DeclareForm, HandForm, ProxyForm, UrnForm
from portal.ballots.forms.paper import vote_form
from portal.ballots.forms.rolls import CorrectionForm, TableForm
from portal.ballots.forms.votes import RuleForm

__all__ = [
    "CorrectionForm",
    "DeclareForm",
    "HandForm",
    "ProxyForm",
    "RuleForm",
    "TableForm",
    "UrnForm",
    "vote_form",
]
