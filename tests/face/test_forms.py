"""Fields, their errors and the error summary, as a reader and a screen reader meet them."""

from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.contrib.sessions.models import Session
from django.template import Context, Template
from django.utils import translation

from face import fields


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


class PromiseForm(forms.Form):
    title = forms.CharField(label="事项名称", help_text="与文件一致。", max_length=5)
    kind = forms.ChoiceField(label="类别", choices=[("a", "付款")], required=False)
    due_on = fields.DayField(label="期限")
    amount = fields.TenThousandsField(label="金额", required=False)
    decision = forms.ChoiceField(label="意见", choices=[("y", "批准"), ("n", "退回")], widget=forms.RadioSelect)
    seen = forms.BooleanField(label="已看过")
    paper = forms.FileField(label="文书", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("权重合计须为 100")


class Ids(HTMLParser):
    """Every id, and every id that something refers to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("for", "aria-describedby", "aria-labelledby") and value:
                self.referred += value.split()
            if name == "href" and value and value.startswith("#") and tag == "a":
                self.referred.append(value[1:])


def render(form: forms.Form | None, source: str) -> str:
    return Template(source).render(Context({"form": form}))


def bad_form() -> PromiseForm:
    return PromiseForm({"title": "超过五个字的名称", "due_on": "昨天", "amount": "三百五十万", "kind": "zz"})


def test_every_label_description_and_link_leads_somewhere() -> None:
    found = Ids(render(bad_form(), "{% error_summary form %}{% all_fields form %}"))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.referred) <= set(found.ids)
    assert len(found.referred) > 15


def test_an_error_stands_at_its_field_and_is_named_by_it() -> None:
    html = render(bad_form(), "{% field form.amount affix='万元' %}")
    assert "请填数字，例如 350 或 350.5" in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_amount-e"' in html
    assert "is-invalid" in html
    assert "<span>万元</span>" in html


def test_error_and_hint_both_describe_the_field_the_error_first() -> None:
    assert 'aria-describedby="id_title-e id_title-t"' in render(bad_form(), "{% field form.title %}")


def test_the_summary_counts_links_and_uses_the_same_words() -> None:
    html = render(bad_form(), "{% error_summary form %}")
    assert "有 7 处需要改正" in html
    assert '<a href="#id_due_on">期限：请填日期，例如 2026-11-24</a>' in html
    assert "<li>权重合计须为 100</li>" in html
    assert 'tabindex="-1"' in html
    assert 'href="#id_decision_0"' in html


def test_without_errors_there_is_no_summary_and_no_word_in_the_title() -> None:
    assert render(PromiseForm(), "{% error_summary form %}{% title_errors form %}").strip() == ""
    assert render(None, "{% error_summary form %}{% title_errors form %}").strip() == ""


def test_the_title_begins_with_error() -> None:
    assert render(bad_form(), "{% title_errors form %}登记承诺") == "错误：登记承诺"


def test_what_is_required_and_what_not_is_said() -> None:
    assert "jn-req" in render(PromiseForm(), "{% field form.title %}")
    assert "选填" in render(PromiseForm(), "{% field form.amount %}")


def test_a_choice_of_radio_buttons_is_a_group_with_a_legend() -> None:
    html = render(PromiseForm({"decision": "y"}), "{% field form.decision picks=True %}")
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2
    assert html.count(" checked") == 1
    assert "is-on" in html


def test_hidden_fields_are_not_lost() -> None:
    assert 'name="token"' in render(PromiseForm(), "{% all_fields form %}")


def test_form_sets_are_summed_up_row_by_row() -> None:
    class Row(forms.Form):
        name = forms.CharField(label="名称")

        @property
        def row_name(self) -> str:
            return f"事项{(self.prefix or '').split('-')[-1]}"

    made = forms.formset_factory(Row, extra=0)({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "x"})
    html = Template("{% error_summary s %}").render(Context({"s": made}))
    assert "事项1 名称：请填写此项" in html
    assert 'href="#id_form-1-name"' in html


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("350", "3500000.00"),
        ("350.5", "3505000.00"),
        ("１，２３４．５", "12345000.00"),
        ("1,234.56", "12345600.00"),
        ("0", "0.00"),
        ("0.000001", "0.01"),
    ],
)
def test_an_amount_typed_in_ten_thousands_is_kept_in_yuan(typed: str, yuan: str) -> None:
    assert str(fields.TenThousandsField().clean(typed)) == yuan


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("三百五十万", "请填数字，例如 350 或 350.5"),
        ("nan", "请填数字，例如 350 或 350.5"),
        ("Infinity", "请填数字，例如 350 或 350.5"),
        ("1e3", "请填数字，例如 350 或 350.5"),
        ("1e999999", "请填数字，例如 350 或 350.5"),
        ("-1", "金额不能为负数"),
        ("0.0000001", "金额最多精确到分"),
        ("9999999999", "金额过大，请核对单位"),
        ("9" * 4000, "金额过大，请核对单位"),
        ("0." + "1" * 60, "金额最多精确到分"),
        ("", "请填写此项"),
    ],
)
def test_an_amount_that_cannot_be_read_says_how_to_mend_it(typed: str, sentence: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        fields.TenThousandsField().clean(typed)
    assert refused.value.messages == [sentence]


def test_a_stored_amount_comes_back_in_the_unit_of_the_field() -> None:
    field = fields.TenThousandsField()
    assert field.prepare_value(Decimal("3505000.00")) == "350.5"
    assert field.prepare_value(Decimal("0.01")) == "0.000001"
    assert field.prepare_value(Decimal("6000000.00")) == "600"
    assert field.prepare_value("三百") == "三百"
    assert not field.has_changed(Decimal("6000000.00"), "600.0")


def test_a_day_is_asked_by_the_browser_and_kept_as_iso() -> None:
    import datetime as dt

    form = PromiseForm(initial={"due_on": dt.date(2026, 11, 24)})
    html = render(form, "{% field form.due_on %}")
    assert 'type="date"' in html
    assert 'value="2026-11-24"' in html


def test_what_is_no_day_stays_on_the_page_to_be_mended() -> None:
    html = render(bad_form(), "{% field form.due_on %}")
    assert 'type="text"' in html
    assert 'value="昨天"' in html


def test_the_choice_of_nothing_has_words_and_no_dashes() -> None:
    class Form(forms.Form):
        must = forms.ChoiceField(label="a", choices=[("", "---------"), ("x", "X")])
        may = forms.ChoiceField(label="b", required=False, choices=[("", "---------"), ("x", "X")])
        named = forms.ChoiceField(label="c", required=False, choices=[("", "all of them"), ("x", "X")])
        record = forms.ModelChoiceField(label="d", queryset=Session.objects.none())
        any_record = forms.ModelChoiceField(label="e", required=False, queryset=Session.objects.none())

    page = Template("{% all_fields form %}{% bare_field form.must %}").render(Context({"form": Form()}))
    assert "---" not in page
    assert page.count("请选择") == 3 and page.count("未选") == 2 and "all of them" in page
