"""The versions of an order's plan, read from the trail, and one laid beside another with what was asked in between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from face import days
from face.parts import Mark
from organizations.models import Post, Tenure
from rectification.choices import MeasureKind, MeasureState
from rectification.models import Demand, Measure, Remark
from rectification.rules.plans import Check, checks

SUBMIT, RETURN, APPROVE = "submit_plan", "return_plan", "approve_plan"
ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"


@dataclass(frozen=True)
class Version:
    """A plan as it was submitted: the order's row, each measure's row as it then stood, and what became of it."""

    number: int
    submitted: Any
    measures: Mapping[int, Any]
    outcome: Any = None
    remarks: Sequence[Any] = ()

    @property
    def is_returned(self) -> bool:
        """Whether a reviewer sent it back."""
        return self.outcome is not None and self.outcome.verb == RETURN

    @property
    def who(self) -> str:
        """Who submitted it, as frozen in the trail."""
        return " · ".join(
            one for one in (self.submitted.actor_name, self.submitted.actor_post, self.submitted.actor_body) if one
        )

    @property
    def judged_by(self) -> str:
        """Who approved or returned it."""
        return " · ".join(one for one in (self.outcome.actor_name, self.outcome.actor_post) if one)


@dataclass(frozen=True)
class Drafted:
    """What a plan says in words before it is submitted."""

    plan: str


@dataclass(frozen=True)
class Row:
    """One thing of a plan beside what it was: its terms, whether they changed, and what the reviewer had asked of it."""

    key: str
    label: str
    kind: str
    marks: Sequence[Mark]
    asked: Sequence[str] = ()
    measure: int | None = None
    demand: int | None = None

    @property
    def differing(self) -> list[Mark]:
        """The terms that changed; all of them for what is new or gone."""
        return [mark for mark in self.marks if mark.old != mark.new]

    @property
    def is_taken_up(self) -> bool:
        """Whether what was asked led to any change."""
        return self.kind != SAME


@dataclass(frozen=True)
class Comparison:
    """Two versions of a plan laid side by side; `old` is None for the first."""

    old: Version | None
    new: Version
    rows: Sequence[Row] = field(default_factory=tuple)

    @property
    def changed(self) -> list[Row]:
        """What is shown open: what differs, and what was asked."""
        return [row for row in self.rows if row.kind != SAME or row.asked]

    @property
    def same(self) -> list[Row]:
        """What folds."""
        return [row for row in self.rows if row.kind == SAME and not row.asked]

    def count(self, kind: str) -> int:
        """How many rows are of a kind."""
        return sum(1 for row in self.rows if row.kind == kind)

    @property
    def not_taken_up(self) -> list[Row]:
        """What was asked and led to no change."""
        return [row for row in self.rows if row.asked and not row.is_taken_up]


def versions_of(order: Any) -> list[Version]:
    """Every version of an order's plan, the first one first: three queries."""
    rows = list(order.history.filter(verb__in=(SUBMIT, RETURN, APPROVE)).order_by("version"))
    steps = list(Measure.history.filter(order_id=order.pk).order_by("id", "version"))
    remarks: dict[int, list[Any]] = {}
    for remark in Remark.objects.filter(order=order).order_by("pk"):
        remarks.setdefault(remark.entry, []).append(remark)
    found: list[Version] = []
    for at, row in enumerate(rows):
        if row.verb != SUBMIT:
            continue
        outcome = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].verb != SUBMIT else None
        asked = remarks.get(outcome.version, []) if outcome is not None else []
        found.append(Version(len(found) + 1, row, _standing(steps, row), outcome, asked))
    return found


def _standing(steps: Iterable[Any], row: Any) -> dict[int, Any]:
    """The measures that stood when a plan was submitted, each as it was then.

    By the real clock: rows of two tables share no numbering, and a told time may be the same for several acts.
    """
    last = {step.id: step for step in steps if step.recorded_at <= row.recorded_at}
    return {pk: step for pk, step in last.items() if step.state != MeasureState.DROPPED}


