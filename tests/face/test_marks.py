"""Badges, lamps, bars and the larger components: what they say, and that nothing typed by people becomes markup."""

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import translation

from face import parts
from tests.face.wares import Ware

EVIL = "<script>alert(1)</script>\"' onload=x"


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def test_a_badge_reads_label_and_tone_from_the_record() -> None:
    html = render("{% badge ware %}", ware=Ware(state="sold"))
    assert "jn-badge--good" in html
    assert "#i-check" in html
    assert "Sold ware" in html


def test_a_badge_shows_another_value_of_the_same_field() -> None:
    assert "New ware" in render("{% badge ware value='new' %}", ware=Ware(state="sold"))


def test_a_badge_takes_a_model_class_and_a_history_row() -> None:
    assert "New ware" in render("{% badge kind value='new' %}", kind=SimpleNamespace(instance_type=Ware))
    row = SimpleNamespace(instance_type=Ware, state="sold")
    assert "Sold ware" in render("{% badge row %}", row=row)


def test_a_state_without_tone_is_shown_all_the_same() -> None:
    html = render("{% badge ware value='odd' %}", ware=Ware())
    assert "jn-badge--neutral" in html
    assert "odd" in html


def test_each_lamp_has_a_shape_of_its_own_and_words() -> None:
    shapes = {colour: render("{% lamp c %}", c=colour) for colour in parts.LAMPS}
    assert len({html.split("<svg")[1].split("</svg>")[0] for html in shapes.values()}) == 4
    assert [html.split("</svg>")[1].removesuffix("</span>") for html in shapes.values()] == [
        "绿灯",
        "黄灯",
        "红灯",
        "不计入期限",
    ]


def test_a_due_chip_says_lamp_words_and_date() -> None:
    due = parts.Due("red", dt.date(2026, 6, 30), -147)
    html = render("{% due_chip due %}", due=due)
    assert "逾期147天" in html
    assert "2026年6月30日" in html


def test_a_provisional_day_carries_its_mark_and_its_reasons() -> None:
    due = parts.Due("green", dt.date(2027, 1, 8), 31, "working_day", provisional=True, why=(("起算", "次日"),))
    html = render("{% due_chip due why=True %}", due=due)
    assert "暂定" in html
    assert "为什么是这一天" in html
    assert "<dt>起算</dt><dd>次日</dd>" in html


def test_without_a_due_date_nothing_is_drawn() -> None:
    assert render("{% due_chip due %}", due=None).strip() == ""


def test_bars_say_their_figure() -> None:
    assert 'aria-label="进度 60%"' in render("{% progress_bar 60 %}")
    assert 'width="100"' in render("{% progress_bar 170 %}")
    assert "红灯7、黄灯9、绿灯118、不计入期限2" in render("{% stacked_bar 7 9 118 2 168 %}")
    assert "jn-bar" in render("{% stacked_bar 0 0 0 0 0 %}")


def test_a_digest_is_short_and_copies_whole() -> None:
    html = render("{% hash_short d %}", d="9f3c" + "0" * 56 + "a71e")
    assert "9f3c…a71e" in html
    assert f'data-copy="9f3c{"0" * 56}a71e"' in html


def test_a_step_that_has_not_begun_is_no_link() -> None:
    steps = [
        parts.Step("承诺", "已登记", url="/a/", current=True),
        parts.Step("问责", "未启动", url="/b/", begun=False),
    ]
    html = render("{% chain steps %}", steps=steps)
    assert 'href="/a/"' in html
    assert "/b/" not in html
    assert html.count('aria-current="step"') == 1


def test_an_unmet_verb_stays_reachable_and_says_what_is_missing() -> None:
    bar = parts.VerbBar(unmet=[parts.Unmet("启动整改", [parts.Lack("整改方案未批准。", "/plan/")])])
    html = render("{% verb_bar bar %}", bar=bar)
    assert 'aria-disabled="true"' in html
    described = html.split('aria-describedby="')[1].split('"')[0]
    assert f'id="{described}"' in html
    assert "整改方案未批准。" in html
    assert 'href="/plan/"' in html
    assert " disabled" not in html


