"""Papers with names: one's receipt, the register, the volume for the file; and the city's seal on them."""

from __future__ import annotations

import io
import json
import runpy
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pypdf import PdfReader
from sqlalchemy import update

from portal.conventions import queries, services
from portal.conventions.models import ChainEntry
from portal.conventions.papers.sheets import wall_sheet
from portal.conventions.rules.layout import SIZES, largest_size
from portal.conventions.services import taking
from portal.conventions.states import State
from portal.core import clock, limits
from portal.core.config import Config, ConfigError
from portal.core.db import db
from portal.core.errors import Forbidden, Refused, Unavailable
from portal.core.i18n import speaking
from portal.papers.apart import draw_apart
from portal.papers.models import PdfState
from portal.papers.pdf import drawn
from portal.papers.queries import find_paper, pdfs_of, proof_of
from portal.papers.sealing import CannotSeal, Certificate, certificate_of, sealed
from tests.factories import a_user
from tests.factories.conventions import a_convention, exact_hash
from tests.factories.signatures import a_drawing, a_scan

CHECKER = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "verify_convention.py"))


def a_signed_one(count=2, **kw):
    members = [a_user(name=f"店主{n}") for n in range(count)]
    convention = a_convention(State.SIGNING, members=members)
    for member in members:
        services.sign(convention, text_hash=exact_hash(convention), actor=member, **kw)
    return convention, members


def signature_of(convention):
    return db.session.query(ChainEntry).filter_by(convention_id=convention.id).first().signature


def words_of(content):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def drawn_here(monkeypatch):
    """Without a process of its own for each paper, such as the receipt is drawn in."""
    monkeypatch.setattr(taking, "draw_apart", lambda pages: [drawn(page) for page in pages])


def test_the_receipt_says_who_signed_what(client):
    convention, (first, _second) = a_signed_one(drawing=a_drawing(), consent="我愿意遵守。")
    client.sign_in(first)

    answer = client.post(f"/conventions/{convention.code}/receipt")

    said = words_of(answer.data)
    assert answer.mimetype == "application/pdf"
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1
    assert "店主0" in said
    assert "我愿意遵守" in said
    assert "未加盖电子印章" in said
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_receipt_is_for_who_signed():
    convention, (_first, second) = a_signed_one()

    with pytest.raises(Forbidden):
        services.take_receipt(signature_of(convention), actor=second)


def test_only_so_many_papers_are_drawn_in_an_hour(client):
    convention, (first, _second) = a_signed_one()
    path = f"/conventions/{convention.code}/receipt"
    for _n in range(20):
        limits.count(f"papers:{first.id}")
    client.sign_in(first)

    assert client.post(path).status_code == 429


def test_100_signatures_stand_on_four_pages(client, drawn_here):
    convention, _members = a_signed_one(100)
    client.sign_in(convention.team.chair)

    answer = client.post(f"/conventions/{convention.code}/register")

    assert len(PdfReader(io.BytesIO(answer.data)).pages) <= 4
    assert "店主99" in words_of(answer.data)
    assert convention.chain_head[:8] in words_of(answer.data)


def test_names_are_handed_to_officers_only(client):
    convention, (first, _second) = a_signed_one()
    client.sign_in(first)

    for name in ("register", "volume"):
        assert client.post(f"/conventions/{convention.code}/{name}").status_code == 403


def test_the_volume_is_checked_without_the_portal_and_one_byte_is_found(client, tmp_path, drawn_here):
    convention, _members = a_signed_one(drawing=a_drawing())
    client.sign_in(convention.team.chair)
    file = tmp_path / "volume.zip"

    file.write_bytes(client.post(f"/conventions/{convention.code}/volume").data)

    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert sorted(contents) == [
        "bundle.json",
        "files/00-卷内目录.pdf",
        "files/01-全文.pdf",
        "files/02-签名册.pdf",
        "files/03-经过.pdf",
        "files/signatures/0001.png",
        "files/signatures/0002.png",
    ]
    assert "签名册" in words_of(contents["files/00-卷内目录.pdf"])
    assert "2 seals opened" in CHECKER["read"](file, convention.chain_head)[1]
    for name in contents:
        changed = {**contents, name: contents[name][:-9] + b"?" + contents[name][-8:]}
        with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
            for each, content in changed.items():
                archive.writestr(each, content)
        with pytest.raises((CHECKER["Damaged"], CHECKER["Unreadable"])):
            CHECKER["read"](tmp_path / "changed.zip", convention.chain_head)


