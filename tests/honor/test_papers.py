"""Praise on paper: certificate and plate while it stands, a proof that names nobody after."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from portal.core import clock
from portal.core.db import db
from portal.files import storage
from portal.files.models import StoredFile
from portal.honor import services
from portal.papers import services as papers
from portal.papers.models import IssuedPaper, PaperPdf
from portal.papers.queries import damaged
from tests.factories.honor import Office, a_title, at, praised

DAY = timedelta(days=1)


def text_of(answer):
    return answer.get_data(as_text=True)


def standing(make, office):
    with at(clock.today() - 20 * DAY):
        return make(office)


def draw_all():
    praise = db.session.query(PaperPdf).join(PaperPdf.paper).filter(IssuedPaper.kind == "honor_praise")
    for pdf in praise.order_by(PaperPdf.id):
        papers.make_pdf({"pdf_id": pdf.id})
    db.session.flush()


def test_a_title_is_proven_while_it_is_held_and_names_nobody_after(client):
    office = Office()
    title = standing(a_title, office)
    entry = title.entry
    paper = db.session.query(IssuedPaper).filter_by(kind="honor_praise").one()
    path = f"/v/{paper.token}"

    assert paper.token in text_of(client.get(f"/honor/{entry.code}"))
    held = text_of(client.get(path))
    assert "阿福粥铺" in held
    assert str(title.programme.name) in held
    with at(entry.publish_until + DAY):  # by the day alone, before any clockwork has run
        over = text_of(client.get(path))
        assert "期限已过" in over
        assert "阿福粥铺" not in over
    services.revoke(entry, reason="抽查不合格。", actor=office.issuer)
    revoked = text_of(client.get(path))
    assert "撤" in revoked
    assert "阿福粥铺" not in revoked
    assert list(damaged()) == []
    entry.facts = "改过的事迹。"
    assert len(list(damaged())) == 1


def test_certificate_and_plate_are_drawn_in_both_scripts_and_gone_with_the_entry(client):
    office = Office()
    entry = standing(a_title, office).entry
    draw_all()
    files = db.session.query(StoredFile).order_by(StoredFile.id).all()
    sheets = [PdfReader(BytesIO(storage.get(file.sha256))) for file in files]

    assert [len(sheet.pages) for sheet in sheets] == [1] * 4
    words = ["".join(sheet.pages[0].extract_text().split()) for sheet in sheets]
    assert ["阿福粥铺" in text for text in words[:2]] == [True] * 2
    assert ["阿福粥鋪" in text for text in words[2:]] == [True] * 2
    assert "荣誉证书" in words[0]
    paths = [f"/files/{file.code}" for file in files]
    assert [client.get(path).status_code for path in paths] == [200] * 4
    assert "no-cache" in client.get(paths[0]).headers["Cache-Control"]
    with at(entry.publish_until + DAY):
        assert [client.get(path).status_code for path in paths] == [404] * 4
        assert paths[0] not in text_of(
            client.get(f"/v/{db.session.query(IssuedPaper).filter_by(kind='honor_praise').one().token}")
        )
    services.revoke(entry, reason="抽查不合格。", actor=office.issuer)
    db.session.flush()
    assert db.session.query(StoredFile).count() == 0
    assert db.session.query(PaperPdf).count() == 0


@pytest.mark.parametrize("end", ["revoke", "decline"])
def test_praise_without_a_title_has_its_certificate_too(client, end):
    office = Office()
    entry = standing(praised, office)
    paper = db.session.query(IssuedPaper).filter_by(kind="honor_praise").one()

    assert paper.title == entry.board.name
    assert "荣誉证书" in text_of(client.get(f"/v/{paper.token}"))
    if end == "revoke":
        services.revoke(entry, reason="核实有误。", actor=office.issuer)
    else:
        services.decline(entry, actor=entry.holder)
    assert "阿福粥铺" not in text_of(client.get(f"/v/{paper.token}"))
    assert db.session.query(PaperPdf).count() == 0
