"""Tells the stories: each line through the door that a page would use, by whoever holds the post that day."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile

from commitments.choices import OPEN_OBLIGATION, Side
from commitments.files import attach_file
from commitments.models import Commitment, CommitmentType, Obligation, PreCheck, RequiredCheck
from demo.city import City
from demo.days import Days
from demo.papers import paper
from demo.stories import Line, Story, StoryError
from demo.values import Names, Values
from exchange.accepting import accept
from exchange.importing import import_document
from lifecycle.actors import Actor
from lifecycle.creating import create, create_many, record_edit
from lifecycle.models import TrailedModel
from lifecycle.performing import perform, spec_of
from lifecycle.refusals import Refused

SAMPLES = Path(settings.BASE_DIR) / "samples"
# Words that are for the door itself, not for the record or the verb.
FOR_THE_DOOR = ("reason", "basis", "happened_on", "happened_precision", "expected_version")
REFUSED, CALLED = "refused", "as"
# By which field a piece of evidence hangs on what it is attached to, besides the commitment.
HANGS_BY: Mapping[str, str] = {
    "obligation": "obligation",
    "agreement": "agreement",
    "precheck": "pre_check",
    "dispute": "dispute",
    "variation": "variation",
    "disbursement": "disbursement",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A refusal that a story tells of: which line, which of the five, in which words."""

    line: Line
    kind: str
    sentences: tuple[str, ...]


