"""A few thousand invented texts of a city in both scripts, and questions to ask them."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from functools import cache

from opencc import OpenCC

from portal.core.language import Bitext
from portal.search.documents import Doc
from portal.search.fold import fold

WORDS = [
    "禾塘市",
    "临河街道",
    "南津街道",
    "鹤坪街道",
    "东汇街道",
    "柳泾镇",
    "新开路",
    "后街",
    "古井里",
    "台前社区",
    "商户自治公约",
    "商圈联盟",
    "门前三包",
    "垃圾分类",
    "店外经营",
    "油烟净化",
    "三治面券",
    "黑鱼面",
    "积分兑换",
    "积分榜",
    "红黑榜",
    "好人好事",
    "邀您来商议",
    "邀您来找茬",
    "停车位",
    "电动自行车",
    "充电桩",
    "消防通道",
    "楼道堆物",
    "飞线充电",
    "噪音扰民",
    "广场舞",
    "广告牌匾",
    "占道经营",
    "乱涂乱画",
    "下水道",
    "路灯",
    "雨棚",
    "晾衣",
    "宠物",
    "遛狗",
    "业主大会",
    "物业公司",
    "居民代表",
    "征求意见",
    "表决",
    "签署",
    "公示",
    "异议",
    "复核",
    "采纳",
    "不予采纳",
    "处置中",
    "已结案",
    "整改",
    "罚款",
    "表扬",
    "志愿者",
    "王建国",
    "李秀英",
    "阿依古丽",
    "欧阳修远",
    "范于余",
    "周云谷",
    "干部",
    "干净",
    "头发",
    "发展",
    "面条",
    "表面",
    "皇后",
    "以后",
    "著名",
    "看着",
    "共享",
    "程序",
    "支持",
    "麻辣烫",
    "理发店",
    "水果铺",
    "五金店",
    "早餐",
    "夜市",
    "菜市场",
    "卤味",
    "茶馆",
    "药房",
    "书店",
    "网吧",
    "快递",
    "麵馆",
    "𠮷野家",
    "信息",
    "互联网",
    "网络",
]
GLUE = [
    "的",
    "和",
    "在",
    "与",
    "请",
    "已",
    "将",
    "对",
    "因",
    "为",
    "由",
    "了",
    "各",
    "全体",
    "我们",
    "大家",
    "每周",
    "每月",
    "认真",
    "及时",
    "共同",
    "不得",
    "应当",
    "可以",
]
LATIN = [
    "WiFi",
    "APP",
    "GB/T",
    "2025",
    "2026",
    "100",
    "95%",
    "12345",
    "A座",
    "3号楼",
    "HT-LH-0137-K",
    "KTV",
    "LED",
]
STOPS = "，，，。；、"
START = datetime(2025, 1, 1, tzinfo=UTC)
to_traditional, to_simplified = OpenCC("s2tw"), OpenCC("t2s")


def both(text: str) -> Bitext:
    return Bitext.both(to_simplified.convert(text), to_traditional.convert(text))


def sentence(dice: random.Random, parts: int) -> str:
    def part() -> str:
        word = dice.choice(LATIN) if dice.random() < 0.08 else dice.choice(WORDS)
        return dice.choice(GLUE) + word if dice.random() < 0.5 else word

    return "".join(part() + (dice.choice(STOPS) if dice.random() < 0.3 else "") for _ in range(parts))


def doc(number: int, dice: random.Random) -> Doc:
    title = both(sentence(dice, 3))
    body = both("\n".join(sentence(dice, dice.randint(6, 20)) for _ in range(dice.randint(1, 3))))
    if dice.random() < 0.2:
        body = Bitext.both(body.hans, body.hant.replace("網絡", "網路").replace("共享", "共用"))
    return Doc(
        kind=dice.choice(["convention", "topic", "consultation", "board_entry"]),
        object_id=number,
        title=title,
        body=body,
        path=f"/x/{number}",
        at=START + timedelta(hours=number),
        place_path=dice.choice(["/1/", "/1/2/", "/1/2/7/", "/1/3/", "/1/20/"]),
    )


@cache
def docs(count: int) -> list[Doc]:
    dice = random.Random(2025)
    return [doc(number, dice) for number in range(1, count + 1)]


@cache
def questions(count: int) -> list[str]:
    """Characters, words, odd pieces, two words, traditional spellings, Latin words: 145 of them."""
    dice = random.Random(2026)
    texts = [text for each in docs(count) for text in (each.body.hans, each.body.hant)]

    def piece(length: int) -> str:
        while True:
            text = dice.choice(texts)
            at = dice.randrange(len(text))
            found = text[at : at + length]
            if re.fullmatch(r"[㐀-鿿]+", found) and len(found) == length:
                return found

    def word(length: int) -> str:
        return dice.choice([known for known in WORDS if len(known) == length])

    return [
        *(piece(1) for _ in range(20)),
        *(piece(2) for _ in range(20)),
        *(word(2) for _ in range(10)),
        *(piece(4) for _ in range(20)),
        *(word(4) for _ in range(10)),
        *(piece(8) for _ in range(20)),
        *(f"{piece(2)} {word(3)}" for _ in range(20)),
        *(to_traditional.convert(word(4)) for _ in range(10)),
        *("麵", "裡", "後", "發", "乾淨", "著名", "看著", "臺前", "台前", "𠮷野"),
        *("wifi", "2025", "ktv", "12345", "ＡＰＰ"),
    ]


def truth(question: str, among: list[Doc]) -> set[int]:
    """Read everything from the beginning to the end: slow and right."""
    return {each.object_id for each in among if all(stands_in(word, each) for word in question.split())}


def stands_in(word: str, each: Doc) -> bool:
    wanted = fold(word)
    return any(found(wanted, text) for text in folded_texts(each))


def found(wanted: str, text: str) -> bool:
    if wanted.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", text) is not None
    return wanted in text


TEXTS: dict[int, list[str]] = {}


def folded_texts(each: Doc) -> list[str]:
    if each.object_id not in TEXTS:
        written = (each.title.hans, each.title.hant, each.body.hans, each.body.hant)
        TEXTS[each.object_id] = [fold(text) for text in written]
    return TEXTS[each.object_id]
