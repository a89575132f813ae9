import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from portal.conventions.importing import (
    Form,
    RemarkKind,
    Unreadable,
    UnreadableDocument,
    parse_docx,
    parse_text,
    word,
)
from portal.conventions.importing.numbering import _FORMATS

pytestmark = pytest.mark.no_database

LEVELS = (
    ("chineseCountingThousand", "第%1条"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircleChinese", "%4"),
)


def a_level(i: int, number_format: str, text: str, start: int = 1, suffix: str = "tab") -> str:
    return (
        f'<w:lvl w:ilvl="{i}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def a_document(levels: str | None = None, nums: str = "") -> Document:
    """A new Word document whose lists 91 (and more by `nums`) follow abstract list 90."""
    document = docx.Document()
    root = document.part.numbering_part.element
    rows = levels or "".join(a_level(i, *level) for i, level in enumerate(LEVELS))
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{rows}</w:abstractNum>')
    root.insert(0, abstract)
    lists = f'<w:num w:numId="91"><w:abstractNumId w:val="90"/></w:num>{nums}'
    for num in parse_xml(f"<w:x {nsdecls('w')}>{lists}</w:x>"):
        root.append(num)
    return document


def numbered(paragraph: Paragraph, level: int = 0, num: int = 91) -> Paragraph:
    place = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    place.get_or_add_ilvl().val = level
    place.get_or_add_numId().val = num
    return paragraph


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_automatic_numbers_are_written_out() -> None:
    document = a_document()
    document.add_heading("新开路商户自治公约", 0)
    document.add_paragraph("（2025年9月10日成员大会通过）")
    document.add_paragraph("为维护经营环境，订立本公约。")
    numbered(document.add_paragraph("（门前卫生）每日清扫，做到："))
    numbered(document.add_paragraph("无垃圾；"), 1)
    numbered(document.add_paragraph("无污水；"), 1)
    numbered(document.add_paragraph("雨后清积水。"), 2)
    numbered(document.add_paragraph("有序经营。"))
    numbered(document.add_paragraph("不占盲道。"), 1)

    found = parse_docx(saved(document))

    assert (found.title, found.form) == ("新开路商户自治公约", Form.ARTICLES)
    assert (found.adopted, found.preamble) == ("2025年9月10日成员大会通过", "为维护经营环境，订立本公约。")
    assert [(c.label, c.heading, c.text) for c in found.clauses] == [
        ("第一条", "门前卫生", "每日清扫，做到：\n（一）无垃圾；\n（二）无污水；\n1. 雨后清积水。"),
        ("第二条", "", "有序经营。\n（一）不占盲道。"),
    ]
    assert found.warnings == ()


def test_numbers_of_a_style_are_found() -> None:
    document = a_document()
    style = document.styles.add_style("Clause", 1)
    style.element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="91"/></w:numPr>')
    )
    child = document.styles.add_style("Clause Child", 1)
    child.base_style = style
    document.add_paragraph("公约")
    document.add_paragraph("甲。", style=style)
    document.add_paragraph("乙。", style=child)
    numbered(document.add_paragraph("丙", style=style), num=0)

    found = parse_docx(saved(document))

    assert [(c.label, c.text) for c in found.clauses] == [("第一条", "甲。"), ("第二条", "乙。\n丙")]


def test_a_list_may_start_elsewhere_and_again() -> None:
    again = (
        '<w:num w:numId="92"><w:abstractNumId w:val="90"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
        '<w:num w:numId="93"><w:abstractNumId w:val="90"/></w:num>'
    )
    document = a_document(a_level(0, "chineseCounting", "%1、", start=3), again)
    document.add_paragraph("公约")
    for num in (91, 91, 92, 92, 93):
        numbered(document.add_paragraph("甲乙。"), num=num)

    found = parse_docx(saved(document))

    assert [clause.number for clause in found.clauses] == [3, 4, 7, 8, 9]
    assert {remark.kind for remark in found.warnings} == {RemarkKind.NUMBER_SKIPPED}


def test_levels_show_the_numbers_above_them() -> None:
    document = a_document(a_level(0, "decimal", "%1.") + a_level(1, "decimal", "%1.%2", suffix="nothing"))
    document.add_paragraph("公约")
    numbered(document.add_paragraph("甲："))
    numbered(document.add_paragraph("子。"), 1)
    numbered(document.add_paragraph("乙。"))

    found = parse_docx(saved(document))

    assert [(c.number, c.text) for c in found.clauses] == [(1, "甲：\n1.1子。"), (2, "乙。")]


def test_tables_breaks_and_deleted_text() -> None:
    document = a_document()
    document.add_paragraph("公约")
    clause = numbered(document.add_paragraph("分类："))
    clause.add_run("投放。").add_break()
    clause.add_run("另起一行。")
    clause._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="1"><w:r><w:delText>旧</w:delText></w:r></w:del>')
    )
    clause._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2"><w:r><w:t>新。</w:t></w:r></w:ins>'))
    clause._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:ruby><w:rt><w:r><w:t>jīng</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>经</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        )
    )
    table = document.add_table(rows=2, cols=3)
    for row, words in zip(table.rows, (("种类", "颜色", "时间"), ("厨余", "绿", "早")), strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    table.rows[1].cells[1].merge(table.rows[1].cells[2])

    found = parse_docx(saved(document))

    assert found.clauses[0].text.startswith("分类：投放。\n另起一行。新。经")
    assert "旧" not in found.clauses[0].text
    assert "种类 颜色 时间".replace(" ", "　") in found.clauses[0].text
    assert found.clauses[0].text.count("绿") == 1


def test_a_document_without_lists_reads_like_its_text() -> None:
    text = "公约\n第一条（卫生）甲。\n第二条（秩序）乙。"
    document = docx.Document()
    for row in text.split("\n"):
        document.add_paragraph(row)

    assert parse_docx(saved(document)) == parse_text(text)


@pytest.mark.parametrize("name", sorted(_FORMATS))
def test_every_number_format_writes_something(name: str) -> None:
    written = [_FORMATS[name](n) for n in range(1, 11)]

    assert all(written)
    assert len(set(written)) == 10


@pytest.mark.parametrize(
    ("name", "n", "text"),
    [
        ("lowerRoman", 1994, "mcmxciv"),
        ("upperLetter", 28, "BB"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalFullWidth", 12, "１２"),
        ("ideographTraditional", 11, "甲"),
    ],
)
def test_number_formats(name: str, n: int, text: str) -> None:
    assert _FORMATS[name](n) == text


def a_zip(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def a_cut_document() -> bytes:
    return saved(docx.Document())[:-200]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: b"", Unreadable.EMPTY),
        (lambda: saved(docx.Document()), Unreadable.EMPTY),
        (lambda: b"plain text", Unreadable.NOT_WORD),
        (lambda: b"%PDF-1.7", Unreadable.NOT_WORD),
        (lambda: OLE, Unreadable.OLD_WORD),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), Unreadable.PROTECTED),
        (lambda: a_zip(mimetype="application/epub+zip"), Unreadable.NOT_WORD),
        (a_cut_document, Unreadable.DAMAGED),
        (lambda: a_zip(word__document_xml="<x/>"), Unreadable.DAMAGED),
        (lambda: bytes(word.LARGEST_FILE + 1), Unreadable.TOO_LARGE),
        (lambda: a_zip(**{f"a{i}": "" for i in range(2001)}), Unreadable.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_is_refused(make: Callable[[], bytes], reason: Unreadable) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        parse_docx(make())

    assert refused.value.reason is reason


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = a_zip(word__document_xml=" " * (word.LARGEST_UNPACKED + 1))
    assert len(bomb) < 100_000

    with pytest.raises(UnreadableDocument) as refused:
        parse_docx(bomb)

    assert refused.value.reason is Unreadable.TOO_LARGE


def test_entities_are_not_expanded() -> None:
    document = docx.Document()
    document.add_paragraph("公约")
    document.add_paragraph("实体")
    data = saved(document)
    evil = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(evil, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
                content = content.replace(b"<w:document", entity + b"<w:document", 1)
                content = content.replace("实体".encode(), b"&e;")
            new.writestr(part, content)

    found = parse_docx(evil.getvalue())

    assert (found.title, found.preamble, found.clauses) == ("公约", "", ())


def test_the_paragraph_properties_are_not_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("公约")
    paragraph.paragraph_format.tab_stops.add_tab_stop(100)

    assert paragraph._p.pPr.find(qn("w:tabs")) is not None
    assert parse_docx(saved(document)).title == "公约"
