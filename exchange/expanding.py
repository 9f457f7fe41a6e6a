"""各县〈市、区〉 on request: the governments of the counties below take the place of the phrase; a clerk's word stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.choices import CommitmentState, ObligationState, ShareState
from commitments.models import Obligation, Share
from exchange.choices import FoundBy
from exchange.drafting import LONGEST_OBLIGATION_TITLE, share_of
from exchange.matching import counties_of, governments_of
from exchange.models import Document, Duty, NamedBody
from exchange.rules.names import is_every_county
from lifecycle.actors import Actor
from lifecycle.creating import create_many, record_edit
from lifecycle.doors import Entry, door
from lifecycle.performing import perform

# What an obligation of a county takes over from the one of the whole group.
CARRIED = (
    "commitment_id",
    "kind",
    "side",
    "content",
    "wanted_evidence",
    "weight",
    "due_rule",
    "due_on",
    "due_precision",
)


@dataclass
class Expansion:
    """How many phrases were expanded, and where a clerk's word was left as it stands."""

    expanded: int = 0
    notes: list[str] = field(default_factory=list)


def expandable(document: Document) -> list[NamedBody]:
    """The phrases of a document that mean its counties and were not expanded, in the order of the document: one query."""
    rows = NamedBody.objects.filter(document=document, found_by=FoundBy.GROUP, is_expanded=False)
    named = rows.select_related("assignment__measure__commitment", "body").order_by("assignment_id", "position")
    return [one for one in named if is_every_county(one.printed)]


def expandable_count(document: Document) -> int:
    """How many of them stand in drafts, and may still be expanded: one query, which reads each wording once."""
    rows = NamedBody.objects.filter(
        document=document,
        found_by=FoundBy.GROUP,
        is_expanded=False,
        assignment__measure__commitment__state=CommitmentState.DRAFT,
    )
    worded = rows.order_by().values_list("printed").annotate(Count("pk"))
    return sum(number for printed, number in worded if is_every_county(printed))


def expand_groups(
    document: Document,
    by: Actor,
    *,
    named: Iterable[NamedBody] | None = None,
    at: datetime | None = None,
    today: date | None = None,
) -> Expansion:
    """Expand phrases (all that can be, or those `named`) to the governments of the counties below. All or nothing.

    Where a clerk has put another body in the lead or taken the phrase out, that stays. Raises Refused.
    """
    wanted = expandable(document) if named is None else list(named)
    done = Expansion()
    day = today or timezone.localdate(at)
    with door("default") as written:
        for one in wanted:
            measure = one.assignment.measure
            if measure.commitment.state != CommitmentState.DRAFT:
                done.notes.append(_("%(place)s: no longer a draft, left as it is.") % {"place": measure.place})
                continue
            divisions = counties_of(document.division, one.printed)
            if not divisions:
                sentence = _("%(place)s: the register knows no counties below %(division)s.")
                done.notes.append(sentence % {"place": measure.place, "division": document.division})
                continue
            record_edit(one, by, changes={"is_expanded": True}, at=at)
            cause = written[-1]
            counties = governments_of(divisions, document.promisor, by, today=day, cause=cause)
            _Expander(one, counties, by, at, cause, done).expand()
            done.expanded += 1
    return done


@dataclass
class _Expander:
    """Expands one phrase in all obligations that were drafted from its group."""

    named: NamedBody
    counties: Sequence[Any]
    by: Actor
    at: datetime | None
    cause: Entry
    done: Expansion

    def expand(self) -> None:
        group = self.named.body_id
        duties = Duty.objects.filter(assignment=self.named.assignment_id).select_related("obligation__commitment")
        for duty in duties.exclude(obligation__state=ObligationState.CANCELLED).order_by("pk"):
            shares = list(Share.objects.filter(obligation=duty.obligation_id).exclude(state=ShareState.DROPPED))
            if duty.obligation.lead_body_id == group:
                self._lead_each(duty, shares)
                continue
            if duty.lead_body_id == group:
                self._say(_("%(place)s: a clerk has named another lead, which stays."))
            of_group = [share for share in shares if share.body_id == group]
            if of_group:
                self._support_each(duty.obligation, of_group, shares)
            elif duty.lead_body_id != group:
                self._say(_("%(place)s: a clerk has taken the phrase out, which stays."))

    def _say(self, sentence: str) -> None:
        self.done.notes.append(sentence % {"place": self.named.assignment.measure.place})

    def _lead_each(self, duty: Duty, shares: Sequence[Any]) -> None:
        """A phrase that leads becomes one obligation for each county, with the same supporting bodies."""
        whole = duty.obligation
        rows = []
        for body in self.counties:
            words = f"（{body.name}）"
            carried = {name.removesuffix("_id"): getattr(whole, name) for name in CARRIED}
            title = whole.title[: LONGEST_OBLIGATION_TITLE - len(words)] + words
            rows.append(
                carried | {"title": title, "lead_body": body, "commitment": whole.commitment, "recurs": whole.recurs}
            )
        made = create_many(Obligation, self.by, rows, at=self.at)
        create_many(
            Share,
            self.by,
            [share_of(one, share.body_id) for one in made for share in shares if share.body_id != one.lead_body_id],
            at=self.at,
        )
        create_many(
            Duty,
            self.by,
            [
                {
                    "document": duty.document_id,
                    "measure": duty.measure_id,
                    "assignment": duty.assignment_id,
                    "limit": duty.limit_id,
                    "obligation": one,
                    "lead_body": one.lead_body_id,
                }
                for one in made
            ],
            cause=self.cause,
        )
        perform(whole, "cancel", self.by, at=self.at)

    def _support_each(self, obligation: Any, of_group: Sequence[Any], shares: Sequence[Any]) -> None:
        """A phrase that supports becomes a share for each county that has no part in the obligation yet."""
        standing = {share.body_id for share in shares} | {obligation.lead_body_id}
        rows = [share_of(obligation, body) for body in self.counties if body.pk not in standing]
        create_many(Share, self.by, rows, at=self.at)
        for share in of_group:
            perform(share, "drop", self.by, at=self.at)
