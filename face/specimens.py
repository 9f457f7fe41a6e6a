"""Invented facts for the components page: everything once, so that a change of style is seen in one place."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import pgettext, pgettext_lazy

from face import amounts, days, fields, parts
from face.filters import DayRangeField
from face.lists import Pill
from face.paging import Count

DAY = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 20, 2, 26, 3, tzinfo=dt.UTC)
DIGEST = "9f3c4be0c7d933105d1b8c0e77fa88f26a3d05c914eba6f7e2c491b0c04aa71e"


def labels() -> dict[str, str]:
    """Headings of the page."""
    return {
        "home": pgettext("specimen", "Home"),
        "components": pgettext("specimen", "Components"),
        "lamps_and_due_dates": pgettext("specimen", "Lamps and due dates"),
        "notices_empty_states_long_work": pgettext("specimen", "Notices, empty states, long work"),
        "importing_the_ledger": pgettext("specimen", "Importing the ledger"),
        "about_2_minutes": pgettext("specimen", "about 2 minutes"),
        "no_red_lamps": pgettext("specimen", "No red lamps"),
        "course_of_the_record": pgettext("specimen", "Course of the record"),
        "newest_first": pgettext("specimen", "newest first"),
        "evidence": pgettext("specimen", "Evidence"),
        "bars": pgettext("specimen", "Bars"),
        "wide_table": pgettext("specimen", "Wide table"),
        "wide_table_scrolls_sideways": pgettext("specimen", "Wide table, scrolls sideways"),
        "state_diagram": pgettext("specimen", "State diagram"),
        "people": pgettext("specimen", "People"),
        "registration": pgettext("specimen", "Registration"),
        "unit_10_000_yuan": pgettext("specimen", "10,000 yuan"),
        "words": pgettext("specimen", "Words"),
        "filters_and_pages": pgettext("specimen", "Filters and pages"),
    }


def badges() -> dict[str, parts.Badge]:
    """One badge of each tone."""
    return {
        "draft": parts.Badge(pgettext("specimen", "Draft"), "neutral", "pen"),
        "submitted": parts.Badge(pgettext("specimen", "Submitted"), "wait", "inbox"),
        "active": parts.Badge(pgettext("specimen", "Running"), "run", "play"),
        "suspended": parts.Badge(pgettext("specimen", "Suspended"), "pause", "pause"),
        "mending": parts.Badge(pgettext("specimen", "Being mended"), "fix", "wrench"),
        "done": parts.Badge(pgettext("specimen", "Done"), "good", "check"),
        "breached": parts.Badge(pgettext("specimen", "Not kept"), "bad", "x"),
        "refused": parts.Badge(pgettext("specimen", "Refused"), "badsoft", "x"),
        "closed": parts.Badge(pgettext("specimen", "Closed"), "end", "lock"),
    }


def dues() -> list[parts.Due]:
    """A due date of each kind."""
    why = (
        (pgettext("specimen", "Start"), pgettext("specimen", "issued on 20 November, counted from the next day")),
        (pgettext("specimen", "Limit"), pgettext("specimen", "10 working days")),
        (pgettext("specimen", "Taken out"), pgettext("specimen", "21, 22, 28 and 29 November (weekends)")),
    )
    return [
        parts.Due("green", DAY + dt.timedelta(10), 8, days.WORKING_DAY, why=why),
        parts.Due("green", DAY + dt.timedelta(127), 127),
        parts.Due("yellow", DAY + dt.timedelta(3), 3, days.WORKING_DAY),
        parts.Due("yellow", DAY, 0),
        parts.Due("red", DAY - dt.timedelta(147), -147),
        parts.Due("red", DAY - dt.timedelta(1), -1),
        parts.Due("grey", stopped=True),
        parts.Due("green", dt.date(2027, 1, 8), 31, days.WORKING_DAY, provisional=True),
    ]


class SpecimenForm(forms.Form):
    """A field of each kind."""

    title = forms.CharField(
        label=pgettext_lazy("specimen", "Title"),
        help_text=pgettext_lazy("specimen", "As in the document."),
        max_length=40,
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("specimen", "Kind"),
        choices=[
            ("", pgettext_lazy("specimen", "Choose")),
            ("a", pgettext_lazy("specimen", "Payment")),
            ("b", pgettext_lazy("specimen", "Land")),
        ],
    )
    due_on = fields.DayField(label=pgettext_lazy("specimen", "Due date"))
    amount = fields.TenThousandsField(label=pgettext_lazy("specimen", "Amount"))
    paper = forms.FileField(
        label=pgettext_lazy("specimen", "Document"),
        required=False,
        help_text=pgettext_lazy("specimen", "PDF, OFD, Office or a picture."),
    )
    known = forms.BooleanField(label=pgettext_lazy("specimen", "I have seen the two warnings"))
    clause = forms.CharField(
        label=pgettext_lazy("specimen", "Clause"),
        widget=forms.Textarea,
        help_text=pgettext_lazy("specimen", "Copy it word for word."),
    )
    decision = forms.ChoiceField(
        label=pgettext_lazy("specimen", "Decision"),
        widget=forms.RadioSelect,
        choices=[("approve", pgettext_lazy("specimen", "Approve")), ("return", pgettext_lazy("specimen", "Return"))],
    )


class SpecimenFilter(forms.Form):
    """A filter bar."""

    q = forms.CharField(label=pgettext_lazy("specimen", "Search"), widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label=pgettext_lazy("specimen", "Kind"), choices=[("", pgettext_lazy("specimen", "All"))])
    due_on = DayRangeField(label=pgettext_lazy("specimen", "Due date"))


def page() -> dict[str, Any]:
    """Everything the components page shows."""
    shown, due = badges(), dues()
    return {
        "labels": labels(),
        "states": shown,
        "tones": [(badge.tone, badge) for badge in shown.values()],
        "dues": due,
        "late": due[4],
        "steps": _steps(),
        "events": _events(shown),
        "files": _files(),
        "persons": _persons(),
        "eyes": _eyes(),
        "facts": [
            (pgettext("specimen", "Kind"), pgettext("specimen", "Contract")),
            (pgettext("specimen", "Document number"), "2024-12"),
            (pgettext("specimen", "Remarks"), ""),
        ],
        "turn": parts.Turn(
            pgettext("specimen", "Finance Bureau"),
            pgettext("specimen", "submits the plan"),
            pgettext("specimen", "Order RO-2026-0031"),
            due[0],
        ),
        "verbs": _verbs(),
        "ledger": _ledger(shown, due),
        "svg": SafeString(
            '<svg class="jn-diagram" viewBox="0 0 800 60" role="img" aria-label="-">'
            '<g class="n was"><rect x="20" y="15" width="90" height="30" rx="3"/></g>'
            '<path class="e ep" d="M110 30H200"/><g class="n now"><rect x="200" y="15" width="90" height="30" rx="3"/></g></svg>'
        ),
        "words": _words(),
        "filters": SpecimenFilter(),
        "pills": [Pill(pgettext("specimen", "Kind"), pgettext("specimen", "Payment"), "?")],
        "count": Count(10_001),
        "rows": range(20),
        "next_url": "?after=x",
        "previous_url": "?before=x",
        "plain_url": "",
    }


def _steps() -> list[parts.Step]:
    return [
        parts.Step(
            pgettext("specimen", "Promise"),
            pgettext("specimen", "Registered"),
            days.day(DAY),
            ref="CM-2026-0317",
            url="#trail",
        ),
        parts.Step(
            pgettext("specimen", "Performance"),
            pgettext("specimen", "Overdue"),
            days.day(DAY),
            ref="OB-4",
            url="#trail",
            bad=True,
        ),
        parts.Step(
            pgettext("specimen", "Verification"),
            pgettext("specimen", "Confirmed"),
            days.day(DAY),
            ref="BC-2026-0042",
            url="#trail",
            current=True,
            bad=True,
        ),
        parts.Step(
            pgettext("specimen", "Rectification"),
            pgettext("specimen", "Issued, plan to come"),
            days.day(DAY),
            ref="RO-2026-0031",
            url="#trail",
        ),
        parts.Step(pgettext("specimen", "Accountability"), pgettext("specimen", "Not begun"), begun=False),
        parts.Step(pgettext("specimen", "Dishonesty record"), pgettext("specimen", "None"), begun=False),
    ]


def _events(shown: dict[str, parts.Badge]) -> list[parts.Event]:
    who = (
        "Lin Shaobin",
        pgettext("specimen", "Head of section"),
        pgettext("specimen", "Development and Reform Bureau"),
    )
    return [
        parts.Event(
            pgettext("specimen", "Confirm"), AT, "x", "bad", "CM-2026-0317", shown["active"], shown["breached"], (), who,
            reason=pgettext("specimen", "The second payment was due on 30 June 2026 and has not been made."),
            basis=pgettext("specimen", "Agreement, clause 5.2"),
            marks=(parts.Mark(pgettext("specimen", "State"), pgettext("specimen", "Running"), pgettext("specimen", "Not kept")), parts.Mark(pgettext("specimen", "Case"), "", "BC-2026-0042")),
            links=(("RO-2026-0031", "#trail"),), number=26, digest=DIGEST,
        ),
        parts.Event(pgettext("specimen", "50 days overdue, handed over"), AT - dt.timedelta(90), "bell", "clock", target=shown["submitted"]),
        parts.Event(
            pgettext("specimen", "Correct"), AT - dt.timedelta(200), "pen", "edit", "OB-4", who=who, on_behalf_of="Su Wanyi",
            marks=(parts.Mark(pgettext("specimen", "Funding"), "District industry fund 2026, 600", "District budget 2026, 350"),), number=17,
            digest=DIGEST,
        ),
        parts.Event(pgettext("specimen", "Accept"), AT - dt.timedelta(300), "check", "good", source=shown["submitted"], target=shown["done"], who=who),
    ]  # fmt: skip


def _files() -> list[parts.File]:
    return [
        parts.File(
            "agreement.pdf",
            "#evidence",
            pgettext("specimen", "Clause"),
            "PDF",
            2_516_582,
            DAY,
            "Fang Xiaotong",
            DIGEST,
            True,
        ),
        parts.File(
            "minutes.jpg",
            "#evidence",
            pgettext("specimen", "Hearing"),
            "JPG",
            395_264,
            DAY,
            "Cai Xiaomin",
            DIGEST,
            False,
        ),
    ]


def _persons() -> list[parts.Person]:
    return [
        parts.Person(
            pgettext("specimen", "Post"),
            pgettext("specimen", "Head of the Finance Bureau"),
            "Xu Wentao",
            pgettext("specimen", "since 12 May 2025"),
        ),
        parts.Person(
            pgettext("specimen", "Reviewer"),
            pgettext("specimen", "Development and Reform Bureau"),
            "Lin Shaobin",
            you=True,
        ),
    ]


def _eyes() -> list[parts.Person]:
    return [
        parts.Person(pgettext("specimen", "Drafted by"), pgettext("specimen", "Finance Bureau"), "Qiu Wenbin"),
        parts.Person(
            pgettext("specimen", "Approval"),
            pgettext("specimen", "You may decide"),
            note=pgettext("specimen", "took no part in drafting"),
            you=True,
        ),
        parts.Person(
            pgettext("specimen", "Acceptance"),
            pgettext("specimen", "Must be another"),
            note=pgettext("specimen", "who approves cannot accept"),
        ),
    ]


def _verbs() -> parts.VerbBar:
    return parts.VerbBar(
        allowed=[
            parts.Act(pgettext("specimen", "Send a reminder"), "#trail", "bell", "primary", dialog="ask"),
            parts.Act(pgettext("specimen", "Add evidence"), "#evidence", "clip"),
        ],
        unmet=[
            parts.Unmet(
                pgettext("specimen", "Begin rectification"),
                [parts.Lack(pgettext("specimen", "The plan is not approved."), "#trail")],
                "wrench",
            ),
            parts.Unmet(
                pgettext("specimen", "Declare failed"),
                [parts.Lack(pgettext("specimen", "The limit has not passed."))],
                "slash",
            ),
        ],
        folded=[
            parts.Folded(
                pgettext("specimen", "Not from this state"),
                [pgettext("specimen", "Suspend"), pgettext("specimen", "Close")],
            ),
            parts.Folded(pgettext("specimen", "Not yours to do"), [pgettext("specimen", "Withdraw")]),
        ],
    )


def _ledger(shown: dict[str, parts.Badge], due: list[parts.Due]) -> list[dict[str, Any]]:
    lines = (
        (4, "0317", "12000000", "breached", 60),
        (2, "0205", "14863512.34", "mending", 72),
        (1, "0119", "", "active", 35),
    )
    return [
        {
            "due": due[index], "ref": f"CM-2026-{number}", "title": pgettext("specimen", "Production base, investment agreement"),
            "note": pgettext("specimen", "Investment promise"), "amount": Decimal(amount) if amount else None, "state": shown[state],
            "progress": progress,
        }
        for index, number, amount, state, progress in lines
    ]  # fmt: skip


def _words() -> list[tuple[str, str]]:
    amount = Decimal("6000000")
    return [
        (pgettext("specimen", "Date"), days.day(DAY)),
        (pgettext("specimen", "Moment"), days.moment(AT)),
        (pgettext("specimen", "To the second"), days.stamp(AT)),
        (pgettext("specimen", "In a sentence"), amounts.in_a_sentence(amount)),
        (pgettext("specimen", "In a table"), amounts.in_ten_thousands(amount)),
        (pgettext("specimen", "To the cent"), amounts.to_the_cent(amount)),
        (pgettext("specimen", "In capitals"), amounts.in_capitals(amount)),
        (pgettext("specimen", "Empty"), amounts.missing()),
    ]