def test_the_head_of_the_chain_stands_on_the_page_and_in_the_feed(client):
    convention, _members = a_signed_one()

    page, feed = client.get(convention.path).text, client.get("/feed/zh-hans.atom").text

    assert convention.chain_head[-8:] in page
    assert f"2条签署和撤回记录的指纹：{convention.chain_head}" in feed


def test_the_sheet_for_the_wall_carries_the_head_and_is_drawn_anew_once_names_have_come():
    convention, _members = a_signed_one()
    version = queries.signable_version(convention)
    paper = find_paper("convention", version.id, version.text_hash)
    pdfs = pdfs_of(paper)
    for pdf in pdfs:
        pdf.state, pdf.made_at = PdfState.READY, clock.now() - timedelta(days=4)

    with speaking("zh_Hant"):
        sheet = wall_sheet(paper, "a3")
    again = services.print_anew()
    for pdf in pdfs:
        pdf.state, pdf.made_at = PdfState.READY, clock.now()
    db.session.flush()

    head = convention.chain_head
    assert f"{head[:8]} {head[8:16]}" in sheet
    assert "共 2 條" in sheet
    assert (again, services.print_anew()) == (1, 0)
    bundle = queries.bundle_of(convention, with_people=False)
    assert CHECKER["check"](bundle, head[:16])
    with pytest.raises(CHECKER["Damaged"]):
        CHECKER["check"](bundle, head[:15])


def test_the_proof_says_where_in_the_chain_and_that_it_is_broken(client):
    convention, _members = a_signed_one()
    signature = signature_of(convention)
    paper = find_paper("convention_signature", signature.id, signature.text_hash)
    before = client.get(paper.proof_path).text

    db.session.execute(update(ChainEntry).where(ChainEntry.number == 2).values(seal="0" * 64))
    db.session.expire_all()

    after = client.get(paper.proof_path).text
    assert "第1条，共2条" in before
    assert "签名链已经断裂" not in before
    assert "签名链已经断裂" in after
    assert proof_of(paper)[1] == "broken"


def test_a_cut_end_is_told_on_the_proof_too(client):
    convention, _members = a_signed_one()
    signature = signature_of(convention)
    paper = find_paper("convention_signature", signature.id, signature.text_hash)

    convention.chain_count = 3
    db.session.flush()

    assert "签名链已经断裂" in client.get(paper.proof_path).text


@pytest.mark.parametrize(
    ("lengths", "size"), [([20] * 3, 40), ([60] * 12, 18), ([], 40), ([300] * 40, SIZES[-1])]
)
def test_the_longer_the_text_the_smaller_the_print_on_the_wall(lengths, size):
    assert largest_size(lengths) == size


# the city's seal


@pytest.fixture
def certificate(tmp_path):
    """A throw-away one, made here."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "禾塘市（测试）")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "city.p12"
    locked = serialization.BestAvailableEncryption(b"a secret")
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"city", key, made, None, locked))
    return path, made


def seals_of(content, made):
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trusted = list(load_certs_from_pemder_data(made.public_bytes(serialization.Encoding.DER)))
    known = ValidationContext(trust_roots=trusted, allow_fetching=False)
    found = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return [(seal.sig_object["/SubFilter"], validate_pdf_signature(seal, known)) for seal in found]


def test_pdfs_bear_the_seal_of_a_configured_certificate(app, client, certificate, monkeypatch):
    path, made = certificate
    config = replace(
        app.extensions["portal.config"], pdf_certificate=str(path), pdf_certificate_password="a secret"
    )
    monkeypatch.setitem(app.extensions, "portal.config", config)
    convention, (first, _second) = a_signed_one()
    client.sign_in(first)

    content = client.post(f"/conventions/{convention.code}/receipt").data

    [(kind, seal)] = seals_of(content, made)
    assert kind == "/ETSI.CAdES.detached"
    assert seal.bottom_line
    assert "禾塘市（测试）" in words_of(content)
    [(_kind, broken)] = seals_of(content.replace(b"/MediaBox", b"/MediaBax", 1), made)
    assert not broken.intact


@contextmanager
def an_authority(made, key):
    """A time stamping authority on this machine, with pyHanko's own for tests behind it."""
    from asn1crypto import keys, tsp
    from asn1crypto import x509 as asn1
    from pyhanko.sign.timestamps import DummyTimeStamper

    der, plain = serialization.Encoding.DER, serialization.NoEncryption()
    stamps = DummyTimeStamper(
        asn1.Certificate.load(made.public_bytes(der)),
        keys.PrivateKeyInfo.load(key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)),
    )

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            said = stamps.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tsa"
        server.shutdown()


