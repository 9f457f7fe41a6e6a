"""Only the words that changed are struck out or underlined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from face.differences import marked, pieces


@pytest.mark.parametrize(
    ("old", "new", "was", "is_now"),
    [
        ("区级产业发展专项资金", "区级一般公共预算", "区级<del>产业发展专项资金</del>", "区级<ins>一般公共预算</ins>"),
        ("履行中", "未兑现", "<del>履行中</del>", "<ins>未兑现</ins>"),
        ("350万元", "380万元", "<del>350</del>万元", "<ins>380</ins>万元"),
        ("2027-06-30", "2027-03-31", "<del>2027-06-30</del>", "<ins>2027-03-31</ins>"),
        ("", "属实", "", "<ins>属实</ins>"),
        ("属实", "", "<del>属实</del>", ""),
        ("一致", "一致", "一致", "一致"),
        (
            "组织施工单位进场，力争年底前完成线路架设。",
            "组织施工单位进场，12月15日完成线路架设。",
            "组织施工单位进场，<del>力争年底前</del>完成线路架设。",
            "组织施工单位进场，<ins>12月15日</ins>完成线路架设。",
        ),
        ("the old duty stays", "the new duty stays", "the <del>old</del> duty stays", "the <ins>new</ins> duty stays"),
    ],
)
def test_what_changed_is_marked_and_nothing_else(old: str, new: str, was: str, is_now: str) -> None:
    assert marked(old, new) == (was, is_now)


def test_values_are_escaped() -> None:
    was, is_now = marked("<b>a</b>", "<b>b</b>")
    assert "<b>" not in was + is_now
    assert "&lt;" in was


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_pieces_joined_are_the_values(old: str, new: str) -> None:
    was, is_now = pieces(old, new)
    assert "".join(text for _, text in was) == old
    assert "".join(text for _, text in is_now) == new
    assert kept(was) == kept(is_now)


def kept(parts: list[tuple[bool, str]]) -> str:
    return "".join(text for changed, text in parts if not changed)
