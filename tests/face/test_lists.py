"""The list page: filters in the address, pills, sorting that sticks, pages, CSV, parts for htmx."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

import django_filters
import pytest
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.template import engines
from django.test import Client
from django.urls import include, path

from face.filters import DayRangeFilter
from face.lists import Column, ListView
from tests.face.wares import Shelf, Ware

pytestmark = pytest.mark.urls(__name__)
ROWS = (
    '{% include "components/applied.html" %}<table class="jn-table">{% include "components/heads.html" %}<tbody>'
    "{% for ware in rows %}<tr><td>{{ ware.name }}|{{ ware.shelf.name }}</td></tr>{% endfor %}</tbody></table>"
    '{% include "components/pager.html" %}'
)


class WareFilter(django_filters.FilterSet):
    q = django_filters.CharFilter("name", "icontains", label="搜索")
    state = django_filters.ChoiceFilter(choices=Ware.State.choices, label="状态", empty_label="全部状态")
    shelf = django_filters.ModelMultipleChoiceFilter(queryset=Shelf.objects.all(), label="货架")
    due_on = DayRangeFilter(label="期限")

    class Meta:
        model = Ware
        fields = ("q", "state", "shelf", "due_on")


class WareList(ListView):
    template_name = "list.html"
    results_template = "components/pager.html"
    filterset_class = WareFilter
    columns: ClassVar = (
        Column("name", "名称", sort="name", value=lambda ware: ware.name),
        Column("due", "期限", sort="due_on", then=("name",), value=lambda ware: ware.due_on, falling_first=True),
        Column("price", "金额", numeric=True, value=lambda ware: ware.price),
        Column("secret", "不导出"),
    )
    default_sort = "name"
    page_size = 10
    print_limit = 30
    export_name = "wares"
    counted: ClassVar[list[int]] = []

    @property
    def results_template_object(self) -> Any:
        return engines["django"].from_string(ROWS)

    def get_queryset(self) -> QuerySet[Ware]:
        return Ware.objects.select_related("shelf")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, "heading": "货品", "view": {"results_template": self.results_template_object.template}}

    def exported(self, count: int) -> None:
        self.counted.append(count)


urlpatterns = [path("", include("config.urls")), path("wares/", login_not_required(WareList.as_view()), name="wares")]


@pytest.fixture
def wares(make_tables: Any) -> list[Shelf]:
    make_tables(Shelf, Ware)
    shelves = [Shelf.objects.create(name=name) for name in ("甲架", "乙架")]
    made_at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    Ware.objects.bulk_create(
        Ware(
            name=f"货{n:03}",
            weight=n % 3,
            price=Decimal(n),
            due_on=dt.date(2026, 1, 1) + dt.timedelta(n % 7) if n % 5 else None,
            made_at=made_at,
            state="sold" if n % 4 == 0 else "new",
            shelf=shelves[n % 2],
        )
        for n in range(35)
    )
    return shelves


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept": "text/html"})


def names(response: Any) -> list[str]:
    return [cell.split("|")[0] for cell in response.content.decode().split("<td>")[1:]]


def link(response: Any, words: str) -> str:
    """The address of the first link that shows these words."""
    before = response.content.decode().split(words)[0]
    return before.rsplit("<a ", 1)[1].split('href="', 1)[1].split('"')[0].replace("&amp;", "&")


def test_the_first_page_is_in_the_default_order_and_counts_all(wares: Any, browser: Client) -> None:
    response = browser.get("/wares/")
    assert names(response) == [f"货{n:03}" for n in range(10)]
    assert "共 35 项" in response.content.decode()
    assert 'aria-sort="ascending"' in response.content.decode()


def test_next_and_previous_lead_through_every_row(wares: Any, browser: Client) -> None:
    response, seen = browser.get("/wares/"), []
    while True:
        seen += names(response)
        if "下一页" not in response.content.decode():
            break
        response = browser.get(link(response, "下一页"))
    assert seen == [f"货{n:03}" for n in range(35)]
    assert names(browser.get(link(response, "上一页"))) == [f"货{n:03}" for n in range(20, 30)]


def test_filters_live_in_the_address_and_each_has_its_pill(wares: list[Shelf], browser: Client) -> None:
    response = browser.get(
        "/wares/", {"state": "sold", "shelf": [s.pk for s in wares], "due_on_after": "2026-01-02", "q": "货"}
    )
    html = response.content.decode()
    # 4·n without multiples of 5 (no due date) and of 28 (due on 1 January)
    assert names(response) == ["货004", "货008", "货012", "货016", "货024", "货032"]
    for pill in ("状态：Sold ware", "货架：甲架", "货架：乙架", "期限：自2026-01-02", "搜索：货"):
        assert pill in html
    without = browser.get(link(response, "状态：Sold ware"))
    assert "Sold ware</a>" not in without.content.decode()
    assert len(names(without)) == 10


def test_a_range_of_days_is_asked_with_two_named_controls(wares: Any, browser: Client) -> None:
    html = browser.get("/wares/?due_on_before=2026-01-02").content.decode()
    assert html.count('type="date"') == 2
    assert 'aria-label="自"' in html
    assert "<legend>期限</legend>" in html
    assert "期限：至2026-01-02" in html
    assert "请填日期" in browser.get("/wares/?due_on_before=x").content.decode()


def test_taking_one_of_two_values_out_keeps_the_other(wares: list[Shelf], browser: Client) -> None:
    response = browser.get("/wares/", {"shelf": [s.pk for s in wares]})
    without = browser.get(link(response, "货架：甲架"))
    assert "货架：乙架" in without.content.decode()
    assert "货架：甲架" not in without.content.decode()
    assert names(without)[0] == "货001"


def test_a_filter_filled_in_wrongly_says_so_and_hides_nothing(wares: Any, browser: Client) -> None:
    response = browser.get("/wares/", {"state": "nonsense"})
    assert response.status_code == 200
    assert "nonsense" in response.content.decode()
    assert "jn-err" in response.content.decode()
    assert len(names(response)) == 10


def test_sorting_goes_by_the_head_keeps_the_filter_and_turns_round(wares: Any, browser: Client) -> None:
    response = browser.get("/wares/?state=sold")
    falling = browser.get(link(response, "期限</a></th>"))
    assert "state=sold" in link(response, "期限</a></th>")
    assert names(falling)[0] == "货012"
    assert 'aria-sort="descending"' in falling.content.decode()
    rising = browser.get(link(falling, "期限 <span"))
    assert 'aria-sort="ascending"' in rising.content.decode()
    assert names(rising)[0] == "货028"


def test_a_list_opens_in_the_order_its_reader_left_it(wares: Any, browser: Client) -> None:
    browser.get("/wares/?sort=-name")
    assert names(browser.get("/wares/"))[0] == "货034"
    assert names(Client(headers={"accept": "text/html"}).get("/wares/"))[0] == "货000"


def test_nonsense_in_the_address_is_passed_over(wares: Any, browser: Client) -> None:
    response = browser.get("/wares/?sort=password&after=%00x&before=&page=-1&format=exe")
    assert response.status_code == 200
    assert "从第一页显示" in response.content.decode()
    assert names(response)[0] == "货000"


def test_no_rows_are_counted_as_none(wares: Any, browser: Client) -> None:
    assert "共 0 项" in browser.get("/wares/?q=nothing").content.decode()


def test_htmx_gets_the_results_alone(wares: Any, browser: Client) -> None:
    response = browser.get("/wares/", headers={"hx-request": "true", "hx-target": "results"})
    assert "<!doctype" not in response.content.decode()
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].replace(" ", "").split(","))


def test_the_csv_holds_what_the_filters_leave_in_the_order_shown(wares: Any, browser: Client) -> None:
    WareList.counted.clear()
    Ware.objects.filter(name="货004").update(name='=cmd|" /C"')
    response = browser.get("/wares/?state=sold&sort=-name&format=csv")
    text = b"".join(response).decode()  # type: ignore[arg-type]
    lines = text.splitlines()
    assert lines[0] == "\ufeff名称,期限,金额"
    assert lines[1] == "货032,2026-01-05,32.00"
    assert lines[-1] == '"\'=cmd|"" /C""",2026-01-05,4.00'
    assert len(lines) == 10
    assert WareList.counted == [9]
    assert 'filename="wares.csv"' in response["Content-Disposition"]


