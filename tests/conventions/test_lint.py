"""What the lint finds in a clause, and what it must leave alone."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from portal.conventions.rules.lint import (
    ClauseText,
    Code,
    is_hollow,
    is_negated,
    lint,
    lint_rules,
)
from portal.core.language import Script, to_script

with (Path(__file__).parent / "data" / "lint_examples.toml").open("rb") as file:
    EXAMPLES = tomllib.load(file)
WRONG = [(Code(code), text) for code, rows in EXAMPLES.items() for text in rows["wrong"]]
RIGHT = [(Code(code), text) for code, rows in EXAMPLES.items() for text in rows["right"]]
SOUND = ClauseText(text="每天开门前，各店把门前三米扫一遍。", modality="agree", subject="", has_source=True)


def refusals(text: str) -> set[Code]:
    return {finding.code for finding in lint(ClauseText(text=text)) if finding.code.blocks}


def in_simplified(text: str, by: Script) -> str:
    """As it arrives when it was written in this script: the other one's twin, folded back."""
    return to_script(to_script(text, by), Script.HANS)


def test_there_are_sixty_of_each_in_both_scripts() -> None:
    hant = [text for _code, text in (*WRONG, *RIGHT) if to_script(text, Script.HANS) != text]

    assert len(WRONG) >= 60
    assert len(RIGHT) >= 60
    assert len(hant) >= 30


@pytest.mark.parametrize("script", list(Script))
@pytest.mark.parametrize(("code", "text"), WRONG)
def test_what_a_convention_may_not_say(code: Code, text: str, script: Script) -> None:
    assert code in refusals(in_simplified(text, script))


@pytest.mark.parametrize("script", list(Script))
@pytest.mark.parametrize(("code", "text"), RIGHT)
def test_what_only_looks_like_it(code: Code, text: str, script: Script) -> None:
    assert refusals(in_simplified(text, script)) == set()


def codes(clause: ClauseText) -> list[Code]:
    return [finding.code for finding in lint(clause)]


def test_a_sound_clause() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        (ClauseText(text="各店每天清扫门前。", has_source=False), Code.NO_SOURCE),
        (ClauseText(text="对有困难的家庭适当减免。"), Code.VAGUE),
        (ClauseText(text="必要时召开会议。", subject=""), Code.VAGUE),
        (ClauseText(text="各店每天清扫门前。" + "随脏随扫。" * 30), Code.LONG),
        (ClauseText(text="爱国守法，诚实守信，尊老爱幼。"), Code.HOLLOW),
        (ClauseText(text="遵守国家法律法规。", modality="advocate"), Code.HOLLOW),
        (ClauseText(text="每天清扫门前两次。", modality="agree"), Code.NO_SUBJECT),
        (ClauseText(text="不在店外堆放。", modality="forbid"), Code.NO_SUBJECT),
    ],
)
def test_what_makes_a_clause_weak(clause: ClauseText, code: Code) -> None:
    assert code in codes(clause)


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        (ClauseText(text="各店每天清扫门前。", has_source=True), Code.NO_SOURCE),
        (ClauseText(text="对有困难的家庭，由理事会适当减免。"), Code.VAGUE),
        (ClauseText(text="必要时召开会议。", subject="理事会"), Code.VAGUE),
        (ClauseText(text="字" * 120), Code.LONG),
        (ClauseText(text="诚实守信：足斤足两，缺一两补一斤，公平秤放在市场东门。"), Code.HOLLOW),
        (ClauseText(text="每天清扫门前两次。", subject="商户"), Code.NO_SUBJECT),
        (ClauseText(text="每天清扫门前两次。", modality="advocate"), Code.NO_SUBJECT),
    ],
)
def test_what_is_good_enough(clause: ClauseText, code: Code) -> None:
    assert code not in codes(clause)


@pytest.mark.parametrize(
    ("sentence", "word", "negated"),
    [
        ("联盟不罚款", "罚款", True),
        ("不得以任何名义罚款", "罚款", True),
        ("不罚款、不扣押、不没收", "没收", True),
        ("不交清洁费的罚款", "罚款", False),
        ("不得乱停，违者罚款", "罚款", False),
        ("禁止停车否则罚款", "罚款", False),
    ],
)
def test_a_negation_reaches_its_own_verb_only(sentence: str, word: str, *, negated: bool) -> None:
    assert is_negated(sentence, sentence.index(word)) is negated


def test_gaps_do_not_hide_a_word() -> None:
    assert Code.FINE in refusals("违者罚 款\u3000五十元。")


def test_every_refusal_names_its_law_and_since_when() -> None:
    rules = lint_rules().rules

    assert {rule.code for rule in rules} == {code for code in Code if code.blocks}
    for rule in rules:
        assert rule.laws
        assert all(law.name and date(1949, 10, 1) < law.since for law in rule.laws)
        assert all(
            re.fullmatch(r"(第[一二三四五六七八九十百千零]+条(第[一二三四五六]款)?、?)*", law.articles)
            for law in rule.laws
        )


def test_a_sentence_of_the_law_with_something_of_ones_own_is_not_hollow() -> None:
    known = ("诚实守信",)

    assert is_hollow("诚实守信。", known)
    assert not is_hollow("诚实守信：公平秤放在市场东门。", known)
    assert not is_hollow("公平秤", known)


@pytest.mark.parametrize("piece", ["外地", "不得", "家属取消", "公布照片", "违者罚", "（", "上访"])
def test_the_worst_text_is_looked_through_in_little_work(piece: str) -> None:
    """No pattern runs away: ten times the text takes about ten times as long, here 40,000 characters."""
    assert isinstance(lint(ClauseText(text=piece * (40_000 // len(piece)))), tuple)
