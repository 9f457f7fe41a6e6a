"""The glossary holds every word of the lifecycles once; the expected lists are written out from the lifecycles."""

import re
from collections import Counter

import pytest

from tests.glossary import labels, words

WHAT = {"role", "relation", "record", "state", "verb", "mark", "form", "ground", "kind"}
STATES = {
    "commitments.Commitment": "draft submitted active suspended fulfilled breached rectifying remedied unremedied "
    "terminated withdrawn closed",
    "commitments.Obligation": "conditional claimed pending reported met partially_met waived stopped cancelled",
    "commitments.Variation": "drafted submitted approved rejected withdrawn",
    "commitments.Handover": "prepared signed_over taken_over witnessed cancelled",
    "rectification.BreachCase": "suspected under_verification confirmed dismissed superseded annulled",
    "rectification.RectificationOrder": "issued planned in_progress submitted accepted failed refused appealed "
    "set_aside",
    "rectification.AccountabilityCase": "opened investigating proposed decided executed exempted dismissed "
    "under_review revoked",
    "rectification.PersonReferral": "drafted referred not_accepted concluded",
    "exchange.Measure": "extracted accepted set_aside",
}
VERBS = {
    "commitments.Commitment": "submit withdraw return_for_revision register suspend resume confirm_fulfilment "
    "terminate declare_breach begin_rectification confirm_remedy declare_unremedied annul_breach "
    "reopen_rectification resume_performance close reopen correct vary hand_over",
    "commitments.Obligation": "claim confirm_conditions refuse_conditions report accept accept_partly return_report "
    "waive stop cancel revoke_acceptance classify correct vary hand_over give_days_back",
    "commitments.Variation": "submit return_for_revision approve reject withdraw",
    "commitments.Handover": "sign_over take_over order_take_over witness cancel",
    "rectification.BreachCase": "open_case assign_verification report_verification confirm dismiss supersede annul",
    "rectification.RectificationOrder": "issue serve acknowledge submit_plan approve_plan return_plan submit_for_acceptance "
    "accept return_for_rework declare_failed record_refusal appeal uphold set_aside reopen extend reissue",
    "rectification.AccountabilityCase": "open_case investigate propose_decision return_proposal decide exempt dismiss "
    "execute request_review uphold amend revoke",
    "rectification.PersonReferral": "refer decline conclude",
    "exchange.Measure": "accept set_aside",
}


@pytest.mark.parametrize("model", STATES)
def test_every_state_of_a_record_has_its_label(model: str) -> None:
    assert list(labels(model, "state")) == STATES[model].split()


@pytest.mark.parametrize("model", VERBS)
def test_every_verb_of_a_record_has_its_label(model: str) -> None:
    assert list(labels(model, "verb")) == VERBS[model].split()


def test_the_seven_roles_have_their_labels() -> None:
    assert labels("", "role") == {
        "clerk": "经办人",
        "supervisor": "审核人",
        "integrity_officer": "信用办",
        "inspector": "纪检监察",
        "auditor": "审计",
        "system_admin": "系统管理员",
        "security_admin": "安全管理员",
    }


def test_every_row_has_a_word_a_chinese_label_and_one_sentence() -> None:
    for word in words():
        assert re.fullmatch(r"[a-z_]+", word.word), word
        assert word.what in WHAT, word
        assert re.search(r"[\u4e00-\u9fff]", word.chinese), word
        assert re.fullmatch(r"[A-Z].+\.", word.meaning), word


def test_no_word_is_explained_twice_for_one_record_and_no_two_states_share_a_label() -> None:
    assert not [key for key, n in Counter((w.record, w.what, w.word) for w in words()).items() if n > 1]
    states = Counter((w.record, w.chinese) for w in words() if w.what == "state")
    assert not [key for key, n in states.items() if n > 1]
