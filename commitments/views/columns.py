"""Additional columns: what stands in them for a commitment, and the list in which administrators keep them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from commitments.choices import ColumnKind
from commitments.entry.columns import ColumnsForm, may_fill_in, standing_of
from commitments.models import CustomColumn
from commitments.permissions import party_clerk
from face import answers
from face.lists import Column
from face.navigation import Words
from lifecycle.desks import desk_at, found
from lifecycle.forms import DoorForm
from lifecycle.offers import editable_among
from lifecycle.refusals import NotPermitted, Stale
from lifecycle.views import answer_to, record_url
from organizations.choices import Role
from organizations.models import Body, Division
from organizations.pickers import DivisionField
from organizations.record_forms import EditForm, OneOf
from organizations.views.pages import EditPage, NewPage, StaffList, actor_of

UNPROCESSABLE, CONFLICT = 422, 409


class ColumnsPage(View):
    """`/commitments/<ref>/columns/`: what stands in the columns that the reader's divisions added."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """404 where there is no such commitment or no column, 403 for those who may not fill in."""
        actor, today = request.actor, request.today  # type: ignore[attr-defined]
        self.record = found(desk_at("commitments"), kwargs["ref"], actor)
        self.standing = standing_of(actor, today, self.record)
        if not self.standing.columns:
            raise Http404
        if not may_fill_in(self.record, actor, today):
            return answer_to(request, NotPermitted([leaf.sentence for leaf in party_clerk.leaves()]), self.record)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The form."""
        return self.page(request, ColumnsForm(self.standing), 200)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Through the doors, all or nothing."""
        form = ColumnsForm(self.standing, request.POST)
        if not form.is_valid():
            return self.page(request, form, UNPROCESSABLE)
        try:
            with transaction.atomic():
                if not form.fill_in(self.record, request.actor):  # type: ignore[attr-defined]
                    transaction.set_rollback(True)
        except Stale as refusal:
            return self.stale(request, refusal)
        except NotPermitted as refusal:
            return answer_to(request, refusal, self.record)
        if form.errors:
            return self.page(request, form, UNPROCESSABLE)
        messages.success(request, _("Changes saved."))
        return redirect(f"{record_url(self.record)}#columns")

    def stale(self, request: HttpRequest, refusal: Stale) -> HttpResponse:
        """409: what was typed stays, what stands there now is shown beside it; sending again is a fresh decision."""
        self.standing = standing_of(request.actor, request.today, self.record)  # type: ignore[attr-defined]
        data = request.POST.copy()
        ColumnsForm(self.standing).take_present_versions(data)
        form = ColumnsForm(self.standing, data)
        return self.page(request, form, CONFLICT, stale=refusal, present=self.standing.shown())

    def page(self, request: HttpRequest, form: ColumnsForm, status: int, **more: Any) -> HttpResponse:
        """The page."""
        context = {"record": self.record, "form": form, "back_url": record_url(self.record), **more}
        return render(request, "commitments/columns.html", context, status=status)


class Columns(StaffList):
    """The columns that divisions added."""

    results_template = "commitments/columns_rows.html"
    heading = gettext_lazy("Additional columns")
    roles = (Role.SYSTEM_ADMIN, Role.AUDITOR)
    maker, new_url, new_label = Role.SYSTEM_ADMIN, "commitments:column_new", gettext_lazy("New column")
    columns = (
        Column("division", gettext_lazy("Division"), sort="division__path", value=lambda row: row.division.name),
        Column("position", gettext_lazy("Place in the list"), sort="position", value=lambda row: row.position),
        Column("label", gettext_lazy("Label"), sort="label", value=lambda row: row.label),
        Column("code", gettext_lazy("Code"), value=lambda row: row.code),
        Column("kind", gettext_lazy("Holds"), value=lambda row: row.get_kind_display()),
        Column("choices", gettext_lazy("Choices"), value=lambda row: "; ".join(row.choice_list)),
    )
    default_sort = "division"
    export_name = "columns"

    def get_queryset(self) -> QuerySet[Any]:
        """With their divisions."""
        found_ones: QuerySet[Any] = CustomColumn.objects.select_related("division")
        return found_ones

    def listed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """With whether the reader may edit each."""
        editable = editable_among(rows, actor_of(self.request), self.request.today)  # type: ignore[attr-defined]
        return [(row, row.pk in editable) for row in rows]


class ColumnFields(DoorForm):
    """What may be filled in and later mended."""

    label = forms.CharField(label=gettext_lazy("Label"), max_length=60)
    choices = forms.CharField(
        label=gettext_lazy("Choices, one a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("For a column that holds one of a list."),
    )
    position = forms.IntegerField(label=gettext_lazy("Place in the list"), min_value=1, max_value=999, initial=1)


class NewColumnForm(ColumnFields):
    """A new column: whose it is and what it holds is chosen once."""

    division = DivisionField(
        label=gettext_lazy("Division"),
        help_text=gettext_lazy("Its bodies and those of the divisions below it see the column and fill it in."),
    )
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Letters without accents, figures and hyphens; stands once in a division."),
    )
    kind = OneOf(
        label=gettext_lazy("Holds"),
        choices=ColumnKind.choices,
        help_text=gettext_lazy("Set once: what was filled in would no longer fit."),
    )
    field_order = ("division", "label", "code", "kind", "choices", "position")


class ColumnEditForm(EditForm, ColumnFields):
    """How a column is called, what it offers, and whether it is used."""

    is_retired = forms.BooleanField(
        label=gettext_lazy("no longer used"),
        required=False,
        help_text=gettext_lazy("It is no longer shown; what was filled in stays in the records."),
    )


class ColumnForms:
    """What making and editing a column share."""

    roles: ClassVar[Sequence[Role]] = (Role.SYSTEM_ADMIN,)
    model: ClassVar[Any] = CustomColumn

    def crumbs(self) -> Sequence[tuple[Words, str]]:
        """The list."""
        return [(_("Additional columns"), reverse("commitments:columns"))]

    def back_url(self) -> str:
        """The list."""
        return reverse("commitments:columns")

    def goal(self, _done: Any) -> str:
        """The list."""
        return reverse("commitments:columns")


class NewColumn(ColumnForms, NewPage):
    """`/columns/new/`."""

    form_class, heading = NewColumnForm, gettext_lazy("New column")

    def form(self, data: Any = None) -> DoorForm:
        """For the reader's own division unless another is named."""
        body = Body.objects.filter(pk=actor_of(self.request).body_id or 0).values("division")
        return self.form_class(data, initial={"division": Division.objects.filter(pk__in=body).first()})


class EditColumn(ColumnForms, EditPage):
    """`/columns/<id>/edit/`."""

    form_class, heading, related = ColumnEditForm, gettext_lazy("Edit column"), ("division",)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """403 before anything is typed where the column is another division's."""
        self.prepare(**kwargs)
        if not editable_among([self.record], actor_of(request), request.today):  # type: ignore[attr-defined]
            sentences = [leaf.sentence for leaf in CustomColumn.EDITABLE[""].right.leaves()]
            return answers.not_you(request, sentences, [(_("Back"), self.back_url())])
        return super().get(request, **kwargs)