def test_the_seal_carries_the_time_stamp_of_a_configured_authority(certificate):
    path, made = certificate
    key, _cert, _more = pkcs12.load_key_and_certificates(path.read_bytes(), b"a secret")
    content = drawn("<p>字</p>").content

    with an_authority(made, key) as address:
        stamped = sealed(content, Certificate(str(path), "a secret", address))
    bare = sealed(content, Certificate(str(path), "a secret"))

    [(_kind, seal)] = seals_of(stamped, made)
    [(_kind, without)] = seals_of(bare, made)
    assert seal.intact
    assert seal.timestamp_validity.intact
    assert without.timestamp_validity is None
    with pytest.raises(CannotSeal, match="time stamp"):
        sealed(content, Certificate(str(path), "a secret", address))  # it answers no more


def test_an_authority_that_does_not_answer_is_said(app, certificate, monkeypatch):
    path, _made = certificate
    config = replace(
        app.extensions["portal.config"],
        pdf_certificate=str(path),
        pdf_certificate_password="a secret",
        pdf_timestamp_url="http://127.0.0.1:9/nobody",
    )
    monkeypatch.setitem(app.extensions, "portal.config", config)

    with pytest.raises(Unavailable, match="时间戳"):
        draw_apart(["<p>字</p>"])
    with pytest.raises(ConfigError, match="PORTAL_PDF_TIMESTAMP_URL"):
        Config(pdf_timestamp_url="ftp://tsa")


def test_without_a_certificate_a_pdf_stays_as_it_was(app):
    assert certificate_of(app.extensions["portal.config"]) is None
    assert sealed(b"%PDF-", None) == b"%PDF-"


def test_a_certificate_that_is_not_there_is_said_at_the_start():
    with pytest.raises(ConfigError, match="PORTAL_PDF_CERTIFICATE"):
        Config(pdf_certificate="/nowhere/city.p12")


def test_a_page_that_cannot_be_drawn_is_said(app, monkeypatch, tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError('libpango')")
    monkeypatch.setattr("portal.papers.apart.PACKAGE", Stand(tmp_path))

    with pytest.raises(Refused, match="不能生成 PDF"):
        draw_apart(["<p>字</p>"])


class Stand:
    """Puts another folder before the portal's on the path of the program beside it."""

    def __init__(self, folder):
        self.parent = f"{folder}:{Path(__file__).parents[2]}"


def test_the_bundle_inside_the_volume_opens_every_seal(client, drawn_here):
    convention, _members = a_signed_one()
    client.sign_in(convention.team.chair)

    archive = zipfile.ZipFile(io.BytesIO(client.post(f"/conventions/{convention.code}/volume").data))

    bundle = json.loads(archive.read("bundle.json"))
    assert all("opened" in entry for entry in bundle["entries"])


def test_a_scan_that_was_exchanged_together_with_its_listing_is_found(client, tmp_path, drawn_here):
    convention = a_convention(State.SIGNING, members=[a_user()])
    chair, version = convention.team.chair, queries.signable_version(convention)
    services.sign_on_paper(
        convention,
        text_hash=version.text_hash,
        party=next(p for p in queries.entitled(convention) if p.user_id != chair.id),
        witnesses=("钱阿四", "孙小妹"),
        scan=[a_scan(chair), a_scan(chair, b"%PDF-1.4 second page")],
        actor=chair,
    )
    client.sign_in(chair)
    archive = zipfile.ZipFile(io.BytesIO(client.post(f"/conventions/{convention.code}/volume").data))
    contents = {name: archive.read(name) for name in archive.namelist()}
    forged = b"%PDF-1.4 another"
    bundle = json.loads(contents["bundle.json"])
    for file in bundle["files"]:
        if file["name"] == "signatures/0001-2.pdf":
            file["sha256"] = sha256(forged).hexdigest()
    contents |= {"bundle.json": json.dumps(bundle).encode(), "files/signatures/0001-2.pdf": forged}
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as written:
        for name, content in contents.items():
            written.writestr(name, content)

    with pytest.raises(CHECKER["Damaged"], match="0001-2.pdf is not what entry 0001"):
        CHECKER["read"](tmp_path / "forged.zip", convention.chain_head)
