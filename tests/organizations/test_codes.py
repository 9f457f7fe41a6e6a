"""The unified social credit code: the strict check, the repair, the doubts."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from organizations.choices import CodeDoubt, CodeFault
from organizations.codes import (
    ALPHABET,
    check_character,
    composed,
    doubts,
    fault,
    organisation_check_character,
    registration_class,
    registration_classes,
    repaired,
    validate_uscc,
)

VECTORS = json.loads((Path(__file__).parent / "data" / "uscc_vectors.json").read_text(encoding="utf-8"))
VALID = [case["code"] for case in VECTORS["valid"]]
REAL = [case["code"] for case in VECTORS["real"]]


def test_all_fifty_codes_were_read() -> None:
    assert [len(VECTORS[kind]) for kind in ("valid", "real", "invalid", "semantic")] == [20, 6, 20, 4]


@pytest.mark.parametrize("code", VALID + REAL)
def test_a_valid_code_passes_as_it_stands(code: str) -> None:
    assert fault(code) is None
    assert repaired(code) == code
    assert doubts(code) == []
    validate_uscc(code)


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: f"{case['code']}:{case['reason']}")
def test_an_invalid_code_is_refused_for_its_own_reason(case: dict[str, object]) -> None:
    code = str(case["code"])
    assert fault(code) == CodeFault(str(case["reason"]))
    with pytest.raises(ValidationError) as refused:
        validate_uscc(code)
    assert refused.value.code == case["reason"]


@pytest.mark.parametrize("case", VECTORS["invalid"], ids=lambda case: f"{case['code']}:{case['reason']}")
def test_repair_mends_only_what_cannot_be_misread(case: dict[str, object]) -> None:
    assert (fault(repaired(str(case["code"]))) is None) is case["valid_after_normalising"]


@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        ("91999999XYT35T006M", CodeDoubt.UNKNOWN_DIVISION),
        ("91445221XYT35T006R", None),  # a county abolished in 2012: its old bodies keep the code for life
        ("99445200XYT35T006K", CodeDoubt.UNKNOWN_CLASS),
        ("91445200XYT35T001W", CodeDoubt.INNER_CHECK),
    ],
)
def test_an_odd_code_is_accepted_and_doubted(code: str, doubt: CodeDoubt | None) -> None:
    assert fault(code) is None
    assert doubts(code) == ([doubt] if doubt else [])


def test_several_doubts_are_all_told() -> None:
    body = "98" + "990200" + "XYT35T001"
    assert doubts(body + check_character(body)) == [
        CodeDoubt.UNKNOWN_CLASS,
        CodeDoubt.UNKNOWN_DIVISION,
        CodeDoubt.INNER_CHECK,
    ]


@pytest.mark.parametrize(
    "pasted",
    [
        "  91445281XYJ4GA0900\n",
        "91445281 XYJ4 GA09 00",
        "９１４４５２８１ＸＹＪ４ＧＡ０９００",
        "91445281xyj4ga0900\u3000",
        "\ufeff91445281XYJ4GA0900\u200b",
    ],
)
def test_a_code_pasted_from_a_document_is_repaired(pasted: str) -> None:
    assert fault(pasted) in (CodeFault.SEPARATOR, CodeFault.FULL_WIDTH)
    assert repaired(pasted) == "91445281XYJ4GA0900"


def test_a_hyphen_or_a_look_alike_is_not_repaired() -> None:
    assert fault(repaired("91445281-XYJ4GA0900")) == CodeFault.LENGTH
    # A small L for a 1 becomes a capital L, which the alphabet has, but no division.
    assert fault(repaired("9144528lXYJ4GA0900")) == CodeFault.DIVISION_NOT_DIGITS
    assert fault(repaired("914452S1XYJ4GA0900")) == CodeFault.BAD_CHARACTER


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_check(text: str) -> None:
    assert fault(text) is not None
    assert fault(repaired(text)) in (*CodeFault, None)


@given(st.sampled_from(VALID + REAL), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(code: str, place: int, character: str) -> None:
    assume(code[place] != character)
    assert fault(code[:place] + character + code[place + 1 :]) is not None


@given(st.sampled_from(VALID + REAL), st.integers(0, 16))
def test_any_two_neighbours_swapped_are_found(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    assert fault(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is not None


def test_the_inner_check_of_known_organisation_codes_is_right() -> None:
    # 710925462 + X is not one: the X of 91110000710925462X ends the credit code. Its organisation code is 71092546-2.
    assert organisation_check_character("71092546") == "2"
    assert organisation_check_character("71526726") == "X"
    assert organisation_check_character("19220382") == "1"


def test_an_invented_body_gets_a_code_that_no_real_body_can_have() -> None:
    code = composed("11", "990100", "LJ000001")
    assert code.startswith("11990100LJ000001")
    assert fault(code) is None
    assert doubts(code) == []


@pytest.mark.parametrize(
    "parts", [("11", "99010A", "LJ000001"), ("1", "990100", "LJ000001"), ("11", "990100", "LJ00000I")]
)
def test_parts_that_make_no_code_are_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError):
        composed(*parts)


def test_the_beginning_of_a_code_says_what_registered_it() -> None:
    assert len(registration_classes()) == 36
    organ = registration_class("11445200WXT5MY011N")
    assert organ
    assert (organ.department_zh, organ.class_zh, organ.class_en) == ("机构编制", "机关", "state organ")
    village = registration_class("N2445203XYC6PW2D4L")
    assert village
    assert village.class_zh == "村级集体经济组织"
    assert registration_class("99445200XYT35T006K") is None


def test_every_fault_and_doubt_is_a_sentence_in_both_languages() -> None:
    for word in (*CodeFault, *CodeDoubt):
        with override("en"):
            english = str(word.label)
        with override("zh-hans"):
            chinese = str(word.label)
        assert english.endswith(".")
        assert chinese.endswith("。")
        assert english != chinese
