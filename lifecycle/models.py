"""Records with a trail, records with states, and the few tables of the kernel's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from lifecycle.actors import OnBehalf, Via
from lifecycle.canonical import ALGORITHM
from lifecycle.guards import Guard
from lifecycle.records import Trail
from lifecycle.refusals import DoorBypassed, Sentence
from lifecycle.rights import Right
from lifecycle.verbs import Verb, verbs_of


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    ABOUT = "about", _("about")
    UNKNOWN = "unknown", _("unknown")


class TrailEntry(models.Model):
    """What every trail row says besides the record's own columns, complete from the first migration."""

    verb = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    source_state = models.CharField(max_length=30, blank=True)
    target_state = models.CharField(max_length=30, blank=True)
    changed = models.JSONField(default=list)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)
    actor_post = models.CharField(max_length=100, blank=True)
    actor_body = models.CharField(max_length=200, blank=True)
    actor_body_path = models.CharField(max_length=200, blank=True)
    on_behalf_of_id = models.BigIntegerField(null=True)
    on_behalf_of_name = models.CharField(max_length=100, blank=True)
    on_behalf_kind = models.CharField(max_length=10, blank=True, choices=OnBehalf.choices)
    via = models.CharField(max_length=10, choices=Via.choices)
    cause = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    happened_on = models.DateField(null=True)
    happened_precision = models.CharField(max_length=10, blank=True, choices=Precision.choices)
    recorded_at = models.DateTimeField()
    layout = models.CharField(max_length=16)
    algorithm = models.CharField(max_length=10, default=ALGORITHM)
    prev_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True


class RecordQuerySet(models.QuerySet[Any]):
    """A queryset of records: it reads; what would write around the doors is refused."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise DoorBypassed(f"{self.model.__name__}: records change through lifecycle's doors alone")

    update = delete = bulk_create = bulk_update = create = get_or_create = update_or_create = _refuse


@dataclass(frozen=True, slots=True)
class Creation:
    """Who may make a record of a type, and under what conditions. `fields` are what the maker may fill in.

    `asks_reason(record, today)` is the sentence with which a person is asked why, None where he need not say.
    """

    right: Right
    fields: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    label: Sentence = field(default=_("create"))
    asks_reason: Callable[[Any, date], Sentence | None] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Who may edit which fields while a record is in a state; `guards` judge the record as it would be afterwards."""

    right: Right
    fields: tuple[str, ...]
    guards: tuple[Guard, ...] = ()


class TrailedModel(models.Model):
    """A record with a complete, chained trail. It changes through `create` and `record_edit` alone.

    `REF_PREFIX` makes numbers such as CM-2026-0317. `CREATION` and `EDITABLE` say who may write what; a record type
    without `CREATION` cannot be made. `LOCK_RANK` orders locks of records that one verb takes together.
    """

    REF_PREFIX: ClassVar[str] = ""
    CREATION: Creation | None = None
    # {state: Edit}; the state of a record type without states is "".
    EDITABLE: Mapping[Any, Edit] = {}
    LOCK_RANK: ClassVar[int] = 0
    # Days that can be meant: from the first day of a year to so many years ahead; None where any day may be.
    DAYS_WITHIN: ClassVar[tuple[int, int] | None] = None

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    trail_head = models.CharField(max_length=64, editable=False)
    history = Trail(bases=[TrailEntry], inherit=True)

    # Any: most record types bring a manager of their own, with their own names for queries.
    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise DoorBypassed(f"{type(self).__name__}: records change through lifecycle's doors alone")

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise DoorBypassed(f"{type(self).__name__}: records are never deleted")

    def faults(self, today: date) -> dict[str, Sentence]:
        """What is wrong with the filled-in fields taken together, `{field: sentence}`. Pure; asked before a record is made or edited."""
        return {}

    @classmethod
    def complete(cls, records: Sequence[Any], using: str) -> None:
        """Fill in what new records take over from others, before they are judged; one query whatever their number."""

    def numbered(self, today: date) -> str:
        """The name of the counter that gives this record its number, e.g. "CM-2026"; "" for a record without number."""
        return f"{self.REF_PREFIX}-{today.year}" if self.REF_PREFIX else ""

    def ref_of(self, name: str, number: int) -> str:
        """The reference made of a counter's name and a number: at least four digits."""
        return f"{name}-{number:04d}"

    @property
    def trail_state(self) -> str:
        """The state as the trail writes it: "" for a record type without states."""
        return ""

    @classmethod
    def verbs(cls) -> dict[str, Verb]:
        """The verbs of this record type, by name."""
        return {}


