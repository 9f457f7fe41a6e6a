"""Whatever the text: reading never fails, clauses stand where they say, and time grows with the length alone."""

import io
import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.documents import PolicyReading, Unreadable, limits, read_policy, read_text
from exchange.documents.roles import read_phrase

WORDS = st.sampled_from(
    [
        *"一二三十、。，；：（）()〈〉“”《》〔〕【】0123456789.． \n\t\u3000\u00a0#|*和及等由按第条章节①⑴",
        "一、", "（一）", "1.", "（1）", "第一条", "第 1 0 条", "市财政局", "各县〈市、区〉人民政府〈管委会〉", "其他有关部门", "负责", "牵头", "配合",
        "按职责分工分别负责", "牵头单位：", "责任单位：", "完成时限：", "2020年12月底前", "每季度", "到2020年", "之日起", "关于", "的通知", "附件1",
        "岚府〔2024〕18号", "2024年5月6日", "岚江市人民政府", "列第一位者为牵头单位，下同", "指导思想", "序号", "责任部门",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=120).map("".join)


def check(reading: PolicyReading) -> None:
    for measure in reading.measures:
        parts = [measure.clause, *(part for a in measure.assignments for part in (a.clause, a.named_at))]
        for clause in parts:
            assert reading.text[clause.start : clause.end] == clause.text != ""
        for assignment in measure.assignments:
            assert assignment.bodies
            assert set(assignment.lead) <= set(assignment.bodies)
            assert set(assignment.supporting) <= set(assignment.bodies)
        for limit in measure.time_limits:
            assert 0 <= limit.start < limit.end <= len(reading.text)
            assert limit.group is None or limit.group < len(measure.assignments)
    for item in reading.unassigned:
        assert reading.text[item.clause.start : item.clause.end] == item.clause.text != ""
    paths = [measure.path for measure in reading.measures]
    assert len(paths) == len(set(paths))
    reading.to_json()


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_a_jumble_of_official_words_is_read_without_failing(text: str) -> None:
    try:
        check(read_text(text))
    except Unreadable as refusal:
        assert refusal.code == "nothing_to_read"  # noqa: PT017


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_failing(text: str) -> None:
    try:
        check(read_text(text))
    except Unreadable as refusal:
        assert refusal.code == "nothing_to_read"  # noqa: PT017


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_phrase_is_read_without_failing(text: str) -> None:
    text = "".join(text.split())
    phrase = read_phrase(text)
    assert 0.0 <= phrase.soundness <= 1.0
    for found in limits.find(text):
        assert 0 <= found.start < found.end <= len(text)


CELLS = st.tuples(TEXTS.map(lambda text: text[:60]), st.integers(1, 4), st.integers(1, 4))


@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_table_with_any_spans_is_read_without_failing(rows: list[list[tuple[str, int, int]]], text: str) -> None:
    body = "".join(
        "<tr>"
        + "".join(f"<td colspan={across} rowspan={down}>{escape(words)}</td>" for words, across, down in row)
        + "</tr>"
        for row in rows
    )
    page = f"<html><body><p>{escape(text)}</p><table>{body}</table><p>{escape(text)}</p></body></html>"
    try:
        check(read_policy(io.BytesIO(page.encode()), "table.html"))
    except Unreadable as refusal:
        assert refusal.code == "nothing_to_read"  # noqa: PT017


HOSTILE = {
    "plain characters": "市",
    "open brackets": "（",
    "groups": "（市财政局）",
    "numerals": "一、",
    "numbered lines": "1.加强监管。（市财政局负责）\n",
    "labels": "责任单位：",
    "label lines": "责任单位：\n",
    "a list without end": "市财政局、",
    "conjunctions": "市财政局和",
    "verbs": "市财政局负责",
    "helpers": "由市财政局会同",
    "dates": "到2020年12月底前，",
    "events": "自受理之日起",
    "rules": "第一位者为牵头，",
    "rows": "1\t市财政局\t做好工作做好工作做好工作\n",
    "articles": "第一条",
    "titles": "关于通知\n",
    "quotes": "《",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_length_alone(unit: str) -> None:
    """Four times the text may take no more than nine times the time; a quadratic reader would take sixteen."""

    def seconds(length: int) -> float:
        text = "岚江市方案\n一、任务\n（一）加强。" + unit * (length // len(unit)) + "。（市财政局负责）"
        begun = time.process_time()
        read_text(text)
        return time.process_time() - begun

    small = max(min(seconds(10_000), seconds(10_000)), 0.02)
    assert min(seconds(40_000), seconds(40_000)) < small * 9


def test_two_megabytes_take_seconds() -> None:
    measure = "（一）加强监管。对重点企业逐户检查，2020年底前完成整改。（市应急管理局牵头，市公安局、各县〈市、区〉人民政府按职责分工负责）\n"
    text = "岚江市方案\n" + "一、任务\n" + measure * (2_000_000 // len(measure.encode()))
    begun = time.process_time()
    reading = read_text(text)
    assert time.process_time() - begun < 20
    assert len(reading.measures) > 10_000
