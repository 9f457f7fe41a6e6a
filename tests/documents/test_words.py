"""One thing has one word: what the glossary refuses stands in no catalogue, and in no Chinese document."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = [
    *sorted(ROOT.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")),
    ROOT / "locale/zh_Hans/LC_MESSAGES/django.po",
]
# The word refused, where it may stand none the less, and the word that stands in its place.
REFUSED = {
    "证据": "证明材料",
    "建立": "新建",
    "编辑": "修改",
    "删去": "移出",
    "首页": "工作台",
    "履历": "办理记录",
    "立案": "转核实, 启动调查",
    "登记生效": "审核入账",
    "停表": "不计入期限",
    "升级": "提级督办",
    "不予追究": "不予问责",
    "已违约": "未兑现",
    "直接责任": "a legal finding",
    "领导责任": "a legal finding",
    "甲方": "承诺主体",
    "乙方": "承诺对象",
    "签前审查": "事前审查",
    "支付单位": "付款单位",
    "牵头责任单位": "牵头单位",
}
# The law's own words: the facts and the evidence of an inquiry.
LAWFUL = re.compile("事实、证据")


def refused_in(text: str) -> list[str]:
    words = LAWFUL.sub("", text)
    return [word for word in REFUSED if word in words]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.relative_to(ROOT).parts[0])
def test_no_catalogue_says_a_refused_word(catalogue: Path) -> None:
    entries = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]
    assert entries
    found = {
        text: words
        for entry in entries
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if (words := refused_in(text))
    }
    assert found == {}


def test_the_chinese_readme_says_no_refused_word() -> None:
    assert refused_in((ROOT / "README.zh-CN.md").read_text(encoding="utf-8")) == []


def test_the_glossary_refuses_the_same_words_and_labels_nothing_by_them() -> None:
    text, refused = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").split("## Words that are not used")
    assert [word for word in REFUSED if word not in refused] == []
    assert refused_in(text) == []