@dataclass
class Teller:
    """Performs lines, and fails loudly at the first that the doors answer otherwise than the story says."""

    city: City
    days: Days
    # What the stories of one body have in common, by body.
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values = Values(self.days)
        self._names: dict[str, Names] = {}
        self._logged_by: dict[str, str] = {}
        self._types = {one.code: one for one in CommitmentType.objects.all()}
        types: list[Any] = [model for model in apps.get_models() if issubclass(model, TrailedModel)]
        self._models = {model._meta.label_lower: model for model in types}
        alike = Counter(model._meta.model_name for model in types)
        self._models |= {model._meta.model_name: model for model in types if alike[model._meta.model_name] == 1}
        self._checks: dict[int, list[str]] = {}
        for of, kind in RequiredCheck.objects.filter(is_required=True).order_by("pk").values_list("type_id", "kind"):
            self._checks.setdefault(of, []).append(kind)

    def begin(self, told: Iterable[Story]) -> None:
        """Make room for the names of each story."""
        for one in told:
            self._names[one.key] = Names(self.city, self.shared.get(one.logged_by, {}))
            self._logged_by[one.key] = one.logged_by

    def tell(self, line: Line) -> None:
        """Perform one line. Raises StoryError."""
        at = self.days.at(line.day)
        try:
            by = self.city.actor(line.who, at)
        except KeyError:
            raise StoryError(f"{line}: nobody holds this post on {at:%Y-%m-%d}") from None
        wanted = line.words.get(REFUSED, "")
        try:
            self._act(line)(line, by, at)
        except Refused as refused:
            self._answered(line, refused, wanted)
        except StoryError:
            raise
        except Exception as wrong:
            raise StoryError(f"{line}: {wrong!r}") from wrong
        else:
            if wanted:
                raise StoryError(f"{line}: should have been refused with {wanted}")

    def _answered(self, line: Line, refused: Refused, wanted: str) -> None:
        kind = type(refused).__name__
        if kind != wanted:
            raise StoryError(f"{line}: {kind}: {refused.args!r} {getattr(refused, 'errors', '')}") from refused
        self.answers.append(Answer(line, kind, tuple(refused.sentences)))

    def _act(self, line: Line) -> Callable[[Line, Actor, datetime], None]:
        word = line.verb.partition(" ")[0]
        acts = {
            "create": self._create,
            "edit": self._edit,
            "attach": self._attach,
            "record": self._record_checks,
            "import": self._import,
        }
        return acts.get(word, self._perform)

    def _parted(self, line: Line) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a line says to the door, and what it says about the record."""
        to_door = {name: line.words[name] for name in FOR_THE_DOOR if name in line.words}
        if isinstance(happened := to_door.get("happened_on"), int):
            to_door["happened_on"] = self.days.on(happened)
        others = {name: value for name, value in line.words.items() if name not in (*FOR_THE_DOOR, REFUSED, CALLED)}
        return self.days.filled(to_door), others

    def _perform(self, line: Line, by: Actor, at: datetime) -> None:
        names = self._names[line.story]
        to_door, words = self._parted(line)
        for name in self._called(line, names):
            record = names.get(name)
            data = self.values.of_data(spec_of(type(record), line.verb).data, words, names)
            names.call(name, perform(record, line.verb, by, at=at, data=data or None, **to_door))

    def _called(self, line: Line, names: Names) -> list[str]:
        """The name of the record; "each" is every duty of the government's side that stands open."""
        if line.to != "each":
            return [line.to or "promise"]
        owed = [(name, one) for name, one in names.all(Obligation) if one.side == Side.GOVERNMENT]
        return [name for name, one in owed if one.state in OPEN_OBLIGATION]

    def _create(self, line: Line, by: Actor, at: datetime) -> None:
        names = self._names[line.story]
        model = self._models[line.verb.partition(" ")[2]]
        to_door, words = self._parted(line)
        self._complete(model, words, line.story, by)
        data = self.values.of_fields(model, words, names)
        if names.is_sought(line.to):
            raise StoryError(f"{line}: “{line.to}” stands for what the system makes")
        made = create(model, by, data=data, at=at, **to_door)
        names.call(line.to, made)

    def _complete(self, model: Any, words: dict[str, Any], story: str, by: Actor) -> None:
        """What goes without saying: the promise and its kind, the logging body, who acts and for whom, who handles."""
        taken = model.CREATION.fields
        if model is Commitment:
            words["type"] = self._types[words["type"]]
            words.setdefault("kind", words["type"].kind)
            words.setdefault("promisor", "government")
        if "commitment" in taken and self._names[story].promise() is not None:
            words.setdefault("commitment", "promise")
        if "logging_body" in taken:
            words.setdefault("logging_body", self._logged_by[story])
        if model._meta.model_name in ("evidence", "variation"):
            words.setdefault("body", by.body_id)
        if "prepared_by" in taken:
            words.setdefault("prepared_by", by.official_id)
        handler = f"{words.get('lead_body')}.clerk"
        if model is Obligation and handler in self.city.posts and words.get("side") != Side.PROMISEE:
            words.setdefault("handler_post", handler)

    def _edit(self, line: Line, by: Actor, at: datetime) -> None:
        names = self._names[line.story]
        to_door, words = self._parted(line)
        record = names.get(line.to)
        changes = self.values.of_fields(type(record), words, names)
        names.call(line.to, record_edit(record, by, changes=changes, at=at, **to_door))

    def _attach(self, line: Line, by: Actor, at: datetime) -> None:
        names = self._names[line.story]
        _to_door, words = self._parted(line)
        words = self.days.filled(words)
        record = names.get(line.to)
        promise = record if isinstance(record, Commitment) else getattr(record, "commitment", None) or names.promise()
        kind, title = words.pop("file", "pdf"), words["title"]
        said = words.pop("says", [])
        lines = [
            f"承诺事项：{promise.title}",
            f"出具单位：{by.body}",
            f"日期：{self.days.fill(f'{{{line.day}}}')}",
            *said,
        ]
        hangs = {"commitment": promise.pk}
        if field_name := HANGS_BY.get(record._meta.model_name):
            hangs[field_name] = record.pk
        file = ContentFile(paper(kind, title, lines), name=f"{title}.{kind}")
        made = attach_file(file, by, data={**hangs, **words}, now=at, at=at)
        names.call(line.words.get(CALLED, f"paper of {line.to}"), made)

    def _record_checks(self, line: Line, by: Actor, at: datetime) -> None:
        """Every check that the type asks for, with what is said of all (`each`) and of some by their kind."""
        names = self._names[line.story]
        promise = names.promise()
        said = dict(line.words)
        each, usually_by = said.pop("each", {}), said.pop("usually_by", {})
        # Without a word about each, only what is named was checked.
        wanted = dict.fromkeys([*(self._checks.get(promise.type_id, ()) if each else ()), *said])
        rows = [{"kind": kind, "checked_by": usually_by.get(kind, ""), **each, **said.get(kind, {})} for kind in wanted]
        data = [self.values.of_fields(PreCheck, row, names) | {"commitment": promise} for row in rows]
        for made in create_many(PreCheck, by, data, at=at):
            names.call(f"check {made.kind}", made)

    def _import(self, line: Line, by: Actor, at: datetime) -> None:
        """An official document of the project's own samples; what is complete in it is accepted by the same clerk."""
        _to_door, words = self._parted(line)
        outcome = import_document(SAMPLES / words.pop("file"), by, at=at, **words)
        self._names[line.story].call(line.to, outcome.document)
        accept(outcome.document, by, at=self.days.at(line.day))
