"""Words that several opinions share, and which of them look alike: a hand for the person who groups them.

Everything is folded to simplified characters first; traditional text breaks such counting. It never decides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from portal.core.language import Script, to_script
from portal.core.similar import alike, folded, pairs

LIKE = 0.3
LONGEST = 4
COMMON, NEAREST = 40, 8
"""A pair in which more groups begin than that says little; so many leaders are looked at closely."""
CJK = r"一-鿿"
CUT = re.compile(
    rf"[^\w{CJK}]+|[的了吗呢吧啊呀和与及在是有也就都还又很太更最不没能会要把被让给对从到个们我你您他她它这那]"
    r"|(?:觉得|应该|可以|希望|建议|问题|现在|因为|所以|如果|但是|不过|什么|怎么|为什么|大家|一个|一下|自己|已经|时候)"
)
LATIN = re.compile(r"[a-z0-9]+")


def words_in(text: str) -> frozenset[str]:
    """Runs of two to four characters between little words, and whole Latin words."""
    found: set[str] = set()
    for run in CUT.split(to_script(text, Script.HANS).casefold()):
        found |= {word for word in LATIN.findall(run) if len(word) > 1 and not word.isdigit()}
        for part in LATIN.sub(" ", run).split():
            found |= {part[i : i + n] for n in range(2, LONGEST + 1) for i in range(len(part) - n + 1)}
    return frozenset(found)


def key_words(texts: Iterable[str], *, most: int = 12, least: int = 2) -> list[tuple[str, int]]:
    """What at least `least` texts speak of, with the number of texts; a part of a longer word is left out."""
    counted = Counter(word for text in texts for word in words_in(text))
    kept: list[tuple[str, int]] = []
    for word, number in sorted(counted.items(), key=lambda one: (-one[1] * len(one[0]), one[0])):
        if number < least:
            continue
        overlaps = any(word in other or other in word for other, _n in kept)
        if not overlaps and len(kept) < most:
            kept.append((word, number))
    return kept


def speaks_of(text: str, word: str) -> bool:
    wanted = to_script(word, Script.HANS).casefold()
    return wanted in to_script(text, Script.HANS).casefold()


def look_alike(texts: Sequence[tuple[int, str]], *, least: float = LIKE) -> list[list[int]]:
    """Numbers of texts that look alike, the largest group first; whatever stands alone is left out.

    The first text of a group leads it, so the same texts in the same order give the same groups. A text is compared
    with the leaders that share most of its rarer pairs, so thousands of texts take no more than a moment.
    """
    groups: list[tuple[frozenset[str], list[int]]] = []
    led: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in texts:
        own = pairs(folded(text))
        shared = Counter(place for pair in sorted(own) for place in led[pair] if len(led[pair]) <= COMMON)
        near = max(
            (place for place, _many in shared.most_common(NEAREST)),
            key=lambda place: alike(own, groups[place][0]),
            default=None,
        )
        if near is not None and alike(own, groups[near][0]) >= least:
            groups[near][1].append(number)
            continue
        for pair in own:
            led[pair].append(len(groups))
        groups.append((own, [number]))
    return sorted((held for _lead, held in groups if len(held) > 1), key=lambda held: (-len(held), held[0]))
