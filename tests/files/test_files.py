from __future__ import annotations

import io
import os
import zipfile

import pytest
from docx import Document
from PIL import Image

from portal.core.db import db
from portal.files import personal, services, storage
from portal.files.models import FileKind, StoredFile
from portal.files.proof import damaged
from portal.files.rules import Unfit, judge
from tests.factories import a_user, an_alliance


def a_picture(kind="JPEG", size=(40, 30), mode="RGB", **kw):
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else 0).save(out, kind, **kw)
    return out.getvalue()


def a_located_picture():
    exif = Image.Exif()
    exif[0x010F] = "Maker of phones"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(exif=exif)


def a_document():
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def an_archive(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


class Sent:
    def __init__(self, content, filename="照片.jpg"):
        self.stream, self.filename = io.BytesIO(content), filename


def test_a_picture_loses_all_that_is_not_picture():
    judged = judge(a_located_picture())

    again = Image.open(io.BytesIO(judged.content))
    assert (judged.media_type, again.size, dict(again.getexif())) == ("image/jpeg", (40, 30), {})
    assert b"Maker of phones" not in judged.content


def test_a_picture_with_a_page_behind_it_becomes_only_a_picture():
    judged = judge(a_picture("GIF") + b"<script>alert(1)</script>")

    assert b"script" not in judged.content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"\xff\xd8\xff\xe0 not a picture", "broken"),
        (b"PK\x03\x04 not an archive", "broken"),
        (an_archive(("a.txt", "x")), "unknown"),
        (
            an_archive(("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "")),
            "macros",
        ),
        (an_archive(("[Content_Types].xml", ""), ("word/document.xml", b"0" * 101 * 1024 * 1024)), "bomb"),
        (a_picture("PNG", (8000, 6000), "1"), "too_many_pixels"),
    ],
)
def test_what_is_unfit_is_refused_with_its_reason(content, why):
    with pytest.raises(Unfit) as unfit:
        judge(content)

    assert unfit.value.why == why


def test_a_word_file_is_known_by_what_lies_inside():
    judged = judge(a_document())

    assert (judged.kind, judged.ending) == (FileKind.DOCUMENT, "docx")


def test_the_same_content_is_kept_once():
    person = a_user()

    one = services.upload(person, sent=Sent(a_picture()), actor=person)
    two = services.upload(person, sent=Sent(a_picture()), actor=person)

    assert one.sha256 == two.sha256
    assert one.code != two.code
    assert storage.get(one.sha256) == judge(a_picture()).content


def test_a_public_picture_is_shown_and_never_as_a_page(client):
    person = a_user()
    file = services.upload(person, sent=Sent(a_picture()), public=True, actor=person)

    response = client.get(file.path)

    assert (response.status_code, response.mimetype) == (200, "image/jpeg")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_document_is_always_downloaded(client):
    person = a_user()
    file = services.upload(person, sent=Sent(a_document(), "会议纪要.docx"), public=True, actor=person)

    assert client.get(file.path).headers["Content-Disposition"].startswith("attachment")


def test_a_private_file_is_for_its_owner_alone(client):
    person = a_user()
    file = services.upload(person, sent=Sent(a_picture()), actor=person)

    assert client.get(file.path).status_code == 404
    assert client.sign_in(a_user()).get(file.path).status_code == 404
    assert client.sign_in(person).get(file.path).status_code == 200


def test_a_private_file_is_shown_to_whom_its_subject_lets_in(app, client):
    person, friend = a_user(), a_user()
    file = services.upload(person, sent=Sent(a_picture()), actor=person)
    services.attach([file], person, public=False)
    app.extensions["portal.file_access"]["user"] = lambda viewer, _id: getattr(viewer, "id", 0) == friend.id
    try:
        assert client.get(file.path).status_code == 404
        assert client.sign_in(friend).get(file.path).status_code == 200
    finally:
        del app.extensions["portal.file_access"]["user"]


def test_the_editor_gets_an_address(client):
    client.sign_in(a_user())

    response = client.post("/files/", data={"file": (io.BytesIO(a_picture()), "a.jpg")})

    assert response.status_code == 201
    assert client.get(response.json["url"]).status_code == 200


def test_the_editor_is_told_why_not(client):
    client.sign_in(a_user())

    response = client.post("/files/", data={"file": (io.BytesIO(b"<html>"), "a.jpg")})

    assert response.status_code == 422
    assert "图片" in response.json["error"]


def test_contents_without_a_row_are_swept(app):
    person = a_user()
    file = services.upload(person, sent=Sent(a_picture(size=(11, 11))), actor=person)
    name = file.sha256
    services.remove(file, actor=person)
    db.session.flush()
    os.utime(storage.where(name), (0, 0))

    services.sweep()

    assert not storage.where(name).exists()
    assert db.session.query(StoredFile).count() == 0


def test_a_text_takes_only_pictures(client):
    client.sign_in(a_user())

    response = client.post("/zh-hant/files/", data={"file": (io.BytesIO(a_document()), "a.png")})

    assert response.status_code == 422
    assert "這不是能顯示的圖片" in response.json["error"]


def test_a_stranger_is_told_to_sign_in(client):
    response = client.post("/files/", data={"file": (io.BytesIO(a_picture()), "a.jpg")})

    assert (response.status_code, list(response.json)) == (403, ["error"])
    assert db.session.query(StoredFile).count() == 0


def test_a_text_takes_the_writers_pictures_with_it_and_nobody_elses():
    writer, other = a_user(), a_user()
    mine = services.upload_picture(writer, sent=Sent(a_picture()), actor=writer)
    foreign = services.upload_picture(other, sent=Sent(a_picture()), actor=other)

    services.attach_named(f"看：\n{mine.path} 桥\n{foreign.path}", writer, owner_id=writer.id)

    assert (mine.subject_kind, mine.subject_id) == ("user", writer.id)
    assert foreign.subject_id is None


def test_a_fresh_content_waits_for_the_row_that_names_it(app):
    content = a_picture(size=(11, 12))
    name = storage.put(content)
    os.utime(storage.where(name), (0, 0))
    storage.put(content)

    services.sweep()

    assert storage.get(name) == content


def test_a_lost_and_a_changed_content_are_named(app):
    person = a_user()
    whole, lost, changed = (
        services.upload(person, sent=Sent(a_picture(size=(9, width))), actor=person) for width in (5, 6, 7)
    )
    db.session.flush()
    storage.where(lost.sha256).unlink()
    storage.where(changed.sha256).write_bytes(b"something else")

    found = {(damage.row, damage.why) for damage in damaged()}

    assert found == {
        (lost.id, "its content is not on the disk"),
        (changed.id, "its content is not the one that was sent"),
    }
    assert whole.id not in {row for row, _why in found}


def test_who_lets_go_of_an_account_leaves_the_pictures_that_stand_in_texts():
    person = a_user()
    shown, loose = (services.upload_picture(person, sent=Sent(a_picture()), actor=person) for _ in "ab")
    alliance = an_alliance()
    alliance.intro = f'<p>门前</p><p><img src="{shown.path}" alt="门前"></p>'
    db.session.flush()
    codes = shown.code, loose.code

    personal.forget(person.id)
    db.session.flush()

    kept = db.session.query(StoredFile.code).filter(StoredFile.code.in_(codes)).all()
    assert kept == [(codes[0],)]
