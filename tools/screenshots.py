"""Take the two pictures of the README anew from a demo city: a telephone in simplified, a desktop in traditional script.

python tools/screenshots.py [ADDRESS]      of a portal that runs; without it one is started with a city of its own
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import chromium
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
LARGEST = 200 * 1024
PICTURES = {
    "phone-zh-hans.png": ("/zh-hans/", {"width": 390, "height": 844}, 2),
    "desktop-zh-hant.png": ("/zh-hant/conventions/", {"width": 1280, "height": 860}, 1),
}


def a_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def a_portal() -> Iterator[str]:
    """A portal with the demo city, stopped and thrown away at the end."""
    port = a_port()
    with tempfile.TemporaryDirectory() as folder:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        more = {"PORTAL_INSTANCE_DIR": folder, "PORT": str(port), "PORTAL_WORKERS": "1"}
        process = subprocess.Popen([sys.executable, "-m", "portal", "run"], cwd=ROOT, env={**clean, **more})
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/healthz", process)
            yield address
        finally:
            process.terminate()
            process.wait(60)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _second in range(300):
        if process.poll() is not None:
            raise SystemExit("the portal did not start")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(1)
    raise SystemExit("the portal did not answer")


def take(browser: Browser, address: str, size: dict[str, int], scale: int) -> bytes:
    page = browser.new_page(viewport=size, device_scale_factor=scale, color_scheme="light")
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise SystemExit(f"{address} has no picture")
    taken = page.screenshot()
    page.close()
    return taken


def optimised(taken: bytes) -> bytes:
    """With as many colours as fit into the space."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise SystemExit("the picture does not fit")


def main(arguments: list[str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if arguments:
        take_all(arguments[0])
    else:
        with a_portal() as address:
            take_all(address)
    return 0


def take_all(address: str) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.get(), args=["--no-sandbox"])
        for name, (path, size, scale) in PICTURES.items():
            content = optimised(take(browser, address.rstrip("/") + path, size, scale))
            (FOLDER / name).write_bytes(content)
            print(f"docs/images/{name}: {len(content) // 1024} KB")
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
