"""The entry page goes through the doors: the commitment, its obligations with their rows, the pre-checks; all or nothing."""

from collections.abc import Mapping
from typing import Any

from commitments.entry.forms import ROW_MODELS, CheckForm, PartForm
from commitments.entry.page import Block, EntryPage, Row
from commitments.models import Commitment, Obligation, PreCheck
from lifecycle.creating import create, record_edit
from lifecycle.offers import weighed
from lifecycle.performing import perform
from lifecycle.refusals import GuardsUnmet, Invalid, Unmet

# Where on the page a guard of `submit` is mended: a field of the commitment's form, or a section.
AT_FIELD: Mapping[str, tuple[str, ...]] = {"has_promisee": ("promisee",), "has_source": ("source_kind", "clause")}
AT_SECTION: Mapping[str, str] = {
    "has_obligation": "s3",
    "are_conditions_stated": "s3",
    "are_duty_bodies_overseen": "s3",
    "are_checks_recorded": "s4",
    "has_statements": "s2",
}


class NotSaved(Exception):
    """Something is to be mended; the page holds what, and nothing was written."""


def save(page: EntryPage, *, submit: bool, warned: bool = False) -> Any:
    """The commitment as saved, and submitted where asked. Call inside a transaction: NotSaved takes everything back.

    What speaks against submitting is shown once; `warned` says that it was read, and goes on.

    Raises NotSaved, Stale, NotPermitted or NotFromThisState.
    """
    if not page.is_valid():
        raise NotSaved
    commitment = _commitment(page)
    for block in page.blocks:
        _block(page, block, commitment)
    for check in page.checks:
        _check(page, check, commitment)
    page.columns.fill_in(commitment, page.actor)
    if page.error_lines():
        raise NotSaved
    return _submitted(page, commitment, warned=warned) if submit else commitment


def _commitment(page: EntryPage) -> Any:
    made = _through(page.form, lambda: _written(page, page.form, Commitment, page.record, {}))
    if made is None:
        raise NotSaved
    return made


def _written(page: EntryPage, form: PartForm, model: Any, record: Any, more: Mapping[str, Any]) -> Any:
    """Make or edit the record of a form."""
    if record is None:
        return create(model, page.actor, data={**form.values(), **more})
    changes = {name: value for name, value in form.values().items() if not form.fields[name].disabled}
    return record_edit(record, page.actor, changes=changes, expected_version=form.cleaned_data["version"])


def _through(form: PartForm, act: Any) -> Any:
    """What a door gives; None where it refuses what was filled in, which then stands in the form."""
    try:
        return act()
    except Invalid as refusal:
        form.refuse(refusal)
    except GuardsUnmet as refusal:
        for unmet in refusal.unmet:
            form.add_error(None, str(unmet.sentence))
    return None


def _block(page: EntryPage, block: Block, commitment: Any) -> None:
    if block.removed:
        if block.record is not None:
            _through(page.form, lambda: perform(block.record, "cancel", page.actor))
        return
    more = {"commitment": commitment, "is_conditional": block.is_conditional}
    obligation = _through(block.form, lambda: _written(page, block.form, Obligation, block.record, more))
    if obligation is None:
        return
    for kind, rows in block.rows.items():
        for row in rows:
            _row(page, row, kind, {"commitment": commitment, "obligation": obligation})


def _row(page: EntryPage, row: Row, kind: str, above: Mapping[str, Any]) -> None:
    model = ROW_MODELS[kind][0]
    if not row.removed:
        _through(row.form, lambda: _written(page, row.form, model, row.record, above))
    elif row.record is not None:
        _through(page.form, lambda: perform(row.record, "drop", page.actor))


def _check(page: EntryPage, form: CheckForm, commitment: Any) -> None:
    if not form.is_filled or form.fields["outcome"].disabled:
        return
    more = {"commitment": commitment, "kind": form.kind}
    _through(form, lambda: _written(page, form, PreCheck, form.record, more))


def _submitted(page: EntryPage, commitment: Any, *, warned: bool) -> Any:
    against = [] if warned else weighed(commitment, Commitment.verbs()["submit"], page.today)
    try:
        made = perform(commitment, "submit", page.actor)
    except GuardsUnmet as refusal:
        for unmet in refusal.unmet:
            _place(page, unmet)
        raise NotSaved from refusal
    if against:
        page.warnings = [sentence for sentence, _asks in against]
        raise NotSaved
    return made


def _place(page: EntryPage, unmet: Unmet) -> None:
    """At the fields that mend it and are empty, else with its section."""
    if names := AT_FIELD.get(unmet.name):
        for name in [one for one in names if not page.form.says(one)] or names[-1:]:
            page.form.add_error(name, str(unmet.sentence))
    else:
        page.unplaced.append({"id": AT_SECTION.get(unmet.name, ""), "label": "", "sentence": str(unmet.sentence)})
