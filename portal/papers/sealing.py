"""The city's electronic seal on PDFs (PAdES), where a certificate has been configured."""

from __future__ import annotations

import importlib
import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from portal.core.config import Config
from portal.papers.timestamps import stamper

FIELD = "CitySeal"


class CannotSeal(Exception):
    """The certificate cannot be read, its password is wrong, or the authority gives no time stamp."""


@dataclass(frozen=True)
class Certificate:
    """A PKCS#12 file with the key, its password, and the address of the authority that stamps the time, if any."""

    path: str
    password: str
    timestamp_url: str = ""

    @property
    def words(self) -> dict[str, str]:
        return {"certificate": self.path, "password": self.password, "timestamp_url": self.timestamp_url}


def certificate_of(config: Config) -> Certificate | None:
    """What the installation has been given; None: PDFs stay without a seal, and say so."""
    if not config.pdf_certificate:
        return None
    return Certificate(config.pdf_certificate, config.pdf_certificate_password, config.pdf_timestamp_url)


@cache
def signer(certificate: Certificate) -> Any:
    """Loaded once: it needs libraries that nobody without a certificate should wait for."""
    signers = importlib.import_module("pyhanko.sign.signers")
    found = signers.SimpleSigner.load_pkcs12(certificate.path, passphrase=certificate.password.encode())
    if found is None:
        raise CannotSeal(certificate.path)
    return found


def holder_of(certificate: Certificate) -> str:
    """Whose seal it is, as the certificate says."""
    return str(signer(certificate).subject_name)


def sealed(content: bytes, certificate: Certificate | None) -> bytes:
    """The PDF with a PAdES baseline signature (B-T with a time stamp, else B-B); without a certificate as it was.

    Never with half of what was configured: `CannotSeal` when the authority does not answer.
    """
    if certificate is None:
        return content
    signers = importlib.import_module("pyhanko.sign.signers")
    fields = importlib.import_module("pyhanko.sign.fields")
    writer = importlib.import_module("pyhanko.pdf_utils.incremental_writer")
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    out = io.BytesIO()
    try:
        signers.sign_pdf(
            writer.IncrementalPdfFileWriter(io.BytesIO(content)),
            about,
            signer=signer(certificate),
            timestamper=stamper(certificate.timestamp_url) if certificate.timestamp_url else None,
            output=out,
        )
    except OSError as error:
        raise CannotSeal(f"no time stamp: {error}") from error
    return out.getvalue()
