"""Names of accounts and people: which are fine, and which are the same to the eye."""

from __future__ import annotations

import re
import unicodedata

from portal.core.language import Script
from portal.core.language.engines import convert

USERNAME = re.compile(r"[A-Za-z0-9\u3400-\u9fff][A-Za-z0-9_.\-\u3400-\u9fff]{2,31}")
NAME = re.compile(r"[^\W_](?:[^\W_]|[ ·・•\-'’.]){1,23}")
ERASED = "已注销用户"
# nobody may look like the portal itself or like an office
RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "root",
        "system",
        "sysadmin",
        "webmaster",
        "postmaster",
        "security",
        "support",
        "help",
        "official",
        "moderator",
        "api",
        "www",
        "mail",
        "null",
        "none",
        "anonymous",
        "guest",
        "portal",
        "yiyue",
        "me",
        "管理员",
        "系统管理员",
        "网站管理员",
        "超级管理员",
        "系统",
        "官方",
        "客服",
        "版主",
        "匿名",
        "游客",
        "访客",
        "议约",
        "平台",
        "市政府",
        "人民政府",
        "街道办",
        "街道办事处",
        "居委会",
        "社区居委会",
        "公安局",
        "派出所",
        "市委",
        "市长",
        "书记",
        "通知",
        "系统通知",
    ]
)


def fold(name: str) -> str:
    """Names that look or read the same fold to the same: width, case, script and spaces do not count."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return convert("".join(plain.split()).replace("\0", ""), Script.HANS)


def is_reserved(name: str) -> bool:
    folded = fold(name)
    return folded in RESERVED or folded.startswith(ERASED)


def fits_username(username: str) -> bool:
    return bool(USERNAME.fullmatch(username))


def fits_name(name: str) -> bool:
    return bool(NAME.fullmatch(name))
