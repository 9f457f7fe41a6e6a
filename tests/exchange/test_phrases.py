"""What one phrase says of bodies: names, lead, supporting, limits."""

import pytest

from exchange.documents.bodies import is_body, is_collective, names_in
from exchange.documents.roles import Role, read_phrase

PHRASES = [
    # phrase, all bodies, lead, supporting
    (
        "市委组织部、市人力资源社会保障局、各县〈市、区〉人民政府〈管委会〉按职责分工分别负责",
        "市委组织部 市人力资源社会保障局 各县〈市、区〉人民政府〈管委会〉",
        "",
        "",
    ),
    ("市府直属各单位，各县〈市、区〉人民政府〈管委会〉负责", "市府直属各单位 各县〈市、区〉人民政府〈管委会〉", "", ""),
    ("税务总局、财政部负责，排在第一位的部门为牵头部门，下同", "税务总局 财政部", "", ""),
    ("财政部牵头，国务院相关部门及各地区按职责分工负责", "财政部 国务院相关部门 各地区", "财政部", ""),
    ("司法部、国务院办公厅等国务院相关部门及各地区按职责分工负责", "司法部 国务院办公厅 国务院相关部门 各地区", "", ""),
    ("商务部、文化和旅游部等和各省级人民政府负责", "商务部 文化和旅游部 各省级人民政府", "", ""),
    ("人力资源社会保障部等有关部门和单位负责", "人力资源社会保障部 有关部门和单位", "", ""),
    ("市发改局、市财政局等部门按职责分工负责", "市发改局 市财政局", "", ""),
    (
        "牵头单位：市委宣传部，配合单位：市委党校、市委组织部",
        "市委宣传部 市委党校 市委组织部",
        "市委宣传部",
        "市委党校 市委组织部",
    ),
    ("责任单位:市司法局", "市司法局", "", ""),
    ("牵头：市金融局；配合：人行岚江中心支行", "市金融局 人行岚江中心支行", "市金融局", "人行岚江中心支行"),
    ("市司法局会同市财政局、各县（市、区）人民政府负责", "市司法局 市财政局 各县（市、区）人民政府", "市司法局", ""),
    ("由市城管局牵头，各街道办事处配合", "市城管局 各街道办事处", "市城管局", "各街道办事处"),
    ("市科技局，市工信局、市财政局参与", "市科技局 市工信局 市财政局", "", "市工信局 市财政局"),
    ("市工信局（牵头）、市商务局", "市工信局 市商务局", "市工信局", ""),
    ("区人社局牵头区住建局配合", "区人社局 区住建局", "区人社局", "区住建局"),
    ("市“两新”组织党工委、市直机关工委", "市“两新”组织党工委 市直机关工委", "", ""),
    (
        "省林业和草原局（省绿委办）、各市（地、州、盟）林业和草原局负责",
        "省林业和草原局（省绿委办） 各市（地、州、盟）林业和草原局",
        "",
        "",
    ),
    ("各县、市、区人民政府，市直有关部门负责", "各县、市、区人民政府 市直有关部门", "", ""),
    ("各地区、各部门负责", "各地区 各部门", "", ""),
    (
        "市工信局、市财政局等有关部门，各县区人民政府。以下措施均需各县区人民政府落实，不再单独列出",
        "市工信局 市财政局 有关部门 各县区人民政府",
        "",
        "",
    ),
    ("人力资源和社会保障局和教育和体育局负责", "人力资源和社会保障局 教育和体育局", "", ""),
    ("县工信局为牵头单位，县商务局为配合单位", "县工信局 县商务局", "县工信局", "县商务局"),
]


@pytest.mark.parametrize(("text", "bodies", "lead", "supporting"), PHRASES, ids=[phrase[0] for phrase in PHRASES])
def test_a_phrase_names_its_bodies_and_their_parts(text: str, bodies: str, lead: str, supporting: str) -> None:
    phrase = read_phrase(text)
    assert list(phrase.names()) == bodies.split()
    assert list(phrase.names(Role.LEAD)) == lead.split()
    assert list(phrase.names(Role.SUPPORTING)) == supporting.split()


def test_three_parts_between_semicolons_are_lead_others_and_limit() -> None:
    text = "区人社局；区财政局、区审计局；2019年12月底前"
    phrase = read_phrase(text)
    assert phrase.names(Role.LEAD) == ("区人社局",)
    assert phrase.names() == ("区人社局", "区财政局", "区审计局")
    assert [text[start:end] for start, end in phrase.places] == ["2019年12月底前"]


@pytest.mark.parametrize(
    "rule",
    [
        "列第一位者为牵头单位，下同",
        "排在第一位的部门为牵头部门，下同",
        "排名第一的单位为牵头单位",
        "列首位的为牵头责任单位",
    ],
)
def test_a_rule_about_the_first_is_a_rule_and_no_body(rule: str) -> None:
    phrase = read_phrase(f"市商务局、市财政局负责。{rule}")
    assert phrase.first_leads
    assert phrase.names() == ("市商务局", "市财政局")


@pytest.mark.parametrize(
    "name",
    "市委办公室 人行揭阳中心支行 国管局 全国总工会 共青团中央 中央军委政治工作部 市招商办 各县〈市、区〉人民政府〈管委会〉 其他有关部门 市府直属各单位 "
    "国务院职能转变协调办 各省级人民政府 县水文站 市“两新”组织党工委 岚江高新区管委会 市政府督查室 各镇（街道） 中国残联 团市委".split(),
)
def test_a_name_is_told_by_how_it_ends(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize(
    "words",
    "地、州、盟 管委会 展板 试行 全部 内部 干部 格局 加强部署 重点考核部门 完善工作机制 由企业自行 各类市场主体 大厅 牵头抓总 部门".split(),
)
def test_words_with_a_like_ending_are_no_bodies(words: str) -> None:
    assert not is_body(words)


def test_a_conjunction_parts_bodies_but_not_a_name() -> None:
    assert names_in("文化和旅游部") == ["文化和旅游部"]
    assert names_in("市公安局和市司法局") == ["市公安局", "市司法局"]
    assert names_in("有关部门和单位") == ["有关部门和单位"]
    assert names_in("市直有关部门和各县区") == ["市直有关部门", "各县区"]


def test_collectives_are_told_from_single_bodies() -> None:
    assert is_collective("其他有关部门")
    assert is_collective("各县〈市、区〉人民政府〈管委会〉")
    assert not is_collective("市财政局")
