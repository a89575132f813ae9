"""Merging is pure: texts in, a text or a conflict out."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.conventions.rules import ClauseText, TextPair, text_hash
from portal.conventions.rules.documents import (
    PLACE,
    PRESENCE,
    Change,
    Conflict,
    Wording,
    added,
    changed,
    changes,
    merge,
    moved,
    removed,
)
from portal.conventions.rules.wording import (
    Edit,
    Span,
    applied,
    edits,
    merged_texts,
    overruled,
    retwinned,
    spans,
    tokens_of,
)
from portal.core.language import Script, to_script

SWEEP = "每日开门前、打烊前各清扫一次，随脏随扫。"
text = st.text(alphabet="甲乙丙丁，。ab 1", max_size=12)
sentence = st.text(alphabet="甲乙丙丁戊己庚辛，。", max_size=30)


def hant(words):
    return to_script(words, Script.HANT, source=Script.HANS)


def said(words, **kw):
    return Wording(text=TextPair(words, hant(words)), **kw)


def written(document):
    return "".join(wording.text.hans for wording in document.values())


def exact(document):
    clauses = [
        ClauseText(number=n, text=w.text, heading=w.heading, chapter=w.chapter)
        for n, w in enumerate(document.values(), 1)
    ]
    return text_hash(clauses)


BASE = {
    key: said(words)
    for key, words in zip("abcdef", ("甲一", "乙二", "丙三", "丁四", "戊五", "己六"), strict=True)
}


def test_a_token_is_a_character_a_word_or_a_number():
    assert tokens_of("扫APP码15分, 好") == ("扫", "APP", "码", "15", "分", ",", " ", "好")


@given(text, text)
def test_the_edits_turn_the_base_into_the_text(base, new):
    before, after = tokens_of(base), tokens_of(new)

    assert applied(before, edits(before, after)) == after


def test_the_same_change_is_the_same_edit_wherever_it_was_seen():
    assert edits(tuple("扫扫扫"), tuple("扫扫")) == (Edit(0, 1, ()),)
    assert edits(tuple("扫扫"), tuple("扫扫扫")) == (Edit(0, 0, ("扫",)),)


@given(text, text)
def test_merging_with_nothing_changes_nothing(base, new):
    assert merged_texts(base, [base, new]) == new
    assert merged_texts(base, [new]) == new
    assert merged_texts(base, [new, new]) == new


@given(text, text, text)
def test_merging_has_no_favourite(base, one, other):
    assert merged_texts(base, [one, other]) == merged_texts(base, [other, one])


@given(sentence, sentence, sentence, sentence)
def test_the_order_of_many_changes_to_one_text_makes_no_difference(base, one, two, three):
    found = {merged_texts(base, list(order)) for order in permutations((one, two, three))}

    assert len(found) == 1


def test_two_changes_apart_in_one_clause_are_both_taken():
    assert (
        merged_texts(
            SWEEP, ["每日开门前、打烊前各清扫两次，随脏随扫。", "每日开门前、打烊后各清扫一次，随脏随扫。"]
        )
        == "每日开门前、打烊后各清扫两次，随脏随扫。"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SWEEP.replace("一次", "两次"), SWEEP.replace("一次", "三次")),  # the same place
        (SWEEP.replace("清扫", "打扫"), SWEEP.replace("扫一", "洗一")),  # overlapping
        (SWEEP.replace("清", "打"), SWEEP.replace("扫一次", "洗一次")),  # touching
        (SWEEP.replace("清扫", "打扫"), SWEEP.replace("一次", "两次")),  # one character between them
        (SWEEP.replace("，", "，雨雪天除外，"), SWEEP.replace("，", "，节日除外，")),  # two insertions
        (SWEEP.replace("随脏随扫", ""), SWEEP.replace("随脏", "一脏")),  # struck out and changed
    ],
)
def test_changes_in_one_place_are_a_conflict(one, other):
    assert merged_texts(SWEEP, [one, other]) is None
    assert merged_texts(SWEEP, [other, one]) is None


def test_where_a_change_could_stand_in_two_places_both_are_guarded():
    # striking out one of the two 扫 could mean either; something written between them has no sure place
    assert merged_texts("天天扫扫地", ["天天扫地", "天天扫一扫地"]) is None


def test_a_twin_corrected_by_hand_keeps_what_was_not_touched():
    before, by_hand = "商户在里面打扫干净。", "商戶在裡頭打掃乾淨。"

    assert retwinned(before, by_hand, "商户在里面每天打扫干净。", hant) == "商戶在裡頭每天打掃乾淨。"


def test_where_the_corrected_words_themselves_change_the_twin_is_made_anew():
    before, by_hand = "商户在里面打扫干净。", "商戶在裡頭打掃乾淨。"

    assert retwinned(before, by_hand, "商户在里间打扫干净。", hant) == "商戶在裡間打掃乾淨。"


@given(sentence, sentence)
def test_without_corrections_the_twin_is_the_converters(before, new):
    assert retwinned(before, hant(before), new, hant) == hant(new)


@given(text, text)
def test_the_upper_text_stands_whatever_lies_below(base, over):
    before, after = tokens_of(base), tokens_of(over)

    assert overruled(before, before, after) == after
    assert overruled(before, after, before) == after


@given(text, text)
def test_a_marked_text_holds_both_texts(before, after):
    marked = spans(before, after)

    assert "".join(s.text for s in marked if s.kind != "ins") == before
    assert "".join(s.text for s in marked if s.kind != "del") == after


def test_marks_are_read_in_pieces_a_person_can_follow():
    assert spans(SWEEP, SWEEP.replace("一次", "两次")) == (
        Span("same", "每日开门前、打烊前各清扫"),
        Span("del", "一"),
        Span("ins", "两"),
        Span("same", "次，随脏随扫。"),
    )
    assert spans("不得占道经营。", "摊位收在门内。") == (
        Span("del", "不得占道经营。"),
        Span("ins", "摊位收在门内。"),
    )


def test_changes_to_different_clauses_never_collide():
    ours = changed(moved(BASE, "a", "c"), "b", said("乙二改"))
    theirs = removed(added(BASE, "n", said("新"), "d"), "f")

    both = merge(BASE, ours, theirs)

    assert both.conflicts == ()
    assert list(both.document) == ["b", "c", "a", "d", "n", "e"]
    assert both.document["b"] == said("乙二改")
    assert merge(BASE, theirs, ours).document == both.document


@pytest.mark.parametrize(
    ("ours", "theirs", "conflict"),
    [
        (changed(BASE, "a", said("甲改")), changed(BASE, "a", said("甲换")), Conflict("a", ("text",))),
        (changed(BASE, "a", said("甲改")), removed(BASE, "a"), Conflict("a", (PRESENCE,))),
        (removed(BASE, "a"), changed(BASE, "a", said("甲改")), Conflict("a", (PRESENCE,))),
        (moved(BASE, "a", "c"), moved(BASE, "a", "e"), Conflict("a", (PLACE,))),
        (moved(BASE, "a", "c"), removed(BASE, "a"), Conflict("a", (PLACE,))),
        (
            changed(BASE, "a", said("甲一", modality="forbid")),
            changed(BASE, "a", said("甲一", modality="agree")),
            Conflict("a", ("modality",)),
        ),
    ],
)
def test_collisions_name_the_clause_and_what_collides(ours, theirs, conflict):
    found = merge(BASE, ours, theirs)

    assert found.conflicts == (conflict,)
    assert dict(found.document) == dict(ours)


def test_both_people_doing_the_same_is_no_conflict():
    both = moved(changed(removed(BASE, "f"), "a", said("甲改")), "b", "e")

    assert merge(BASE, both, both).document == both


def test_sources_are_brought_together():
    one = changed(BASE, "a", said("甲一", sources=("法", "规")))
    other = changed(BASE, "a", said("甲一", sources=("俗",)))

    assert merge(BASE, one, other).document["a"].sources == ("俗", "法", "规")


def test_two_new_clauses_in_one_place_stand_by_their_keys():
    first, second = added(BASE, "n1", said("新一"), "b"), added(BASE, "n2", said("新二"), "b")

    assert list(merge(BASE, second, first).document) == ["a", "b", "n1", "n2", "c", "d", "e", "f"]


def test_the_text_of_the_other_script_merges_by_itself():
    base = {"a": Wording(text=TextPair("打扫干净", "打掃乾淨"))}
    corrected = {"a": Wording(text=TextPair("打扫干净", "清掃乾淨"))}
    theirs = {"a": Wording(text=TextPair("打扫干净。", "打掃乾淨。"))}

    assert merge(base, corrected, theirs).document["a"].text == TextPair("打扫干净。", "清掃乾淨。")


@st.composite
def amendments(draw):
    """Up to five changes to one base, each with the text its author wrote."""
    found = []
    for number in range(draw(st.integers(2, 5))):
        key = draw(st.sampled_from("abcdef"))
        kind = draw(st.sampled_from(("change", "add", "delete", "move")))
        if kind == "change":
            words = (
                draw(st.sampled_from(("新", "旧", "")))
                + BASE[key].text.hans
                + draw(st.sampled_from(("。", "，", "")))
            )
            found.append(changed(BASE, key, said(words)))
        elif kind == "add":
            found.append(added(BASE, f"n{number}", said(f"新{number}"), key))
        elif kind == "delete":
            found.append(removed(BASE, key))
        else:
            other = draw(st.sampled_from([k for k in "abcdef" if k != key]))
            found.append(moved(BASE, key, other))
    return found


def accept_all(order, texts):
    """Accept one by one, as the portal does; None as soon as one is refused."""
    document, taken = dict(BASE), []
    for n in order:
        both = merge(BASE, document, texts[n], taken)
        if both.conflicts:
            return None
        document, taken = dict(both.document), [*taken, texts[n]]
    return document


@given(amendments())
def test_any_order_of_amendments_that_do_not_collide_gives_the_same_text(texts):
    found = [accept_all(order, texts) for order in permutations(range(len(texts)))]

    assert len({None if one is None else exact(one) for one in found}) == 1
    assert len({None if one is None else tuple(one) for one in found}) == 1


@given(amendments())
def test_a_refused_amendment_leaves_the_text_as_it_was(texts):
    document = dict(BASE)
    for theirs in texts:
        both = merge(BASE, document, theirs)
        if both.conflicts:
            assert dict(both.document) == document
        document = dict(both.document)


def test_a_long_text_is_compared_clause_by_clause():
    after = removed(moved(changed(added(BASE, "n", said("新"), "a"), "c", said("丙改")), "f", "b"), "e")

    found = changes(BASE, after)

    assert [(c.kind, c.key, c.number_before, c.number_after, c.moved) for c in found] == [
        ("same", "a", 1, 1, False),
        ("added", "n", None, 2, False),
        ("same", "b", 2, 3, False),
        ("same", "f", 6, 4, True),
        ("changed", "c", 3, 5, False),
        ("same", "d", 4, 6, False),
        ("removed", "e", 5, None, False),
    ]
    assert found[4].fields == ("text",)
    assert isinstance(found[0], Change)
