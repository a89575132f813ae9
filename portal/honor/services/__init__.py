"""Everything that changes a board, step by step as the law has it."""

from portal.honor.services.assessing import (
    approve_assessment,
    draft_assessment,
    end_assessment,
    revise_assessment,
)
from portal.honor.services.deciding import (
    consider,
    draft_decision,
    give_statement,
    publish_reminder,
    serve_notice,
    sign_decision,
)
from portal.honor.services.ending import expire_due, revoke, withdraw
from portal.honor.services.issues import (
    open_issue,
    publish_issue,
    put_into_issue,
    revise_issue,
    take_out_of_issue,
)
from portal.honor.services.jury import mark, name_juror
from portal.honor.services.keeping import add_basis, look_at, open_board, open_file
from portal.honor.services.nominating import (
    add_evidence,
    check_again,
    check_evidence,
    clear_evidence,
    drop,
    nominate,
)
from portal.honor.services.praising import check_praise, consent, decline, give_notice, let_go, publish_praise
from portal.honor.services.programmes import (
    add_criterion,
    call_again,
    call_programme,
    check_title,
    decide_jury,
    end_programme,
    faults_of,
    open_programme,
    remove_criterion,
    score,
    stand,
)
from portal.honor.services.public_votes import call_vote, count_into_scores
from portal.honor.services.relief import answer_objection, ask_repair, close_repair, make_objection

__all__ = [
    "add_basis",
    "add_criterion",
    "add_evidence",
    "answer_objection",
    "approve_assessment",
    "ask_repair",
    "call_again",
    "call_programme",
    "call_vote",
    "check_again",
    "check_evidence",
    "check_praise",
    "check_title",
    "clear_evidence",
    "close_repair",
    "consent",
    "consider",
    "count_into_scores",
    "decide_jury",
    "decline",
    "draft_assessment",
    "draft_decision",
    "drop",
    "end_assessment",
    "end_programme",
    "expire_due",
    "faults_of",
    "give_notice",
    "give_statement",
    "let_go",
    "look_at",
    "make_objection",
    "mark",
    "name_juror",
    "nominate",
    "open_board",
    "open_file",
    "open_issue",
    "open_programme",
    "publish_issue",
    "publish_praise",
    "publish_reminder",
    "put_into_issue",
    "remove_criterion",
    "revise_assessment",
    "revise_issue",
    "revoke",
    "score",
    "serve_notice",
    "sign_decision",
    "stand",
    "take_out_of_issue",
    "withdraw",
]