def test_two_bars_on_one_page_share_no_id() -> None:
    bar = parts.VerbBar(unmet=[parts.Unmet("甲", [parts.Lack("缺")])])
    html = render("{% verb_bar bar %}{% verb_bar bar %}", bar=bar)
    ids = [piece.split('"')[0] for piece in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 2


def test_verbs_that_cannot_be_performed_are_counted_by_reason() -> None:
    bar = parts.VerbBar(folded=[parts.Folded("状态不允许", ["中止", "办结"]), parts.Folded("不是您的职权", ["撤回"])])
    html = render("{% verb_bar bar %}", bar=bar)
    assert "其他3项操作为何不能办理" in html
    assert "中止、办结" in html


def test_the_trail_shows_every_change_and_for_whom() -> None:
    event = parts.Event(
        "更正内容",
        dt.datetime(2026, 3, 10, 3, 2, tzinfo=dt.UTC),
        kind="edit",
        who=("温启东", "局长", "区投资促进局"),
        on_behalf_of="苏婉仪",
        marks=(parts.Mark("资金来源", "区级产业发展专项资金", "区级一般公共预算"), parts.Mark("备注", "", "新")),
        number=17,
    )
    html = render("{% timeline events %}", events=[event])
    for expected in (
        "温启东 · 局长 · 区投资促进局",
        "代苏婉仪办理",
        "区级<del>产业发展专项资金</del>",
        "（空）",
        "第 17 条",
    ):
        assert expected in html


def test_an_empty_trail_says_why_that_is_fine() -> None:
    assert "尚无办理记录" in render("{% timeline events %}", events=[])


def test_altered_evidence_is_not_shown_as_intact() -> None:
    files = [parts.File("a.pdf", "/f/1/", digest="ab" * 32, intact=False), parts.File("b.pdf", "/f/2/", intact=True)]
    html = render("{% evidence_list files %}", files=files)
    assert html.count("不一致") == 1
    assert html.count("一致") == 2


def test_nothing_typed_by_people_becomes_markup() -> None:
    event = parts.Event(
        EVIL, dt.datetime(2026, 3, 10, tzinfo=dt.UTC), EVIL, EVIL, EVIL, parts.Badge(EVIL, EVIL, EVIL), None, (EVIL,),
        (EVIL,), EVIL, EVIL, EVIL, (parts.Mark(EVIL, EVIL, EVIL + "x"),), ((EVIL, EVIL),), 1, EVIL,
    )  # fmt: skip
    due = parts.Due("red", None, -1, why=((EVIL, EVIL),))
    bar = parts.VerbBar([parts.Act(EVIL, EVIL, EVIL, "plain", EVIL)], [parts.Unmet(EVIL, [parts.Lack(EVIL, EVIL)], EVIL)],
                        [parts.Folded(EVIL, [EVIL])])  # fmt: skip
    html = render(
        "{% timeline e %}{% due_chip d why=True %}{% now_card t b %}{% chain s %}{% evidence_list f %}{% people p %}"
        "{% four_eyes p %}{% summary_list r %}{% tabs v %}{% crumbs x x x %}{% icon x x %}{% plain_badge x x x %}"
        "{% lamp x x %}{% hash_short x %}{% card x id=x note=x link=x link_text=x %}{{ x }}{% endcard %}"
        "{% notice x %}{{ x }}{% endnotice %}{% nothing x %}{{ x }}{% endnothing %}{% row x %}{{ x }}{% endrow %}"
        "{% region x %}{{ x }}{% endregion %}{% progress_bar 3 x x %}{% long_work x 1 2 left=x errors=1 errors_url=x poll_url=x %}",
        e=[event], d=due, t=parts.Turn(EVIL, EVIL, EVIL, due, EVIL), b=bar, s=[parts.Step(EVIL, EVIL, EVIL, EVIL, EVIL)],
        f=[parts.File(EVIL, EVIL, EVIL, EVIL, 1, None, EVIL, EVIL, True, ((EVIL, EVIL),))],
        p=[parts.Person(EVIL, EVIL, EVIL, EVIL)], r=[(EVIL, EVIL)], v=[{"label": EVIL, "url": EVIL, "count": 1}], x=EVIL,
    )  # fmt: skip
    assert "<script" not in html
    assert "\"' onload" not in html
