"""How papers are numbered: 临河综执告〔2025〕31号, with hexagonal brackets and no 第 (GB/T 9704)."""

from __future__ import annotations

import re

DOCUMENT_NUMBER = re.compile(r"(?!第)[\u3400-\u9fff]{2,20}〔(?:19|20)\d\d〕[1-9]\d{0,4}[号號]")


def is_document_number(text: str) -> bool:
    return DOCUMENT_NUMBER.fullmatch(text) is not None
