import gc
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, select

from portal.conventions import queries as texts
from portal.conventions import services
from portal.conventions.models import ChainEntry, Signature
from portal.conventions.states import State
from portal.core.db import db
from portal.core.jobs import run_due_jobs
from portal.core.richtext import clean_html
from portal.files import storage
from portal.papers import queries
from portal.papers import services as papers
from portal.papers.models import IssuedPaper, PaperPdf, PdfState
from portal.papers.pdf import CannotDraw, NothingElse, draw, printer, refuse
from tests.city import sheets_of_likes
from tests.factories import a_user
from tests.factories.conventions import a_convention, exact_hash


def text_of(answer):
    return answer.get_data(as_text=True)


def paper_of(convention):
    version = texts.current_version(convention)
    return queries.find_paper("convention", version.id, version.text_hash)


def draw_all():
    """As the worker does, without its own commits."""
    for pdf in db.session.query(PaperPdf).order_by(PaperPdf.id):
        papers.make_pdf({"pdf_id": pdf.id})


def a_signature(name="丁阿香"):
    member = a_user(name=name)
    convention = a_convention(State.SIGNING, members=[member])
    return services.sign(convention, text_hash=exact_hash(convention), actor=member)


def test_a_published_convention_is_proven_without_an_account(client):
    paper = paper_of(a_convention(State.PUBLISHED))

    page = text_of(client.get(paper.proof_path))

    assert "仍与签署或发布时完全一致" in page
    assert page.count(paper.text_hash[:8]) == 2


def test_the_reader_of_traditional_script_gets_the_proof_in_it(client):
    paper = paper_of(a_convention(State.PUBLISHED))

    page = client.get(paper.proof_path, headers={"Accept-Language": "zh-TW"})

    assert 'lang="zh-Hant"' in text_of(page)[:200]


def test_a_signature_is_proven_with_a_masked_name(client):
    signature = a_signature()
    paper = queries.find_paper("convention_signature", signature.id, signature.text_hash)

    page = text_of(client.get(paper.proof_path))

    assert "丁某某" in page
    assert "丁阿香" not in page


def test_a_changed_character_is_found(client):
    convention = a_convention(State.PUBLISHED)
    paper = paper_of(convention)
    clause = texts.clauses_of(texts.current_version(convention))[0]
    sound = list(queries.damaged())

    clause.text = "每日清扫两次。"
    db.session.flush()

    assert sound == []
    assert [(d.table, d.row) for d in queries.damaged()] == [("issued_paper", paper.id)]
    assert "已经不一致" in text_of(client.get(paper.proof_path))


def test_what_was_withdrawn_or_repealed_says_so(client):
    signature = a_signature()
    proof = queries.find_paper("convention_signature", signature.id, signature.text_hash)
    services.withdraw(signature, reason="店关了。", actor=signature.user)
    convention = a_convention(State.PUBLISHED)
    services.repeal(convention, reason="不用了。", actor=convention.team.chair)

    assert "已经撤回" in text_of(client.get(proof.proof_path))
    assert "已经废止" in text_of(client.get(paper_of(convention).proof_path))


def test_what_is_gone_is_not_authentic(client):
    signature = a_signature()
    paper = queries.find_paper("convention_signature", signature.id, signature.text_hash)

    db.session.execute(delete(ChainEntry))
    db.session.delete(signature)
    db.session.flush()

    assert db.session.query(Signature).count() == 0
    assert "已经不一致" in text_of(client.get(paper.proof_path))


def test_an_unknown_code_is_not_found(client):
    assert client.get("/v/nothing").status_code == 404


def test_the_same_text_is_issued_once():
    convention = a_convention(State.PUBLISHED)
    paper = paper_of(convention)

    again = papers.issue(
        "convention",
        object_id=paper.object_id,
        title="别的",
        text_hash=paper.text_hash,
        path=paper.path,
        issued_by=convention.team.chair.id,
    )

    assert again is paper
    assert db.session.query(PaperPdf).filter_by(paper_id=paper.id).count() == 4


def test_pdfs_are_drawn_by_the_worker_and_offered(client):
    convention = a_convention(State.PUBLISHED)
    path = f"/conventions/{convention.code}"
    before = text_of(client.get(path))

    draw_all()

    after = text_of(client.get(path))
    of_text = select(PaperPdf).join(IssuedPaper).where(IssuedPaper.kind == "convention")
    pdf = db.session.scalars(of_text.filter_by(locale="zh_Hant", size="a4")).one()
    assert "正在生成 PDF" in before
    assert pdf.file.path in after
    assert "正在生成 PDF" not in after
    assert storage.get(pdf.file.sha256).startswith(b"%PDF-")
    assert client.get(pdf.file.path).mimetype == "application/pdf"


def test_without_pango_the_page_says_so_and_it_is_made_later(client, monkeypatch):
    convention = a_convention(State.PUBLISHED)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    draw_all()
    page = text_of(client.get(f"/conventions/{convention.code}"))
    still = papers.try_again()
    monkeypatch.undo()

    assert "暂时不能生成 PDF" in page
    assert (still, papers.try_again()) == (0, 6)  # of the text and of the notice of its adoption
    assert {pdf.state for pdf in db.session.query(PaperPdf)} == {PdfState.WAITING}


def test_a_missing_pango_is_not_complained_about_on_the_terminal(tmp_path, monkeypatch, capsys):
    (tmp_path / "weasyprint.py").write_text("print('Please follow the steps'); raise OSError('libpango')")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(CannotDraw, match="libpango"):
        printer()

    assert capsys.readouterr().out == ""


def test_a_paper_fetches_nothing():
    with pytest.raises(NothingElse):
        refuse("https://evil.example/")

    assert draw('<p>字</p><img src="file:///etc/passwd"><img src="http://127.0.0.1:1/x">').startswith(
        b"%PDF-"
    )


def test_a_drawn_document_leaves_nothing_behind():
    boxes = "weasyprint.formatting_structure.boxes"
    gc.collect()
    gc.disable()
    try:
        draw("<p>字</p>")
        left = [one for one in gc.get_objects() if type(one).__module__ == boxes]
    finally:
        gc.enable()

    assert not left


def test_jobs_are_ordered_with_the_paper(real_portal):
    with real_portal.app_context(), sheets_of_likes():
        a_convention(State.PUBLISHED)
        db.session.commit()
        run_due_jobs()

        assert {pdf.state for pdf in db.session.query(PaperPdf)} == {PdfState.READY}
        assert db.session.query(IssuedPaper).count() == 2  # the text, and the notice of its adoption


def test_numbered_lists_keep_their_numbers_on_paper():
    typed = clean_html('<ol start="3"><li>修台阶</li><li>换路灯</li></ol><ol start="x"><li>扫街</li></ol>')

    said = "".join(page.extract_text() for page in PdfReader(BytesIO(draw(typed))).pages)

    assert [n for n in ("1", "2", "3", "4") if f"{n}." in said] == ["1", "3", "4"]
