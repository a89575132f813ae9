"""The portal's words in both scripts.

Each feature keeps its own catalogue, `translations/<locale>/LC_MESSAGES/<feature>.po`; `compile` melts them
into the one `messages.mo` that is loaded. Sentences of core, layouts and macros stand in `portal.po`.

  python tools/i18n.py missing [FEATURE]   what has no translation yet, as JSON to fill in
  python tools/i18n.py fill FILE.json      {"msgid": "简体"} or {"msgid": ["简体", "繁體"]}; - reads standard input
  python tools/i18n.py check               every sentence in both scripts, values and scripts right, nothing unused
  python tools/i18n.py update              drop what nobody says any more, move what moved, write messages.pot
  python tools/i18n.py compile             make messages.mo where a catalogue is newer
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from portal.core.language import Script, to_script, wrong_script_characters  # noqa: E402
from tools.catalogues import melt  # noqa: E402

Said = dict[str, tuple[str, str | None]]

FOLDER = ROOT / "translations"
LOCALES = {"zh_Hans": Script.HANS, "zh_Hant": Script.HANT}
SHARED = "portal"
KEYWORDS = {name: None for name in ("_", "_l", "N_", "gettext", "lazy_gettext")} | {
    name: (1, 2) for name in ("_n", "ngettext")
}
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: yiyue\\n"
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
# what an editor in Taiwan says differently in an interface; the rest is a matter of script
SPOKEN = [
    ("退出登录", "登出"), ("登录", "登入"), ("注册", "註冊"), ("账号", "帳號"), ("账户", "帳戶"), ("搜索", "搜尋"),
    ("短信", "簡訊"), ("打印", "列印"), ("保存", "儲存"), ("默认", "預設"), ("信息", "資訊"), ("数据", "資料"),
    ("网络", "網路"), ("视频", "影片"), ("提交", "送出"), ("链接", "連結"), ("二维码", "QR 碼"), ("屏幕", "螢幕"),
    ("菜单", "選單"), ("服务器", "伺服器"), ("设置", "設定"), ("用户名", "使用者名稱"), ("用户", "使用者"),
    ("字符", "字元"), ("粘贴", "貼上"), ("复制", "複製"), ("浏览器", "瀏覽器"), ("字体", "字型"), ("反馈", "回饋"),
    ("邮箱", "信箱"), ("手机号", "手機號碼"), ("在线", "線上"), ("联系", "聯絡"), ("身份", "身分"), ("渠道", "管道"), ("添加", "新增"), ("当前", "目前"), ("“", "「"), ("”", "」"),
]  # fmt: skip


def feature_of(path: Path) -> str:
    """portal/conventions/views.py and templates/conventions/show.html belong to conventions."""
    parts = path.relative_to(ROOT).parts
    inner = parts[2] if parts[:2] == ("templates", "email") and len(parts) > 3 else parts[1]
    return inner if (ROOT / "portal" / inner / "__init__.py").exists() and inner != "core" else SHARED


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "portal").rglob("*.py"))
    for kind in ("html", "txt", "xml", "svg"):
        yield from sorted((ROOT / "templates").rglob(f"*.{kind}"))


def said() -> Said:
    """Every msgid in the sources, with the feature that owns it and its plural."""
    found: Said = {}
    for path in sources():
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {} if path.suffix == ".py" else {"extensions": "jinja2.ext.do", "silent": "false"}
        for _line, message, _comments, _context in extract_from_file(
            method, str(path), keywords=KEYWORDS, options=options
        ):
            single, plural = message[:2] if isinstance(message, tuple | list) else (message, None)
            owner = feature_of(path)
            if single in found and found[single][0] != owner:
                owner = SHARED
            found[single] = (owner, plural)
    return found


def catalogues(locale: str) -> dict[str, dict[str, str]]:
    """feature -> msgid -> text."""
    result: dict[str, dict[str, str]] = {}
    for path in sorted((FOLDER / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=locale)
        result[path.stem] = {}
        for message in catalog:
            if message.id and message.string and not message.fuzzy:
                single = message.id[0] if isinstance(message.id, tuple | list) else message.id
                text = message.string[0] if isinstance(message.string, tuple | list) else message.string
                result[path.stem][str(single)] = str(text)
    return result


def merged(locale: str) -> dict[str, str]:
    return {single: text for entries in catalogues(locale).values() for single, text in entries.items()}


def write_catalogue(locale: str, feature: str, entries: dict[str, str], known: Said) -> None:
    catalog = Catalog(locale=locale)
    for single in sorted(entries):
        plural = known.get(single, ("", None))[1]
        catalog.add((single, plural) if plural else single, (entries[single],) if plural else entries[single])
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True, sort_output=True)
    path = FOLDER / locale / "LC_MESSAGES" / f"{feature}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    if entries:
        path.write_text(HEADER.format(locale=locale) + out.getvalue().decode().lstrip("\n"), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def traditional(text: str) -> str:
    for plain, spoken in SPOKEN:
        text = text.replace(plain, spoken)
    return to_script(text, Script.HANT)


def missing(feature: str | None = None) -> dict[str, str]:
    have = [merged(locale) for locale in LOCALES]
    return {
        single: ""
        for single, (owner, _plural) in sorted(said().items())
        if (feature in {None, owner}) and not all(single in texts for texts in have)
    }


def fill(given: dict[str, str | list[str]]) -> None:
    known = said()
    texts = {locale: catalogues(locale) for locale in LOCALES}
    for single, value in given.items():
        if single not in known:
            print(f"nobody says this: {single!r}")
            continue
        pair = (value, traditional(value)) if isinstance(value, str) else value
        for locale, text in zip(LOCALES, pair, strict=True):
            homes = [f for f, entries in texts[locale].items() if single in entries] or [known[single][0]]
            for home in homes:
                texts[locale].setdefault(home, {})[single] = text
    for locale, features in texts.items():
        for feature, entries in features.items():
            write_catalogue(locale, feature, entries, known)


def values_in(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[a-z]", text))


def problems() -> Iterable[str]:
    known = said()
    for locale, script in LOCALES.items():
        homes: dict[str, str] = {}
        for feature, entries in catalogues(locale).items():
            for single, text in entries.items():
                yield from entry_problems(f"{locale}/{feature}.po: {single!r}", known, single, text, script)
                if homes.setdefault(single, text) != text:
                    yield f"{locale}: {single!r} is translated in two ways: {homes[single]!r} and {text!r}"
        for single, (owner, _plural) in known.items():
            if single not in homes:
                yield f"{locale}: no translation of {single!r} ({owner})"


def entry_problems(where: str, known: Said, single: str, text: str, script: Script) -> Iterator[str]:
    if single not in known:
        yield f"{where} is said by nobody (run: python tools/i18n.py update)"
    elif not values_in(text) <= values_in(single) | values_in(known[single][1] or ""):
        yield f"{where}: its values are not those of the msgid: {text!r}"
    if wrong := wrong_script_characters(text, script):
        yield f"{where}: characters of the other script: {''.join(wrong)}"


def update() -> None:
    known = said()
    for locale in LOCALES:
        texts, before = merged(locale), catalogues(locale)
        homes: dict[str, dict[str, str]] = {feature: {} for feature in before}
        for single, (owner, _plural) in known.items():
            if single in texts:
                homes.setdefault(owner, {})[single] = texts[single]
        for feature, entries in homes.items():
            write_catalogue(locale, feature, entries, known)
    template = Catalog()
    for single, (_owner, plural) in sorted(known.items()):
        template.add((single, plural) if plural else single)
    out = io.BytesIO()
    write_po(out, template, width=0, omit_header=True, sort_output=True)
    (FOLDER / "messages.pot").write_bytes(out.getvalue().lstrip(b"\n"))


def compile_() -> None:
    """Make each `messages.mo` that is older than a catalogue. Needs no sources, so it is quick."""
    melt(FOLDER)


def main(arguments: list[str]) -> int:
    command, *rest = arguments or ["help"]
    if command == "missing":
        print(json.dumps(missing(*rest[:1]), ensure_ascii=False, indent=1))
    elif command == "fill":
        text = sys.stdin.read() if rest == ["-"] else Path(rest[0]).read_text(encoding="utf-8")
        fill(json.loads(text))
    elif command == "check":
        found = list(problems())
        print("\n".join(found[:60]) or "Every sentence stands in both scripts.")
        return 1 if found else 0
    elif command == "update":
        update()
    elif command == "compile":
        compile_()
    else:
        print(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
