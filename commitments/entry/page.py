"""What stands on the entry page: read from what was posted, or from the records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commitments.choices import CheckKind, CheckState, ConditionState, ObligationState, ShareState
from commitments.entry.columns import ColumnsForm, standing_of
from commitments.entry.forms import ROW_MODELS, CheckForm, PartForm
from commitments.models import Commitment, Condition, Obligation, ObligationTemplate, PreCheck, RequiredCheck, Share
from commitments.models.commitment import PROMISE_FIELDS, RUNNING_FIELDS
from commitments.models.obligation import TERMS
from commitments.rules.checks import required_kinds
from commitments.rules.funding import FUNDING_SHARES
from face.templatetags.face_forms import lines_of
from lifecycle.actors import Actor
from lifecycle.forms import DoorForm

COMMITMENT_FIELDS = tuple(name for name in (*PROMISE_FIELDS, *RUNNING_FIELDS) if name != "clause_place")
OBLIGATION_FIELDS = (*TERMS, "is_conditional")
MOST_OBLIGATIONS, MOST_ROWS = 20, 10
LONGEST_KEY = 19


@dataclass
class Row:
    """A condition or a supporting body's share inside an obligation's block."""

    prefix: str
    form: PartForm
    record: Any = None
    removed: bool = False


@dataclass
class Block:
    """An obligation with its conditions and shares."""

    prefix: str
    number: int
    form: PartForm
    record: Any = None
    removed: bool = False
    rows: Mapping[str, list[Row]] = field(default_factory=dict)
    focus: bool = False

    @property
    def conditions(self) -> list[Row]:
        """On what it depends."""
        return self.rows["c"]

    @property
    def shares(self) -> list[Row]:
        """Who supports."""
        return self.rows["s"]

    @property
    def has_error(self) -> bool:
        """Whether something in the block is to be mended."""
        return any(form.errors for form in self.forms())

    @property
    def is_conditional(self) -> bool:
        """As ticked, or because it states conditions."""
        stated = any(not row.removed for row in self.conditions)
        return bool(self.form["is_conditional"].value()) or stated

    def parts(self) -> Iterator["Block | Row"]:
        """Itself and its rows."""
        yield self
        for rows in self.rows.values():
            yield from rows

    def forms(self) -> Iterator[PartForm]:
        """Its own and those of its rows, but for what is taken out."""
        if not self.removed:
            yield self.form
            yield from (row.form for rows in self.rows.values() for row in rows if not row.removed)


class Posted:
    """What was posted: numbers and keys that are none count as absent."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def count(self, name: str, most: int) -> int:
        """How many blocks or rows there are, at most so many."""
        given = self.data.get(name, "")
        return min(int(given), most) if given.isdecimal() and len(given) < LONGEST_KEY else 0

    def record(self, name: str, known: Mapping[int, Any]) -> Any:
        """The record that a hidden field names, out of those that belong here."""
        given = self.data.get(name, "")
        return known.get(int(given)) if given.isdecimal() and len(given) < LONGEST_KEY else None

    def has(self, name: str) -> bool:
        """Whether a mark was set."""
        return bool(self.data.get(name))


