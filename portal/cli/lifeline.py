"""A process started by `portal run` ends with it, even when that one is killed and can tell nobody."""

from __future__ import annotations

import os
import signal
import threading


def end_with_parent() -> None:
    """Standard input is a pipe whose other end only the parent holds: it closes when the parent is gone."""
    threading.Thread(target=wait_for_the_end, name="lifeline", daemon=True).start()


def wait_for_the_end() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
