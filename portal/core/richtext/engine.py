"""The port: `clean_html`, whichever engine does the work."""

import importlib
import re
from collections.abc import Callable

from portal.core.language.clean import UnreadableText, is_readable, without_hidden
from portal.core.richtext import limits

ENGINES = {"nh3": "portal.core.richtext.by_nh3", "bleach": "portal.core.richtext.by_bleach"}
"""In the order in which `auto` tries them."""

LINK = re.compile(r'<a((?: [a-z]+="[^"]*")*)>')
OUTWARD = re.compile(r' href="https?:', re.IGNORECASE)
IMAGE = re.compile(r'<img((?: [a-z]+="[^"]*")*) ?/?>')
ROUNDS = 3


class NoEngine(RuntimeError):
    """The wanted engine is not installed."""


class _Current:
    name = ""
    clean: Callable[[str], str] | None = None


def use(name: str) -> None:
    """Choose the engine by the setting: auto, nh3 or bleach."""
    for candidate in ENGINES if name == "auto" else (name,):
        try:
            module = importlib.import_module(ENGINES[candidate])
        except KeyError:
            raise NoEngine(f"There is no rich text engine {name!r}.") from None
        except ImportError:
            continue
        _Current.name, _Current.clean = candidate, module.clean
        return
    raise NoEngine(f"The rich text engine {name!r} is not installed.")


def engine_name() -> str:
    """The engine in use."""
    if _Current.clean is None:
        use("auto")
    return _Current.name


def clean_html(html: str) -> str:
    """The HTML with nothing but what is allowed. Refuses with TooComplex or UnreadableText."""
    if not is_readable(html):
        raise UnreadableText("The text holds half characters.")
    limits.check(html)
    if _Current.clean is None:
        use("auto")
    cleaned = _once(html)
    for _ in range(ROUNDS):  # what is stored must be what cleaning it again would give
        again = _once(cleaned)
        if again == cleaned:
            return cleaned
        cleaned = again
    raise limits.TooComplex("The text never becomes clean.")


def _once(html: str) -> str:
    assert _Current.clean is not None
    cleaned = without_hidden(_Current.clean(without_hidden(html)))
    return LINK.sub(_link, IMAGE.sub(_image, cleaned)).strip()


def _link(found: re.Match[str]) -> str:
    """Links that lead away lend nobody our name."""
    rel = ' rel="nofollow ugc noopener"' if OUTWARD.search(found[1]) else ""
    return f"<a{found[1]}{rel}>"


def _image(found: re.Match[str]) -> str:
    """A picture without an address is nothing; one without a description says so."""
    if ' src="' not in found[1]:
        return ""
    alt = "" if ' alt="' in found[1] else ' alt=""'
    return f"<img{found[1]}{alt}>"
