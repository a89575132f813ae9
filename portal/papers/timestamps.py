"""The time stamp of an authority (RFC 3161) on the city's seal, where its address has been configured."""

from __future__ import annotations

import importlib
import urllib.request
from functools import cache
from typing import Any

PATIENCE, MOST_BYTES = 20, 1_000_000  # seconds; an answer is a few thousand bytes


def answer_of(address: str, question: bytes) -> bytes:
    """What the authority says to a query; OSError when it cannot be reached."""
    asked = urllib.request.Request(  # noqa: S310 - the address is the installation's own, http or https only
        address,
        data=question,
        headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
    )
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - the same address
        said: bytes = answer.read(MOST_BYTES)
    return said


@cache
def stamper(address: str) -> Any:
    """What pyHanko asks for time stamps. Loaded only where a seal is made."""
    stamps = importlib.import_module("pyhanko.sign.timestamps")
    tsp = importlib.import_module("asn1crypto.tsp")

    async def ask(_self: Any, request: Any) -> Any:
        return tsp.TimeStampResp.load(answer_of(address, request.dump()))

    return type("Authority", (stamps.TimeStamper,), {"async_request_tsa_response": ask})()
