"""Invented facts for the components page: everything once, so that a change of style is seen in one place."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from face import amounts, days, fields, parts

DAY = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 20, 2, 26, 3, tzinfo=dt.UTC)
DIGEST = "9f3c4be0c7d933105d1b8c0e77fa88f26a3d05c914eba6f7e2c491b0c04aa71e"


def badges() -> dict[str, parts.Badge]:
    """One badge of each tone."""
    return {
        "draft": parts.Badge(_("Draft"), "neutral", "pen"),
        "submitted": parts.Badge(_("Submitted"), "wait", "inbox"),
        "active": parts.Badge(_("Running"), "run", "play"),
        "suspended": parts.Badge(_("Suspended"), "pause", "pause"),
        "mending": parts.Badge(_("Being mended"), "fix", "wrench"),
        "done": parts.Badge(_("Done"), "good", "check"),
        "breached": parts.Badge(_("Not kept"), "bad", "x"),
        "refused": parts.Badge(_("Refused"), "badsoft", "x"),
        "closed": parts.Badge(_("Closed"), "end", "lock"),
    }


def dues() -> list[parts.Due]:
    """A due date of each kind."""
    why = (
        (_("Start"), _("issued on 20 November, counted from the next day")),
        (_("Limit"), _("10 working days")),
        (_("Taken out"), _("21, 22, 28 and 29 November (weekends)")),
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

    title = forms.CharField(label=_("Title"), help_text=_("As in the document."), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), ("a", _("Payment")), ("b", _("Land"))])
    due_on = fields.DayField(label=_("Due date"))
    amount = fields.TenThousandsField(label=_("Amount"))
    paper = forms.FileField(label=_("Document"), required=False, help_text=_("PDF, OFD, Office or a picture."))
    known = forms.BooleanField(label=_("I have seen the two warnings"))
    clause = forms.CharField(label=_("Clause"), widget=forms.Textarea, help_text=_("Copy it word for word."))
    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, choices=[("approve", _("Approve")), ("return", _("Return"))]
    )


def page() -> dict[str, Any]:
    """Everything the components page shows."""
    shown, due = badges(), dues()
    return {
        "states": shown,
        "tones": [(badge.tone, badge) for badge in shown.values()],
        "dues": due,
        "late": due[4],
        "steps": _steps(),
        "events": _events(shown),
        "files": _files(),
        "persons": _persons(),
        "eyes": _eyes(),
        "facts": [(_("Kind"), _("Contract")), (_("Document number"), "2024-12"), (_("Remarks"), "")],
        "turn": parts.Turn(_("Finance Bureau"), _("submits the plan"), _("Order RO-2026-0031"), due[0]),
        "verbs": _verbs(),
        "ledger": _ledger(shown, due),
        "svg": SafeString(
            '<svg class="jn-diagram" viewBox="0 0 800 60" role="img" aria-label="-">'
            '<g class="n was"><rect x="20" y="15" width="90" height="30" rx="3"/></g>'
            '<path class="e ep" d="M110 30H200"/><g class="n now"><rect x="200" y="15" width="90" height="30" rx="3"/></g></svg>'
        ),
        "words": _words(),
    }


def _steps() -> list[parts.Step]:
    return [
        parts.Step(_("Promise"), _("Registered"), days.day(DAY), ref="CM-2026-0317", url="#trail"),
        parts.Step(_("Performance"), _("Overdue"), days.day(DAY), ref="OB-4", url="#trail", bad=True),
        parts.Step(
            _("Verification"), _("Confirmed"), days.day(DAY), ref="BC-2026-0042", url="#trail", current=True, bad=True
        ),
        parts.Step(_("Rectification"), _("Issued, plan to come"), days.day(DAY), ref="RO-2026-0031", url="#trail"),
        parts.Step(_("Accountability"), _("Not begun"), begun=False),
        parts.Step(_("Dishonesty record"), _("None"), begun=False),
    ]


def _events(shown: dict[str, parts.Badge]) -> list[parts.Event]:
    who = ("Lin Shaobin", _("Head of section"), _("Development and Reform Bureau"))
    return [
        parts.Event(
            _("Confirm"), AT, "x", "bad", "CM-2026-0317", shown["active"], shown["breached"], (), who,
            reason=_("The second payment was due on 30 June 2026 and has not been made."),
            basis=_("Agreement, clause 5.2"),
            marks=(parts.Mark(_("State"), _("Running"), _("Not kept")), parts.Mark(_("Case"), "", "BC-2026-0042")),
            links=(("RO-2026-0031", "#trail"),), number=26, digest=DIGEST,
        ),
        parts.Event(_("50 days overdue, handed over"), AT - dt.timedelta(90), "bell", "clock", target=shown["submitted"]),
        parts.Event(
            _("Correct"), AT - dt.timedelta(200), "pen", "edit", "OB-4", who=who, on_behalf_of="Su Wanyi",
            marks=(parts.Mark(_("Funding"), "District industry fund 2026, 600", "District budget 2026, 350"),), number=17,
            digest=DIGEST,
        ),
        parts.Event(_("Accept"), AT - dt.timedelta(300), "check", "good", source=shown["submitted"], target=shown["done"], who=who),
    ]  # fmt: skip


def _files() -> list[parts.File]:
    return [
        parts.File("agreement.pdf", "#evidence", _("Clause"), "PDF", 2_516_582, DAY, "Fang Xiaotong", DIGEST, True),
        parts.File("minutes.jpg", "#evidence", _("Hearing"), "JPG", 395_264, DAY, "Cai Xiaomin", DIGEST, False),
    ]


def _persons() -> list[parts.Person]:
    return [
        parts.Person(_("Post"), _("Head of the Finance Bureau"), "Xu Wentao", _("since 12 May 2025")),
        parts.Person(_("Reviewer"), _("Development and Reform Bureau"), "Lin Shaobin", you=True),
    ]


def _eyes() -> list[parts.Person]:
    return [
        parts.Person(_("Drafted by"), _("Finance Bureau"), "Qiu Wenbin"),
        parts.Person(_("Approval"), _("You may decide"), note=_("took no part in drafting"), you=True),
        parts.Person(_("Acceptance"), _("Must be another"), note=_("who approves cannot accept")),
    ]


def _verbs() -> parts.VerbBar:
    return parts.VerbBar(
        allowed=[
            parts.Act(_("Send a reminder"), "#trail", "bell", "primary", dialog="ask"),
            parts.Act(_("Add evidence"), "#evidence", "clip"),
        ],
        unmet=[
            parts.Unmet(_("Begin rectification"), [parts.Lack(_("The plan is not approved."), "#trail")], "wrench"),
            parts.Unmet(_("Declare failed"), [parts.Lack(_("The limit has not passed."))], "slash"),
        ],
        folded=[
            parts.Folded(_("Not from this state"), [_("Suspend"), _("Close")]),
            parts.Folded(_("Not yours to do"), [_("Withdraw")]),
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
            "due": due[index], "ref": f"CM-2026-{number}", "title": _("Production base, investment agreement"),
            "note": _("Investment promise"), "amount": Decimal(amount) if amount else None, "state": shown[state],
            "progress": progress,
        }
        for index, number, amount, state, progress in lines
    ]  # fmt: skip


def _words() -> list[tuple[str, str]]:
    amount = Decimal("6000000")
    return [
        (_("Date"), days.day(DAY)),
        (_("Moment"), days.moment(AT)),
        (_("To the second"), days.stamp(AT)),
        (_("In a sentence"), amounts.in_a_sentence(amount)),
        (_("In a table"), amounts.in_ten_thousands(amount)),
        (_("To the cent"), amounts.to_the_cent(amount)),
        (_("In capitals"), amounts.in_capitals(amount)),
        (_("Empty"), amounts.missing()),
    ]
