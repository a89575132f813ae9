"""Boards and entries for tests, brought through every step by the real services."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.honor import queries, services
from portal.honor.models import Assessment, HonorBoard, LegalBasis
from portal.honor.rules import DataSource, ProgrammeKind, Severity
from portal.honor.states import AssessmentState, BasisKind, Method, Polarity, Scope, Source, SubjectType
from portal.places.services import load_calendar
from tests.factories import a_place, a_user, an_official, saved, the_city

numbers = count(1)


def at(day, hour=10):
    """The clock at a day such as 2025-09-22."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return clock.stopped_at(datetime.combine(day, time(hour), tzinfo=clock.CITY_ZONE))


def a_number(head="临河综执告"):
    return f"{head}〔2025〕{next(numbers)}号"


class Office:
    """A street with the people who work there: two checkers, one who drafts, one who signs, a calendar."""

    def __init__(self, place=None):
        load_calendar()
        self.place = place or a_place(the_city(), name="临河街道")
        self.editor = self.one(Role.EDITOR)
        self.reviewer = self.one(Role.REVIEWER)
        self.worker = self.one(Role.COMMUNITY_WORKER)
        self.issuer = self.one(Role.ISSUER)
        self.legal = self.one(Role.LEGAL_REVIEWER)
        for polarity in Polarity:
            an_assessment(self, polarity=polarity)

    def one(self, role):
        # the office holds its roles since long before the days that tests play on
        with at("2020-01-02"):
            return an_official(role, place=self.place, name=f"Official{next(numbers)}")

    def board(self, polarity, **kw):
        return queries.board_for(polarity, self.place.id, kw.get("alliance_id")) or saved(
            HonorBoard(polarity=polarity, name="临河街道红黑榜", place=self.place, **kw)
        )


WEIGHED = {
    "purpose": "表彰做得好的商户，店招本来就挂在门口。",
    "data_kinds": "店招和事迹；后台记本人账号，不公开。",
    "audience": "任何人，公布期内。",
    "risks": "被人议论，被断章取义。",
    "measures": "先征得同意，到期自动撤下，随时可以撤回。",
}


def an_assessment(office, **kw):
    """In force for many years, so that tests may play on any day."""
    given = {
        "state": AssessmentState.IN_FORCE,
        "polarity": Polarity.RED,
        "place": office.place,
        "number": a_number("临河评"),
        "valid_months": 36,
        "drafted_by": office.legal.id,
        "approved_by": office.issuer.id,
        "valid_from": date(2020, 1, 2),
        "valid_until": date(2099, 12, 31),
        **WEIGHED,
        **kw,
    }
    return saved(Assessment(**given))


def a_law(**kw):
    return saved(
        LegalBasis(
            **{
                "kind": BasisKind.LAW,
                "instrument": "禾塘市市容和环境卫生管理条例",
                "article": "第二十二条第一项",
                "source": "https://example.org/law",
                "as_of": date(2025, 1, 1),
                **kw,
            }
        )
    )


def a_clause(**kw):
    return a_law(
        **{
            "kind": BasisKind.CONVENTION,
            "instrument": "新开路商户自治公约",
            "article": "第四条",
            "convention_code": "xk3f9a2b",
            **kw,
        }
    )


def praise(office, **kw):
    """Nominated. The person behind it is `entry.holder`."""
    actor = kw.pop("actor", None) or a_user()
    board = kw.pop("board", None) or office.board(Polarity.RED)
    given = {
        "subject_type": SubjectType.SHOP,
        "subject": "阿福粥铺",
        "facts": "连续四季度绿卡，陪走失的老人等到家里人来。",
        "source": Source.ALLIANCE,
        "holder": kw.pop("holder", None) or a_user(name=f"Keeper{next(numbers)}"),
        **kw,
    }
    if given["subject_type"] in {SubjectType.PLACE, SubjectType.GROUP}:
        given["holder"] = None
    return services.nominate(board, actor=actor, **given)


def noticed(office, **kw):
    """Checked, agreed to and announced today."""
    entry = praise(office, **kw)
    services.check_praise(entry, finding="走访属实。", no_minor=True, actor=office.reviewer)
    if entry.needs_consent:
        services.consent(entry, actor=entry.holder)
    services.give_notice(entry, office="临河街道文明实践站", actor=office.editor)
    return entry


def praised(office, until=None, **kw):
    """On the honour roll: announced on the first day, published on the day after the notice ends."""
    start = clock.today()
    with at(start):
        entry = noticed(office, **kw)
    with at(entry.notice_until + timedelta(days=1)):
        services.publish_praise(entry, until=until, actor=office.issuer)
    return entry


def reminder(office, *, evidence=True, **kw):
    """Nominated by a community worker, with one piece of evidence."""
    actor = kw.pop("actor", None) or office.worker
    board = kw.pop("board", None) or office.board(Polarity.BLACK)
    today = clock.today()
    given = {
        "subject_type": SubjectType.PLACE,
        "subject": "旧码头路东头空地脏乱点位",
        "behaviour": "建筑垃圾无人清运",
        "facts": "空地上建筑垃圾约12立方米，堆放超过四十天。",
        "place_text": "旧码头路东头",
        "occurred": (today - timedelta(days=20), today - timedelta(days=10)),
        "severity": Severity.MINOR,
        "scope": Scope.PUBLIC,
        "bases": [a_law()],
        "correction": "一周内清运并围挡。",
        "remedy": "可向临河街道司法所提出，五个工作日内答复。",
        "source": Source.INSPECTION,
        **kw,
    }
    entry = services.nominate(board, actor=actor, **given)
    if evidence:
        services.add_evidence(entry, kind="photo", text="堆放前后对比三张", actor=actor)
    return entry


