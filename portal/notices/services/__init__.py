from portal.notices.services.issuing import forget_what_is_over, issue_notice, show, take_back
from portal.notices.services.numbering import draw
from portal.notices.services.objecting import answer_objection, forget_contacts, make_objection
from portal.notices.services.senders import change_sender, continue_after, set_red_head

__all__ = [
    "answer_objection",
    "change_sender",
    "continue_after",
    "draw",
    "forget_contacts",
    "forget_what_is_over",
    "issue_notice",
    "make_objection",
    "set_red_head",
    "show",
    "take_back",
]