def beside(order: Any, old: Version | None, new: Version) -> Comparison:
    """A version of a plan beside an earlier one: two queries."""
    demands = {one.pk: one for one in Demand.objects.filter(order=order.pk).order_by("number")}
    steps = {**(old.measures if old else {}), **new.measures}
    posts = Post.objects.select_related("body").in_bulk({one.owner_post_id for one in steps.values()} - {None})
    remarks = old.remarks if old is not None else ()
    rows = [_plan_row(old, new), *_demand_rows(demands, old, new, remarks)]
    order_of = {pk: number for number, pk in enumerate(demands)}
    keys = sorted(steps, key=lambda pk: (order_of.get(steps[pk].demand_id, 0), pk))
    for number, pk in enumerate(keys, start=1):
        asked = [one.text for one in remarks if one.measure_id == pk]
        before = old.measures.get(pk) if old else None
        rows.append(_measure_row(number, pk, before, new.measures.get(pk), posts, asked))
    return Comparison(old, new, rows)


def draft_of(order: Any, words: str, measures: Iterable[Any]) -> Version:
    """A plan that is not submitted yet, as a version: its words, and the measures as they are saved."""
    return Version(0, Drafted(words), {one.pk: one for one in measures})


def checks_of(
    order: Any, measures: Iterable[Any], demands: Sequence[Any], today: date, not_taken_up: Sequence[Row]
) -> list[Check]:
    """What is looked at before a plan is approved, of some measures and the order's demands: one query."""
    place = {demand.pk: demand.number for demand in demands}
    listed = sorted(measures, key=lambda one: (place.get(one.demand_id, 0), one.id))
    posts = {one.owner_post_id for one in listed if one.owner_post_id is not None}
    held = Tenure.objects.valid_on(today).filter(post__in=posts).values_list("post_id", flat=True)
    return checks(
        measures=listed,
        demands=demands,
        held_posts=frozenset(held),
        due_on=order.due_on,
        today=today,
        not_taken_up=[row.label for row in not_taken_up],
    )


def _plan_row(old: Version | None, new: Version) -> Row:
    was = old.submitted.plan if old else ""
    asked = [old.outcome.reason] if old is not None and old.is_returned else []
    kind = SAME if was == new.submitted.plan else CHANGED if old else ADDED
    return Row("plan", _("Plan in words"), kind, [Mark("", was, new.submitted.plan)], asked)


def _demand_rows(
    demands: Mapping[int, Any], old: Version | None, new: Version, remarks: Sequence[Any]
) -> Iterable[Row]:
    """The demands about which something was asked: taken up where a measure that answers one changed."""
    for pk, demand in demands.items():
        asked = [one.text for one in remarks if one.demand_id == pk]
        if asked:
            kind = CHANGED if _answers(old, pk) != _answers(new, pk) else SAME
            label = _("Demand %(number)s") % {"number": demand.number}
            yield Row(f"demand-{pk}", label, kind, [Mark("", demand.text, demand.text)], asked, demand=pk)


def _answers(version: Version | None, demand: int) -> dict[int, int]:
    """The measures that answer a demand in a version, each with its own version."""
    measures = version.measures if version is not None else {}
    return {pk: step.version for pk, step in measures.items() if step.demand_id == demand}


def _measure_row(number: int, pk: int, old: Any, new: Any, posts: Mapping[int, Any], asked: Sequence[str]) -> Row:
    was, is_now = _terms(old, posts), _terms(new, posts)
    marks = [Mark(label, was.get(label, ""), is_now.get(label, "")) for label in (is_now or was)]
    kind = ADDED if old is None else REMOVED if new is None else SAME if was == is_now else CHANGED
    label = _("Measure %(number)s") % {"number": number}
    return Row(f"measure-{pk}", label, kind, marks, asked, measure=pk if new is not None else None)


def _terms(step: Any, posts: Mapping[int, Any]) -> dict[str, str]:
    """The terms of a measure in words."""
    if step is None:
        return {}
    post = posts.get(step.owner_post_id)
    return {
        _("What"): step.what,
        _("Kind"): str(MeasureKind(step.kind).label),
        _("Owner"): step.owner,
        _("Post in charge"): f"{post.body.known_as} {post.name}" if post is not None else "",
        _("Due"): days.day(step.due_on),
        _("Weight"): f"{step.weight.normalize():f}",
    }