class LifecycleModel(TrailedModel):
    """A record that is in a state, and moves by its verbs alone.

    A subclass gives `STATES` (its TextChoices), `FIRST` (the states in which a record may be made), `ENDS` (states that
    nothing leaves, by name) and `TONES` ({state: (tone, icon)}).
    """

    STATES: ClassVar[type[models.TextChoices]]
    FIRST: ClassVar[tuple[str, ...]] = ()
    ENDS: ClassVar[tuple[str, ...]] = ()
    TONES: Mapping[Any, tuple[str, str]] = {}

    state = FSMField(max_length=30, protected=True, editable=False)

    class Meta:
        abstract = True

    def first_state(self) -> str:
        """The state in which this record begins."""
        return self.FIRST[0]

    def get_state_display(self) -> str:
        """The state's label in the reader's language."""
        return str(self.STATES(self.state).label)

    @property
    def trail_state(self) -> str:
        return str(self.state)

    @property
    def tone(self) -> tuple[str, str]:
        """Tone and icon of the present state."""
        return self.TONES[self.state]

    @classmethod
    def verbs(cls) -> dict[str, Verb]:
        return verbs_of(cls)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database itself keeps of a table without a trail, as `KEPT` of its model: no row is ever removed.

    `fixed` columns never change, None: no column does; `rising` ones only grow. An `erasable` table's rows go by the
    hand of the tables' owner alone.
    """

    fixed: tuple[str, ...] | None = None
    rising: tuple[str, ...] = ()
    erasable: bool = False


class TrailLayout(models.Model):
    """The columns that the digests of a record type cover, as they were when rows with this code were written."""

    KEPT = Kept()

    model = models.CharField(max_length=80)
    code = models.CharField(max_length=16)
    columns = models.JSONField()

    class Meta:
        db_table = "lifecycle_layout"
        constraints = [models.UniqueConstraint(fields=("model", "code"), name="lifecycle_layout_uq")]

    def __str__(self) -> str:
        return f"{self.model} {self.code}"


class RefCounter(models.Model):
    """The last number given under a name such as "CM-2026". Gaps are allowed."""

    # A counter set back would give a number twice.
    KEPT = Kept(fixed=("name",), rising=("last",))

    name = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "lifecycle_counter"

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Secret(models.Model):
    """The salt and the encrypted value behind a PersonalField's digest. Erasing one breaks no digest of the trail."""

    KEPT = Kept(erasable=True)

    digest = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField()
    value = models.BinaryField()

    class Meta:
        db_table = "lifecycle_secret"

    def __str__(self) -> str:
        return self.digest


class Access(models.Model):
    """A reading of confidential data, an export or a sign-in: append-only, with its own digest."""

    class Kind(models.TextChoices):
        READ = "read", _("reading")
        EXPORT = "export", _("export")
        SIGN_IN = "sign_in", _("sign-in")
        SIGN_IN_FAILED = "sign_in_failed", _("failed sign-in")
        SIGN_OUT = "sign_out", _("sign-out")
        LOCKED = "locked", _("account locked")
        PASSWORD = "password", _("password changed")
        ACCOUNT = "account", _("account administered")
        ERASED = "erased", _("personal value erased")

    KEPT = Kept()

    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)
    actor_post = models.CharField(max_length=100, blank=True)
    actor_body = models.CharField(max_length=200, blank=True)
    actor_body_path = models.CharField(max_length=200, blank=True)
    account = models.CharField(max_length=150, blank=True)
    address = models.CharField(max_length=45, blank=True)
    record = models.CharField(max_length=80, blank=True)
    record_id = models.BigIntegerField(null=True)
    ref = models.CharField(max_length=60, blank=True)
    detail = models.TextField(blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    algorithm = models.CharField(max_length=10, default=ALGORITHM)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "lifecycle_access"
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("record", "record_id", "id"), name="access_record_idx"),
            models.Index(fields=("actor_id", "id"), name="access_actor_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref} {self.at:%Y-%m-%d %H:%M}"


class UnsentForm(models.Model):
    """What somebody typed and has not sent: private to the account, no record, gone when the form is sent."""

    REMOVABLE = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=120)
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "lifecycle_unsent"
        constraints = [models.UniqueConstraint(fields=("user", "form"), name="lifecycle_unsent_uq")]

    def __str__(self) -> str:
        return self.form


class SentForm(models.Model):
    """A form that made something: its one-time token, what it said (a digest), and what came of it. No record; what
    it made has its own trail."""

    REMOVABLE = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    said = models.CharField(max_length=64)
    made = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "lifecycle_sent"
        constraints = [models.UniqueConstraint(fields=("user", "token"), name="lifecycle_sent_uq")]

    def __str__(self) -> str:
        return self.made
