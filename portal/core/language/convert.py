"""From one Chinese script into the other, for text, HTML and names.

The shipped civic terms and the city's glossary come first, then the engine. Only characters change, never words;
quotation marks become those of the script.
"""

import hashlib
from collections.abc import Sequence
from itertools import chain

from portal.core.language import engines, tables
from portal.core.language.clean import is_readable, readable
from portal.core.language.dictionary import Dictionary, towards_hans, towards_hant
from portal.core.language.quotes import quoted_as_in
from portal.core.language.scripts import ONLY_HANS, ONLY_HANT, Script, detect

NAME_FORMS = {"钟": "鍾", "叶": "葉", "万": "萬", "广": "廣", "厂": "廠", "胜": "勝", "虫": "蟲", "种": "種"}
"""Characters of several forms that have one usual form in a name."""

PRIVATE = (*range(0xE000, 0xF900), *range(0xF0000, 0xF1000))
MARKUP = frozenset("<>&\"'")


class BadTerm(ValueError):
    """A pair of the glossary that could not be applied safely."""


class Glossary:
    """Terms of the city and names that are protected from the converter, as pairs (simplified, traditional)."""

    __slots__ = ("_names", "_whole", "pairs", "version")

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        for pair in pairs:
            _refuse_bad(pair)
        self.pairs = tuple(pairs)
        terms = tables.terms("civic.txt")
        in_names = [term for term in terms if "n" in term.flags]
        self._whole = {
            Script.HANT: Dictionary(towards_hant(terms, self.pairs)),
            Script.HANS: Dictionary(towards_hans(terms, self.pairs)),
        }
        self._names = {
            Script.HANT: Dictionary(dict([(t.hans, t.hant) for t in in_names] + list(self.pairs))),
            Script.HANS: Dictionary({hant: hans for hans, hant in self.pairs}),
        }
        self.version = _version(self._whole, self._names)

    def dictionary(self, target: Script) -> Dictionary:
        """The terms to replace in running text."""
        return self._whole[target]

    def names(self, target: Script) -> Dictionary:
        """The terms to replace inside a name."""
        return self._names[target]


def _refuse_bad(pair: tuple[str, str]) -> None:
    for term in pair:
        if not term or term.isascii() or not is_readable(term) or not MARKUP.isdisjoint(term):
            raise BadTerm(f"A glossary term must be a Chinese word without mark-up: {pair!r}")
        if any(ord(character) < 0x20 for character in term):
            raise BadTerm(f"A glossary term must stand on one line: {pair!r}")


def _version(*groups: dict[Script, Dictionary]) -> str:
    digest = hashlib.sha256(engines.name().encode())
    for dictionary in chain.from_iterable(group.values() for group in groups):
        digest.update(repr(sorted(dictionary.terms.items())).encode())
    return digest.hexdigest()[:12]


class _Current:
    glossary = Glossary()


def set_glossary(glossary: Glossary) -> None:
    """Use this glossary from now on, in this process."""
    _Current.glossary = glossary


def glossary() -> Glossary:
    """The glossary in use."""
    return _Current.glossary


def version() -> str:
    """Names the engine and every term in use: twins with another version are to be made again."""
    return _Current.glossary.version


def to_script(text: str, target: Script, *, source: Script | None = None) -> str:
    """The text in the wanted script.

    Text that is already in it stays as typed; only characters that the script never uses are mended.
    U+0000 is removed.
    """
    text = readable(text)
    if text.isascii():
        return text
    if (source or detect(text, default=target.other)) is target:
        return _mend(text, target)
    return _convert(text, target)


def convert_parts(parts: Sequence[str], target: Script, source: Script) -> list[str]:
    """Convert many pieces of one text in one go."""
    joint = _joint("".join(parts))
    if not joint:
        return [to_script(part, target, source=source) for part in parts]
    return to_script(joint.join(parts), target, source=source).split(joint)


def _convert(text: str, target: Script) -> str:
    between, kept = _Current.glossary.dictionary(target).cut(text)
    joint = _joint(text)
    if joint:
        between = engines.convert(joint.join(between), target).split(joint)
    else:
        between = [engines.convert(part, target) for part in between]
    converted = "".join(chain.from_iterable(zip(between, [*kept, ""], strict=True)))
    return quoted_as_in(converted, target)


def _mend(text: str, target: Script) -> str:
    foreign = ONLY_HANT if target is Script.HANS else ONLY_HANS
    if foreign.isdisjoint(text):
        return text
    whole = _convert(_convert(text, target.other), target)
    if len(whole) != len(text):
        return whole
    pairs = zip(text, whole, strict=True)
    return "".join(new if old in foreign else old for old, new in pairs)


def _joint(text: str) -> str:
    """A private character that the text does not use, to mark the joints of its pieces; "" if it uses all."""
    used = set(text)
    return next((chr(code) for code in PRIVATE if chr(code) not in used), "")


def name_to_script(name: str, target: Script) -> str:
    """The name of a person, shop or street: characters that could become several others stay as they are."""
    name = readable(name)
    between, kept = _Current.glossary.names(target).cut(name)
    converted = ["".join(_in_name(character, target) for character in part) for part in between]
    return "".join(chain.from_iterable(zip(converted, [*kept, ""], strict=True)))


def _in_name(character: str, target: Script) -> str:
    table = tables.simplified() if target is Script.HANT else tables.traditional()
    forms = table.forms.get(character)
    if forms is None:
        return character
    if target is Script.HANT and character in NAME_FORMS:
        return NAME_FORMS[character]
    return forms[0] if len(forms) == 1 or character in table.exclusive else character
