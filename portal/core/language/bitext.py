"""A text with its twin in the other script."""

import json
from dataclasses import dataclass
from typing import Self

from portal.core.language.clean import readable
from portal.core.language.convert import name_to_script, to_script
from portal.core.language.current import reader_script
from portal.core.language.markup import html_to_script
from portal.core.language.scripts import Script, detect

CODES = {
    (Script.HANS, False): "s",
    (Script.HANT, False): "t",
    (Script.HANS, True): "S",
    (Script.HANT, True): "T",
}
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
KINDS = {code: kind for kind, code in CODES.items()}


@dataclass(frozen=True, slots=True)
class Bitext:
    """What a person wrote, in the script they wrote it in and in the other one.

    `source` holds what was typed where the text was made from it (plain text behind HTML).
    `by_hand` says that a person wrote both, so that neither is a machine's twin.
    """

    hans: str
    hant: str
    script: Script
    source: str = ""
    by_hand: bool = False

    @classmethod
    def of(cls, text: str, script: Script | None = None) -> Self:
        """A text as typed, with the twin made by the converter."""
        text = readable(text)
        script = script or detect(text)
        return cls._made(text, to_script(text, script.other, source=script), script)

    @classmethod
    def name(cls, text: str, script: Script | None = None) -> Self:
        """The name of a person, shop or street: unclear characters stay."""
        text = readable(text)
        script = script or detect(text)
        return cls._made(text, name_to_script(text, script.other), script)

    @classmethod
    def html(cls, html: str, source: str = "", script: Script | None = None) -> Self:
        """Clean HTML: only its text has a twin."""
        html = readable(html)
        script = script or detect(html)
        return cls._made(html, html_to_script(html, script.other, source=script), script, readable(source))

    @classmethod
    def both(cls, hans: str, hant: str, script: Script = Script.HANS) -> Self:
        """Two versions written or approved by people."""
        return cls(readable(hans), readable(hant), script, by_hand=True)

    @classmethod
    def _made(cls, text: str, twin: str, script: Script, source: str = "") -> Self:
        hans, hant = (text, twin) if script is Script.HANS else (twin, text)
        return cls(hans, hant, script, source)

    def in_script(self, script: Script) -> str:
        """The text in this script."""
        return self.hans if script is Script.HANS else self.hant

    @property
    def original(self) -> str:
        """The text in the script it was written in."""
        return self.in_script(self.script)

    @property
    def shown_script(self) -> Script:
        """The script the current reader is shown."""
        return reader_script() or self.script

    @property
    def lang(self) -> str:
        """The `lang` of what the current reader is shown."""
        return self.shown_script.value

    @property
    def is_twin(self) -> bool:
        """Whether the current reader is shown what the converter made."""
        return not self.by_hand and self.shown_script is not self.script and self.hans != self.hant

    def __str__(self) -> str:
        return self.in_script(self.shown_script)

    def __bool__(self) -> bool:
        return bool(self.original)

    def __len__(self) -> int:
        return len(self.original)

    def to_json(self) -> str:
        """A compact array: code, text, twin (0 if the same), source."""
        parts: list[str | int] = [CODES[self.script, self.by_hand], self.original]
        if self.hans != self.hant:
            parts.append(self.in_script(self.script.other))
        if self.source:
            parts += [0, self.source] if self.hans == self.hant else [self.source]
        return compact(parts)

    @classmethod
    def from_json(cls, stored: str) -> Self:
        """Read what `to_json` wrote; ValueError for anything else."""
        parts = json.loads(stored)
        if not isinstance(parts, list) or not 2 <= len(parts) <= 4:
            raise ValueError("This is not a stored bilingual text.")
        code, original, twin, source = [*parts, 0, ""][:4] if len(parts) == 2 else [*parts, ""][:4]
        twin = original if twin == 0 else twin
        if not all(isinstance(part, str) for part in (code, original, twin, source)) or code not in KINDS:
            raise ValueError("This is not a stored bilingual text.")
        script, by_hand = KINDS[code]
        hans, hant = (original, twin) if script is Script.HANS else (twin, original)
        return cls(hans, hant, script, source, by_hand)