def checked(office, **kw):
    entry = reminder(office, **kw)
    services.check_evidence(
        entry, finding="量过。", no_minor=True, signed_convention=True, actor=office.editor
    )
    services.check_again(
        entry, finding="与记录相符。", no_minor=True, signed_convention=True, actor=office.reviewer
    )
    return entry


def served(office, days=60, **kw):
    entry = checked(office, **kw)
    services.serve_notice(
        entry,
        method=Method.IN_PERSON,
        service_note="当场签收",
        rights="可以陈述和申辩。",
        days=days,
        actor=office.editor,
    )
    return entry


def heard(entry, office, *points):
    """A statement with these points, then every one of them turned down, the day after the period."""
    if points:
        services.give_statement(entry, text="；".join(points), points=list(points), actor=office.editor)
    with at(entry.statement_until + timedelta(days=1)):
        found = {a.id: (False, "经核实不成立。") for a in queries.unanswered(entry)}
        services.consider(entry, findings=found, actor=office.editor)
    return entry


def decided(office, *, days=30, penalty=False, points=(), **kw):
    entry = heard(served(office, **kw), office, *points)
    with at(entry.statement_until + timedelta(days=2)):
        draft(entry, office, days=days, penalty=penalty)
        services.sign_decision(entry, actor=office.issuer)
    return entry


def draft(entry, office, **kw):
    given = {
        "text": "作为脏乱点位公布，督促清运。",
        "days": 30,
        "scope": entry.scope,
        "severity": entry.severity,
        **kw,
    }
    return services.draft_decision(
        entry, actor=kw.pop("actor", office.editor), **{k: v for k, v in given.items() if k != "actor"}
    )


def reminded(office, **kw):
    """Published, after everything; `entry.publish_from` is its first day."""
    entry = decided(office, **kw)
    with at(entry.decided_on + timedelta(days=1)):
        services.publish_reminder(entry, actor=office.issuer)
    db.session.flush()
    return entry


def an_issue(office, polarity=Polarity.RED, *entries, **kw):
    """In preparation by the editor, with these entries in it."""
    board = kw.pop("board", None) or (entries[0].board if entries else office.board(polarity))
    given = {"title": "2025年第4期", "period": (date(2025, 10, 1), date(2025, 12, 31)), **kw}
    issue = services.open_issue(board, actor=office.editor, **given)
    for entry in entries:
        services.put_into_issue(issue, entry=entry, actor=office.editor)
    return issue


def an_open_issue(office, *entries, **kw):
    """Published by the issuer."""
    issue = an_issue(office, Polarity.RED, *entries, **kw)
    services.publish_issue(issue, actor=office.issuer)
    return issue


CRITERIA = (("门前秩序", 70, DataSource.CASES), ("邻里满意度", 30, DataSource.SURVEY))
VOTED = (("门前秩序", 70, DataSource.CASES), ("群众投票", 30, DataSource.VOTE))


def a_programme(office, *, criteria=CRITERIA, **kw):
    """In preparation by the editor, with criteria that add up."""
    actor = kw.pop("actor", office.editor)
    board = kw.pop("board", None) or office.board(Polarity.RED)
    given = {
        "kind": ProgrammeKind.COMMENDATION,
        "name": "文明经营户",
        "purpose": "门前干净、明码标价、邻里和气的店铺。",
        "cycle_months": 12,
        "term_months": 12,
        **kw,
    }
    programme = services.open_programme(board, actor=actor, **given)
    for name, weight, source in criteria:
        services.add_criterion(programme, name=name, weight=weight, source=source, actor=office.editor)
    return programme


def called(office, call=None, **kw):
    programme = a_programme(office, **kw)
    today = clock.today()
    services.call_programme(programme, call=call or (today, today + timedelta(days=30)), actor=office.issuer)
    return programme


def a_candidate(programme, **kw):
    """Proposed by somebody; the keeper of the shop is its holder."""
    return services.stand(
        programme,
        actor=kw.pop("actor", None) or a_user(),
        subject_type=SubjectType.SHOP,
        subject="阿福粥铺",
        facts="全年无占道记录。",
        source=Source.CITIZEN,
        holder=a_user(name=f"Keeper{next(numbers)}"),
    )


def scored(candidacy, office, *, check=False, actor=None):
    """Ninety points under the first criterion, sixty under the second."""
    if check:
        services.check_praise(candidacy.entry, finding="走访属实。", no_minor=True, actor=office.reviewer)
    given = dict(zip(candidacy.programme.criteria, ((90, "办件记录三条"), (60, "问卷二百份")), strict=True))
    services.score(
        candidacy, points={c.id: points for c, points in given.items()}, actor=actor or office.editor
    )
    return candidacy


def admitted(office, programme=None):
    """Checked, agreed to, scored, and the jury has said yes."""
    candidacy = scored(a_candidate(programme or called(office)), office, check=True)
    services.consent(candidacy.entry, actor=candidacy.entry.holder)
    services.decide_jury(candidacy, admitted=True, finding="评审会一致同意。", actor=office.issuer)
    return candidacy


def a_title(office, programme=None):
    """Held: announced today, published the day after the notice ends."""
    candidacy = admitted(office, programme)
    services.give_notice(candidacy.entry, office="临河街道文明实践站", actor=office.editor)
    with at(candidacy.entry.notice_until + timedelta(days=1)):
        services.publish_praise(candidacy.entry, actor=office.issuer)
    return candidacy
