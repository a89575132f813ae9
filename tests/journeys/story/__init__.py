"""The story of the doors, act by act; who plays in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cast:
    """Usernames in the demo city; other people in each script."""

    founder: str
    founder_name: str
    drafter: str
    neighbours: tuple[str, str]

    @property
    def members(self) -> tuple[str, ...]:
        return (self.founder, self.drafter, *self.neighbours)


CASTS = {
    "zh_Hans": Cast("wangxiulan", "王秀兰", "yexiaotang", ("lingjianzhong", "shenfugen")),
    "zh_Hant": Cast("linyuchen", "林宥辰", "tsaipeishan", ("jinchune", "hedayong")),
}
EDITOR, REVIEWER, ISSUER, WORKER = "suwenbo", "hejingyi", "liangqixin", "chenxuemei"
CLERK, AUDITOR = "jinxiaoman", "yanruoshui"