class EntryPage:
    """The whole page. `data` is None where it is shown for the first time; `record` None for a new commitment."""

    def __init__(
        self, actor: Actor, today: date, data: Any = None, record: Any = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        self.actor, self.today, self.data, self.record = actor, today, data, record
        self.unplaced: list[dict[str, Any]] = []
        # What speaks against submitting without forbidding it, to be read before it is sent.
        self.warnings: list[Any] = []
        self.form = PartForm(Commitment, COMMITMENT_FIELDS, actor, data, record=record, initial=dict(initial or {}))
        self._load()
        self.blocks = self._posted_blocks() if data is not None else self._stored_blocks()
        self.number_blocks()
        self.columns = ColumnsForm(standing_of(actor, today, record), data)
        self.required = self._required_kinds()
        self.checks = [self._check(kind) for kind in CheckKind.values]

    def _load(self) -> None:
        """The records below, in four queries; none for a new commitment."""
        self.known: dict[Any, dict[int, Any]] = {model: {} for model in (Obligation, Condition, Share, PreCheck)}
        if self.record is None:
            return
        gone = {
            Obligation: ObligationState.CANCELLED,
            Condition: ConditionState.DROPPED,
            Share: ShareState.DROPPED,
        }
        related = {Obligation: ("lead_body", "handler_post__body", "paying_body"), Share: ("body",)}
        for model in self.known:
            rows = model.objects.filter(commitment=self.record).select_related(*related.get(model, ())).order_by("pk")
            if model in gone:
                rows = rows.exclude(state=gone[model])
            self.known[model] = {one.pk: one for one in rows}

    def _stored_blocks(self) -> list[Block]:
        blocks = []
        for number, record in enumerate(self.known[Obligation].values()):
            block = self.block(f"ob-{number}", record)
            for kind, (model, _names) in ROW_MODELS.items():
                mine = [one for one in self.known[model].values() if one.obligation_id == record.pk]
                block.rows[kind].extend(self.row(block, kind, at, one) for at, one in enumerate(mine))
            blocks.append(block)
        return blocks

    def _posted_blocks(self) -> list[Block]:
        posted, blocks = Posted(self.data), []
        for number in range(posted.count("ob-count", MOST_OBLIGATIONS)):
            prefix = f"ob-{number}"
            record = posted.record(f"{prefix}-id", self.known[Obligation])
            block = self.block(prefix, record, removed=posted.has(f"{prefix}-removed"))
            for kind, (model, _names) in ROW_MODELS.items():
                for at in range(posted.count(f"{prefix}-{kind}-count", MOST_ROWS)):
                    one = posted.record(f"{prefix}-{kind}-{at}-id", self.known[model])
                    removed = posted.has(f"{prefix}-{kind}-{at}-removed")
                    block.rows[kind].append(self.row(block, kind, at, one, removed=removed))
            blocks.append(block)
        return blocks

    def block(
        self, prefix: str, record: Any = None, *, removed: bool = False, initial: Mapping[str, Any] | None = None
    ) -> Block:
        """A block, empty or of a record."""
        bound = self.data if initial is None else None
        form = PartForm(
            Obligation,
            OBLIGATION_FIELDS,
            self.actor,
            bound,
            prefix=prefix,
            record=record,
            initial=dict(initial or {}),
            use_required_attribute=False,
        )
        if record is not None:
            # Whether it has conditions is fixed when it is made: its first state hangs on it.
            form.fields["is_conditional"].disabled = True
            form.initial["is_conditional"] = record.is_conditional
        return Block(prefix, 0, form, record, removed, {kind: [] for kind in ROW_MODELS})

    def row(
        self, block: Block, kind: str, at: int, record: Any = None, *, removed: bool = False, fresh: bool = False
    ) -> Row:
        """A row of a block."""
        model, names = ROW_MODELS[kind]
        prefix = f"{block.prefix}-{kind}-{at}"
        bound = None if fresh else self.data
        form = PartForm(model, names, self.actor, bound, prefix=prefix, record=record, use_required_attribute=False)
        return Row(prefix, form, record, removed)

    def number_blocks(self) -> None:
        """Number what stands, and give each row its name for the error summary."""
        living = [block for block in self.blocks if not block.removed]
        for number, block in enumerate(living, start=1):
            block.number = number
            block.form.row_name = _("Obligation %(number)s") % {"number": number}
            for kind, word in (("c", _("condition")), ("s", _("supporting body"))):
                for at, row in enumerate((one for one in block.rows[kind] if not one.removed), start=1):
                    row.form.row_name = f"{block.form.row_name} {word} {at}"

    def _required_kinds(self) -> tuple[str, ...]:
        """The pre-checks that the chosen type asks for; one query."""
        chosen = self.form.says("type")
        by_type: list[str] = []
        if chosen.isdecimal() and len(chosen) < LONGEST_KEY:
            rows = RequiredCheck.objects.filter(type=int(chosen), is_required=True)
            by_type = list(rows.values_list("kind", flat=True))
        major = self.form["is_major_decision"].value() in (True, "on", "true", "True", "1")
        return required_kinds(by_type, major)

    def _check(self, kind: str) -> CheckForm:
        recorded = {one.kind: one for one in self.known[PreCheck].values()}
        record = recorded.get(kind)
        form = CheckForm(
            kind,
            self.actor,
            self.data,
            prefix=f"pc-{kind}",
            record=record,
            required=kind in self.required,
            use_required_attribute=False,
        )
        form.record = record
        if record is not None and record.state == CheckState.OVERRIDDEN:
            for one in form.fields.values():
                one.disabled = True
        return form

    @property
    def shares_filled(self) -> bool:
        """Whether anything stands, or is wrong, in the shares by level."""
        return any(self.form.says(name) or name in self.form.errors for name in FUNDING_SHARES)

    def templates(self) -> list[Any]:
        """The obligations that promises of the chosen type usually bring; one query."""
        chosen = self.form.says("type")
        if not chosen.isdecimal() or len(chosen) >= LONGEST_KEY:
            return []
        return list(ObligationTemplate.objects.filter(type=int(chosen), is_retired=False).order_by("position", "pk"))

    def forms(self) -> Iterator[DoorForm]:
        """Every form that counts, in reading order."""
        yield self.form
        for block in self.blocks:
            yield from block.forms()
        yield from self.checks
        yield self.columns

    def take_present_versions(self) -> None:
        """Sending what was typed again is a decision over what the records hold now."""
        parts: list[tuple[Any, Any]] = [(self.form, self.record), *((check, check.record) for check in self.checks)]
        for block in self.blocks:
            parts += [(one.form, one.record) for one in block.parts()]
        for form, record in parts:
            if record is not None:
                self.data[form.add_prefix("version")] = str(record.version)
        self.columns.take_present_versions(self.data)

    def quiet(self) -> None:
        """Show what was typed and judge nothing."""
        for form in self.forms():
            if form.is_bound:
                form.quiet()

    def is_valid(self) -> bool:
        """Judge every form, so that all faults are told at once."""
        judged = [form.is_valid() for form in self.forms()]
        return all(judged)

    def error_lines(self) -> list[dict[str, Any]]:
        """For the error summary: every fault with its place, then those that have a section for a place."""
        return [line for form in self.forms() for line in lines_of(form)] + self.unplaced