def test_a_print_holds_every_row_that_the_filters_leave_in_the_order_shown(wares: Any, browser: Client) -> None:
    WareList.counted.clear()
    page = browser.get("/wares/", {"state": "new", "sort": "-name"})
    response = browser.get(link(page, "打印"))
    html = response.content.decode()
    assert names(response) == [f"货{n:03}" for n in reversed(range(35)) if n % 4]
    assert WareList.counted == [26]
    assert "状态：New ware" in html and "共 26 项" in html
    # Nothing to be clicked but the way back, and the print itself.
    assert "下一页" not in html and "<form" not in html and "jn-nav" not in html
    assert link(response, "返回列表") == "/wares/?state=new&sort=-name"


def test_a_print_that_cannot_hold_all_says_so(wares: Any, browser: Client) -> None:
    response = browser.get("/wares/?format=print")
    assert names(response) == [f"货{n:03}" for n in range(30)]
    assert "此处只列前30项" in response.content.decode()


def test_a_sheet_of_one_page_of_a_list_says_that_it_is_one(wares: Any, browser: Client) -> None:
    assert "本纸只印本页内容" in browser.get("/wares/").content.decode()
    assert "本纸只印本页内容" not in browser.get("/wares/?q=货00").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    wares: Any, browser: Client, django_assert_num_queries: Any
) -> None:
    few = Ware.objects.filter(name__lt="货005")
    Ware.objects.exclude(pk__in=few).delete()
    with django_assert_num_queries(3):
        browser.get("/wares/")
    made_at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    Ware.objects.bulk_create(Ware(name=f"新{n:05}", weight=1, made_at=made_at) for n in range(500))
    with django_assert_num_queries(3):
        browser.get("/wares/")
