"""Files as they come: told by their content, opened only when that is safe, refused in words that help."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfReader, PdfWriter

from exchange.documents import Unreadable, read_policy
from exchange.documents.web import read_html
from tests.exchange.files import docx_of, html_of, pdf_of, pdf_of_contents, pdf_of_tables, repacked, saved

PLAN = "岚江市关于加强防火的方案\n一、排查隐患。逐户排查，2024年6月底前完成。（市应急管理局、市消防救援支队负责）\n"


def refusal(content: bytes, name: str = "") -> str:
    with pytest.raises(Unreadable) as caught:
        read_policy(io.BytesIO(content), name)
    assert str(caught.value)
    return caught.value.code


def test_the_same_plan_reads_the_same_from_every_type() -> None:
    contents = {
        "plan.txt": PLAN.encode(),
        "plan.docx": docx_of(PLAN),
        "plan.html": html_of(PLAN),
        "plan.pdf": pdf_of([PLAN.split("\n")]),
        "": PLAN.encode("gb18030"),
    }
    for name, content in contents.items():
        reading = read_policy(io.BytesIO(content), name)
        assert [a.bodies for m in reading.measures for a in m.assignments] == [("市应急管理局", "市消防救援支队")], name
        assert [limit.words for m in reading.measures for limit in m.time_limits] == ["2024年6月底前"]


def test_radicals_that_a_printer_wrote_are_read_as_the_characters_they_look_like() -> None:
    printed = PLAN.translate(str.maketrans("方一月人日", "⽅⼀⽉⼈⽇")).replace("门", "⻔")
    assert printed != PLAN
    reading = read_policy(io.BytesIO(pdf_of([printed.split("\n")])), "plan.pdf")
    assert reading.title == "岚江市关于加强防火的方案"
    assert [(m.path, m.assignments[0].bodies) for m in reading.measures] == [("一", ("市应急管理局", "市消防救援支队"))]
    assert [limit.words for limit in reading.measures[0].time_limits] == ["2024年6月底前"]


def test_a_path_and_an_open_file_are_both_taken(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    assert read_policy(path) == read_policy(str(path))
    with path.open("rb") as stream:
        assert read_policy(stream) == read_policy(path)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (docx_of(PLAN), "plan.txt"),
        (docx_of(PLAN), "plan.pdf"),
        (pdf_of([["一、排查"]]), "plan.docx"),
        (PLAN.encode(), "plan.docx"),
        (PLAN.encode(), "plan.pdf"),
        (html_of(PLAN), "plan.txt"),
    ],
)
def test_a_name_that_belies_the_content_is_refused(content: bytes, name: str) -> None:
    assert refusal(content, name) == "disguised"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "unknown_type"),
        (b"MZ" + bytes(100), "unknown_type"),
        (b"{\\rtf1 hello}", "unknown_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 not really an archive", "damaged"),
        (b"%PDF-1.7\nnothing else", "damaged"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "undecodable"),
        (bytes(range(1, 256)) * 40, "undecodable"),
        (b"<html><body><script>x</script></body></html>", "nothing_to_read"),
    ],
)
def test_what_is_no_document_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(Unreadable) as caught:
        read_policy(path)
    assert caught.value.code == "too_large"
    assert refusal(b"a" * (21 * 1024 * 1024)) == "too_large"


def test_a_bomb_that_declares_its_size_is_refused() -> None:
    assert (
        refusal(repacked(docx_of(PLAN), {"word/media/zeros.bin": bytes(120 * 1024 * 1024)}), "bomb.docx") == "expands"
    )


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(repacked(docx_of(PLAN), {"word/media/zeros.bin": bytes(120 * 1024 * 1024)}))
    name = b"word/media/zeros.bin"
    directory = bomb.rfind(b"PK\x01\x02", 0, bomb.rfind(name))
    local = bomb.find(b"PK\x03\x04", bomb.find(name) - 30)
    for place in (directory + 24, local + 22):
        bomb[place : place + 4] = struct.pack("<I", 1000)
    assert refusal(bytes(bomb), "bomb.docx") in ("expands", "damaged")


def test_an_archive_of_a_million_empty_parts_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(6000):
            archive.writestr(f"word/{number}.xml", b"")
    assert refusal(stream.getvalue(), "many.docx") == "expands"


def test_another_office_file_named_as_a_document_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refusal(stream.getvalue(), "plan.docx") == "other_office"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_a_word_document_are_refused_not_resolved(encoding: str) -> None:
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<!DOCTYPE w:document [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>&secret;&a;</w:t></w:r></w:p></w:body></w:document>"
    ).encode(encoding)
    assert refusal(repacked(docx_of(PLAN), {"word/document.xml": xml}), "plan.docx") == "declares_entities"


def test_an_entity_declared_across_two_reads_is_found() -> None:
    padding = b"<!--" + b"x" * (256 * 1024 - 9) + b"-->"
    xml = b"<?xml?>" + padding + b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'
    assert refusal(repacked(docx_of(PLAN), {"word/document.xml": xml}), "plan.docx") == "declares_entities"


def test_html_resolves_no_external_entity() -> None:
    page = (
        b'<!DOCTYPE html [<!ENTITY s SYSTEM "file:///etc/hostname">]><html><body><p>'
        + "一、排查&s;隐患。".encode()
        + b"</p></body></html>"
    )
    assert "&s;" in read_policy(io.BytesIO(page), "a.html").text


def test_a_broken_word_document_is_damaged_and_nothing_worse() -> None:
    for xml in (b"<w:document", b"", b"<a/>", b"\x00\x01", zlib.compress(b"x")):
        assert refusal(repacked(docx_of(PLAN), {"word/document.xml": xml}), "plan.docx") in (
            "damaged",
            "nothing_to_read",
        )


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([PLAN.split("\n")]))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_pdf_with_a_password_says_so_and_one_only_locked_for_editing_is_read() -> None:
    assert refusal(encrypted("secret"), "plan.pdf") == "encrypted"
    assert len(read_policy(io.BytesIO(encrypted("")), "plan.pdf").measures) == 1


def test_a_pdf_of_pictures_says_that_text_must_be_recognised() -> None:
    assert refusal(pdf_of([[], []], with_text=False), "scan.pdf") == "no_text"


def test_a_single_page_without_text_is_a_warning() -> None:
    reading = read_policy(io.BytesIO(pdf_of([PLAN.split("\n"), []])), "plan.pdf")
    assert len(reading.warnings) == 1
    assert read_policy(io.BytesIO(pdf_of([PLAN.split("\n")])), "plan.pdf").warnings == ()


@pytest.mark.parametrize("cut", [40, 200, 600, 900])
def test_a_truncated_pdf_is_refused_or_read_but_never_breaks(cut: int) -> None:
    content = pdf_of([PLAN.split("\n")])[:-cut]
    try:
        read_policy(io.BytesIO(content), "plan.pdf")
    except Unreadable as caught:
        assert caught.code in ("damaged", "no_text", "unmapped_text")  # noqa: PT017


def test_page_numbers_and_running_titles_of_a_pdf_are_left_out() -> None:
    body = [f"（{numeral}）加强监管第{numeral}项工作。逐户检查。（市应急管理局负责）" for numeral in "一二三四五六"]
    pages = [["岚江市防火方案", line, f"- {number} -"] for number, line in enumerate(body, 1)]
    pages[0].insert(1, "一、工作任务")
    reading = read_policy(io.BytesIO(pdf_of(pages)), "plan.pdf")
    assert [m.path for m in reading.measures] == [f"一/({numeral})" for numeral in "一二三四五六"]
    assert all("- " not in measure.clause.text for measure in reading.measures)


# Word's own ways


def test_merged_cells_of_a_word_table_hold_for_every_row_that_they_reach() -> None:
    document = Document()
    document.add_paragraph("岚江市2024年重点任务分工表")
    rows = [
        ["序号", "工作任务", "工作措施", "牵头单位", "配合单位", "完成时限"],
        ["1", "优化审批", "压减材料", "市政务和数据局", "市司法局\n市公安局", "2024年6月底前"],
        ["", "", "推行告知承诺", "市司法局", "各县（市、区）人民政府", "2024年9月底前"],
        ["2", "服务企业", "设立服务专员", "市工业和信息化局", "市商务局", "长期坚持"],
        ["3", "招商引资", "举办推介会", "", "", ""],
        ["合计", "", "", "", "", ""],
    ]
    table = document.add_table(rows=len(rows), cols=6)
    for place, cells in enumerate(rows):
        for column, words in enumerate(cells):
            if words:
                table.cell(place, column).text = words
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).merge(table.cell(2, 1))
    for column in (3, 4, 5):
        table.cell(3, column).merge(table.cell(4, column))
    one, two, three = read_policy(io.BytesIO(saved(document)), "table.docx").measures
    assert [a.bodies for a in one.assignments] == [
        ("市政务和数据局", "市司法局", "市公安局"),
        ("市司法局", "各县（市、区）人民政府"),
    ]
    assert [a.lead for a in one.assignments] == [("市政务和数据局",), ("市司法局",)]
    assert [(limit.words, limit.group) for limit in one.time_limits] == [("2024年6月底前", 0), ("2024年9月底前", 1)]
    assert two.assignments[0].bodies == three.assignments[0].bodies == ("市工业和信息化局", "市商务局")
    assert [limit.words for limit in three.time_limits] == ["长期坚持"]
    assert three.clause.text.strip().endswith("举办推介会")


def numbered(document: Any, words: str, level: int) -> None:
    paragraph = document.add_paragraph(words)
    properties = paragraph._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", 77)):
        element = OxmlElement(name)
        element.set(qn("w:val"), str(value))
        number.append(element)
    properties.append(number)


def test_automatic_numbers_are_read_as_they_are_printed() -> None:
    document = Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, (form, text) in enumerate(
        [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    ):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            element = OxmlElement(name)
            element.set(qn("w:val"), value)
            level.append(element)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    numbering.append(number)
    document.add_paragraph("岚江市防火工作方案")
    for words, level in [
        ("总体要求", 0), ("坚持预防为主。", 1), ("工作任务", 0), ("排查隐患", 1), ("逐户排查。（市应急管理局负责）", 2),
        ("逐栋排查。（市住房城乡建设局负责）", 2), ("整改到位。限期整改。（市消防救援支队负责）", 1),
    ]:  # fmt: skip
        numbered(document, words, level)
    measures = read_policy(io.BytesIO(saved(document)), "auto.docx").measures
    assert [measure.path for measure in measures] == ["二/(一)/1", "二/(一)/2", "二/(二)"]
    assert [a.bodies[0] for m in measures for a in m.assignments] == [
        "市应急管理局",
        "市住房城乡建设局",
        "市消防救援支队",
    ]


def test_insertions_are_taken_and_deletions_left_out() -> None:
    document = Document()
    document.add_paragraph("岚江市防火工作方案")
    paragraph = document.add_paragraph("一、排查隐患。逐户排查。（市")
    for tag, words, text_tag in (("w:del", "公安局", "w:delText"), ("w:ins", "应急管理局", "w:t")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    paragraph.add_run("负责）")
    measure = read_policy(io.BytesIO(saved(document)), "tracked.docx").measures[0]
    assert measure.assignments[0].bodies == ("市应急管理局",)


# Tables of a PDF


HEADER = ["序号", "任务", "措施", "牵头单位", "配合单位", "时限"]
WIDTHS = [40, 90, 150, 80, 80, 60]


def test_the_lines_of_a_pdf_are_the_cells_of_a_table() -> None:
    rows = [
        HEADER,
        [
            "1",
            "排查隐患",
            "逐户排查老旧线路，登记造册，限期更换。",
            "市应急管理局",
            "市住房城乡建设局、各区人民政府",
            "6月底前",
        ],
        ["2", "整治通道", "清理占用消防车通道的停车。", "市公安局", "市消防救援支队", "每月"],
        ["^", "^", "增设停车泊位。", "市城管局", "^", "9月底前"],
    ]
    reading = read_policy(io.BytesIO(pdf_of_tables([(["岚江市防火工作责任清单"], rows)], WIDTHS)), "plan.pdf")
    one, two = reading.measures
    assert reading.title == "岚江市防火工作责任清单"
    assert (one.path, one.heading) == ("1", "排查隐患")
    assert [a.bodies for a in one.assignments] == [("市应急管理局", "市住房城乡建设局", "各区人民政府")]
    assert [a.lead for a in one.assignments] == [("市应急管理局",)]
    assert [a.bodies for a in two.assignments] == [("市公安局", "市消防救援支队"), ("市城管局", "市消防救援支队")]
    assert [limit.words for limit in two.time_limits] == ["每月", "9月底前"]


def test_a_table_goes_on_over_the_pages_of_a_pdf() -> None:
    first = [HEADER, ["1", "排查隐患", "逐户排查老旧线路，登记", "市应急管理局", "各区人", "6月底前"]]
    second = [
        HEADER,
        ["", "", "造册，限期更换。", "", "民政府", ""],
        ["2", "整治通道", "清理占道停车。", "市公安局", "市城管局", "长期坚持"],
    ]
    content = pdf_of_tables([(["岚江市防火工作责任清单"], first), ([], second), (["— 3 —"], [])], WIDTHS)
    one, two = read_policy(io.BytesIO(content), "plan.pdf").measures
    assert [a.bodies for a in one.assignments] == [("市应急管理局", "各区人民政府")]
    assert "逐户排查老旧线路，登记造册，限期更换。" in one.clause.text
    assert [a.bodies for a in two.assignments] == [("市公安局", "市城管局")]


def test_a_header_of_two_rows_that_each_page_prints_again_is_no_measure() -> None:
    head = (["序号", "任务", "责任分工", ""], ["", "", "牵头单位", "配合单位"])
    pages = [
        (
            "云溪市任务分工表",
            [*head, ["1", "修订应急预案。", "市应急局", "市公安局"], ["2", "开展应急演练", "市消防支队", "市教育局"]],
        ),
        ("", [*head, ["3", "补齐救援装备。", "市财政局", ""]]),
    ]
    content = pdf_of_tables([([title] if title else [], rows) for title, rows in pages], (60, 200, 110, 110))
    measures = read_policy(io.BytesIO(content), "table.pdf").to_json()["measures"]
    assert [measure["path"] for measure in measures] == ["1", "2", "3"]
    assert measures[2]["assignments"][0]["bodies"] == ["市财政局"]


def test_ordered_lists_of_a_page_have_the_numerals_that_a_browser_prints() -> None:
    page = (
        "<html><body><h1>云溪市行动计划</h1><ol style='list-style-type: cjk-ideographic'><li>任务<ol><li>建立台账。（市财政局负责）</li>"
        "<li>5.自带序号。（市审计局负责）</li></ol></li></ol><ul><li>无序。</li></ul></body></html>"
    )
    blocks = [block for block in read_html(page) if isinstance(block, str) and block.strip()]
    assert blocks == [
        "云溪市行动计划",
        "一、任务",
        "1.建立台账。（市财政局负责）",
        "5.自带序号。（市审计局负责）",
        "无序。",
    ]


def test_the_foot_of_a_site_belongs_to_no_measure() -> None:
    page = "<html><body><p>一、建立台账。（市财政局负责）</p><div class='site-footer'>主办：云溪市人民政府办公室</div></body></html>"
    assert "主办" not in read_policy(io.BytesIO(page.encode()), "plan.html").text


def test_a_frame_around_a_page_is_no_table() -> None:
    frame = b"40 40 500 780 re S 45 45 490 770 re S\n"
    text = b"".join(
        b"BT /F1 12 Tf 60 %d Td <%s> Tj ET\n" % (760 - 20 * place, line.encode("utf-16-be").hex().encode())
        for place, line in enumerate(PLAN.strip().split("\n"))
    )
    measures = read_policy(io.BytesIO(pdf_of_contents([frame + text])), "plan.pdf").measures
    assert [a.bodies for m in measures for a in m.assignments] == [("市应急管理局", "市消防救援支队")]


@pytest.mark.parametrize(
    "drawn",
    [b"/A /B 1 re S ", b"1 re S ", b"(x) m 1 2 l S ", b"9e99 9e99 9e99 9e99 re S ", b"0 0 1 1 re S " * 30_000],
    ids=["names", "too few", "a string", "huge", "a drawing"],
)
def test_what_a_page_draws_wrongly_leaves_its_text(drawn: bytes) -> None:
    lines = b"BT /F1 12 Tf 60 700 Td <%s> Tj ET" % PLAN.split("\n")[1].encode("utf-16-be").hex().encode()
    measures = read_policy(io.BytesIO(pdf_of_contents([drawn + lines])), "plan.pdf").measures
    assert [a.bodies for m in measures for a in m.assignments] == [("市应急管理局", "市消防救援支队")]


# Pages


def test_spans_of_a_page_table_and_cells_over_two_header_rows() -> None:
    page = """<!DOCTYPE html><html><body><h1>岚江市关于加强<br>养老服务的实施方案</h1><p>岚府〔2021〕3&nbsp;号</p><p>一、主要任务</p>
    <table><tr><th>序号</th><th>任务</th><th colspan=2>责任分工</th></tr><tr><th></th><th></th><th>牵头单位</th><th>责任单位</th></tr>
    <tr><td>1</td><td>建设养老服务中心</td><td rowspan=2>市民政局</td><td>各县区<br>人民政府</td></tr>
    <tr><td>2</td><td>发放补贴</td><td>市财政局、市残联</td></tr></table>
    <p>岚江市民政局<br/>2021年3月4日</p></body></html>"""
    reading = read_policy(io.BytesIO(page.encode()), "plan.htm")
    assert (reading.title, reading.document_number, reading.issuer) == (
        "岚江市关于加强养老服务的实施方案",
        "岚府〔2021〕3号",
        "岚江市民政局",
    )
    assert [(m.path, m.assignments[0].bodies, m.assignments[0].lead) for m in reading.measures] == [
        ("一/1", ("市民政局", "各县区人民政府"), ("市民政局",)),
        ("一/2", ("市民政局", "市财政局", "市残联"), ("市民政局",)),
    ]


def test_a_table_that_asks_for_endless_spans_is_cut() -> None:
    cells = "<td colspan=9999 rowspan=9999>市财政局</td>" * 50
    page = f"<html><body><p>一、排查。逐户排查。（市财政局负责）</p><table>{f'<tr>{cells}</tr>' * 200}</table></body></html>"
    assert read_policy(io.BytesIO(page.encode()), "wide.html").measures
