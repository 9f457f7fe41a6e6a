"""Preparing a hand-over: whose duties, then every open one ticked, and the renewing of a list that has gone stale."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from commitments.choices import INSIDE_A_BODY, Occasion
from commitments.desks import staffed_bodies
from commitments.facts.handovers import add_papers, drift_of, duties_of
from commitments.forms.handovers import BeginForm, PrepareForm
from commitments.models import Commitment, Handover, HandoverItem, Obligation, Share
from commitments.rules.handovers import giver_of
from face import answers
from lifecycle.creating import create, record_edit
from lifecycle.desks import desk_at, found
from lifecycle.refusals import GuardsUnmet, Invalid, NotFromThisState, NotPermitted, Refused
from lifecycle.sending import SentBefore, once
from lifecycle.sweeping import perform_many
from organizations.choices import Rank
from organizations.models import Body, Post, Tenure
from organizations.pickers import BodyField, PostField
from organizations.views.options import Options

UNPROCESSABLE, CONFLICT = 422, 409
# So many duties are shown to be ticked; whatever comes after them is on the list as well, and can be left out there.
SHOWN = 200
KEY = re.compile(r"([cos])(\d{1,18})")
COLUMNS = {"c": "commitment", "o": "obligation", "s": "share"}


def givers_bodies(request: HttpRequest) -> QuerySet[Body]:
    """The bodies whose hand-overs the reader prepares: those of his grants and below, and those in which he holds a post."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    persons = [one for one in (actor.official_id, actor.on_behalf_of_id) if one is not None]
    held = Tenure.objects.valid_on(today).filter(official__in=persons)
    wanted = Q(pk__in=staffed_bodies(actor, None).order_by().values("pk")) | Q(pk__in=held.values("post__body"))
    return Body.objects.filter(wanted).order_by("path")


class _OwnOptions(Options):
    """Suggestions among what the reader may hand over, no others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The options."""
        typed = next(iter(request.GET.values()), "")[:150]
        words = self.field.suggested(self.among(request), str(typed))
        return render(request, "organizations/options.html", {"words": words})

    def among(self, request: HttpRequest) -> QuerySet[Any]:
        raise NotImplementedError


class GivingBodies(_OwnOptions):
    """Bodies whose duties may be handed over."""

    field = BodyField

    def among(self, request: HttpRequest) -> QuerySet[Any]:
        return givers_bodies(request)


class GivingPosts(_OwnOptions):
    """Posts in them."""

    field = PostField

    def among(self, request: HttpRequest) -> QuerySet[Any]:
        return Post.objects.filter(body__in=givers_bodies(request).order_by()).select_related("body")


@dataclass(frozen=True, slots=True)
class Line:
    """A duty to be ticked: its key in the form, the record, and how it stands."""

    key: str
    record: Any
    commitment: Any
    facts: dict[str, Any]
    ticked: bool


def shown_lines(listed: Sequence[dict[str, Any]], unticked: set[str]) -> list[Line]:
    """The first duties with what their cells show: five queries."""
    first = listed[:SHOWN]
    add_papers(first)
    commitments = Commitment.objects.in_bulk({line["commitment"] for line in first})
    duties = Obligation.objects.in_bulk({line["obligation"] for line in first if line["obligation"]})
    shares = Share.objects.select_related("body").in_bulk({line["share"] for line in first if line["share"]})
    lines = []
    for line in first:
        record = shares.get(line["share"]) or duties.get(line["obligation"]) or commitments[line["commitment"]]
        key = key_in_form(line)
        lines.append(Line(key, record, commitments[line["commitment"]], line, key not in unticked))
    return lines


def key_in_form(line: dict[str, Any]) -> str:
    """How a duty is named in the form."""
    if line["share"]:
        return f"s{line['share']}"
    return f"o{line['obligation']}" if line["obligation"] else f"c{line['commitment']}"


def named_by(keys: set[str]) -> Q:
    """The lines of a list whose duties are named so in the form."""
    wanted = Q(pk__in=())
    for sign, column in COLUMNS.items():
        found_keys = [int(match[2]) for key in keys if (match := KEY.fullmatch(key)) and match[1] == sign]
        if found_keys:
            alone = {"share": None} if sign != "s" else {}
            wanted |= Q(**{f"{column}__in": found_keys}, **alone, **({"obligation": None} if sign == "c" else {}))
    return wanted


class Prepare(View):
    """`/handovers/prepare/`: asks whose duties change hands; once it knows, lists them all, ticked."""

    template_name = "commitments/handover_prepare.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.begin = BeginForm(givers_bodies(request), self._asked(request) if request.GET else None)
        if not request.GET:
            return self.ask(request, 200)
        if not self.begin.is_valid():
            return self.ask(request, UNPROCESSABLE)
        return super().dispatch(request, *args, **kwargs)

    @staticmethod
    def _asked(request: HttpRequest) -> Any:
        """The address, in which other pages name post and bodies by their mere key."""
        given = request.GET.copy()
        for name, field in (("post", PostField), ("body", BodyField), ("to", BodyField)):
            if (key := given.get(name, "")).isdecimal() and len(key) < 19:
                named = field.model.objects.filter(pk=key).first()
                given[name] = field.words_for(named) if named is not None else key
        return given

    def ask(self, request: HttpRequest, status: int) -> HttpResponse:
        """The page that asks whose duties change hands."""
        return render(request, "commitments/handover_begin.html", {"form": self.begin}, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Every open duty of the giver, ticked."""
        return self.page(request, self.form(request, initial=self.initial(request)), 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the hand-over with its list; what is not ticked is left out of it, with the reason."""
        form = self.form(request, request.POST)
        left_out = set(request.POST.getlist("shown")[:SHOWN]) - set(request.POST.getlist("take"))
        # Judged before its other faults are told, so that everything to be mended is said at once.
        form.is_valid()
        if left_out and not str(form.cleaned_data.get("why", "")).strip() and "why" not in form.errors:
            form.add_error("why", _("Say why duties are left out: %(n)s are not ticked.") % {"n": len(left_out)})
        if not form.is_valid():
            return self.page(request, form, UNPROCESSABLE, left_out)
        try:
            made = once(request, lambda: self.make(request, form, left_out), lambda one: one.get_absolute_url())
        except SentBefore as before:
            if before.same:
                messages.info(request, before.sentence)
                return HttpResponseRedirect(before.url)
            form.add_error(None, before.sentence)
            return self.page(request, form, CONFLICT, left_out)
        except NotPermitted as refusal:
            return answers.not_you(request, refusal.sentences)
        except Refused as refusal:
            show(form, refusal)
            return self.page(request, form, UNPROCESSABLE, left_out)
        messages.success(request, _("%(ref)s is prepared: check the list, then it waits to be signed.") % {"ref": made})
        return redirect(made)

    def make(self, request: HttpRequest, form: PrepareForm, left_out: set[str]) -> Any:
        """The hand-over and its list in one transaction. Raises Refused."""
        actor = request.actor  # type: ignore[attr-defined]
        given = {name: value for name, value in form.cleaned_data.items() if name != "why"}
        begin = self.begin.cleaned_data
        data = {
            "occasion": begin["occasion"],
            "giving_body": self.begin.giving_body,
            "giving_post": self.post_given(),
            "taking_body": self.begin.taking_body,
            "prepared_by": actor.on_behalf_of_id or actor.official_id,
            **given,
        }
        with transaction.atomic():
            made = create(Handover, actor, data=data)
            if left_out:
                unticked = HandoverItem.objects.filter(named_by(left_out), handover=made)
                outcome = perform_many(unticked, "leave_out", actor, data={"why": form.cleaned_data["why"]})
                for refusal in outcome.refused.values():
                    raise refusal
        return made

    def post_given(self) -> Post | None:
        """The post that the address names; none where a whole body gives."""
        is_inside = self.begin.cleaned_data["occasion"] in INSIDE_A_BODY
        found_post: Post | None = self.begin.cleaned_data["post"] if is_inside else None
        return found_post

    def form(self, request: HttpRequest, *data: Any, **words: Any) -> PrepareForm:
        """The form for these bodies."""
        today = request.today  # type: ignore[attr-defined]
        occasion = self.begin.cleaned_data["occasion"]
        bodies = (self.begin.giving_body, self.begin.taking_body)
        return PrepareForm(*bodies, self.post_given(), today, *data, occasion=occasion, **words)

    def initial(self, request: HttpRequest) -> dict[str, Any]:
        """Whom the register of offices suggests: who left last and who came, the same post where only the person changes."""
        today, post = request.today, self.post_given()  # type: ignore[attr-defined]
        if post is None:
            return heads_suggested(self.begin.giving_body, self.begin.taking_body, today)
        return holders_suggested(post, self.begin.cleaned_data["occasion"], today)

    def page(
        self, request: HttpRequest, form: PrepareForm, status: int, left_out: set[str] | None = None
    ) -> HttpResponse:
        """The page with the duties."""
        body, post = self.begin.giving_body, self.post_given()
        rank = post.rank if post is not None else ""
        giver = giver_of(self.begin.cleaned_data["occasion"], body.pk, post.pk if post else None, rank)
        listed = duties_of({0: giver})[0]
        context = {
            "form": form,
            "begin": self.begin.cleaned_data,
            "occasion": Occasion(self.begin.cleaned_data["occasion"]).label,
            "giving_body": body,
            "taking_body": self.begin.taking_body,
            "post": post,
            "lines": shown_lines(listed, left_out or set()),
            "line_count": len(listed),
            "further": max(len(listed) - SHOWN, 0),
            "left_out": len(left_out or ()),
            "is_for_post": not giver.is_whole_body,
        }
        return render(request, self.template_name, context, status=status)


def holders_suggested(post: Post, occasion: str, today: Any) -> dict[str, Any]:
    """The last two holders of a post: who holds it gives, unless he has just come; then he takes. Two queries."""
    held = list(Tenure.objects.filter(post=post, since__lte=today).order_by("-since", "-pk")[:2])
    if not held or occasion == Occasion.PORTFOLIO:
        return {"giver": held[0].official_id if held else None}
    last, before = held[0], held[1] if len(held) > 1 else None
    is_in_office = last.until is None or last.until > today
    if is_in_office and before is not None and before.official_id != last.official_id:
        return {
            "giver": before.official_id,
            "taker": last.official_id,
            "taking_post": post.pk,
            "changed_on": last.since,
        }
    return {"giver": last.official_id, "taking_post": post.pk, "changed_on": last.until}


def heads_suggested(giving: Body, taking: Body, today: Any) -> dict[str, Any]:
    """The heads of both bodies, the giving one's last where it has none any more. One query."""
    found_heads: dict[int, Any] = {}
    heads = Tenure.objects.filter(post__rank=Rank.HEAD, post__body__in=(giving, taking), since__lte=today)
    for one in heads.select_related("post").order_by("since", "pk"):
        found_heads[one.post.body_id] = one
    gives, takes = found_heads.get(giving.pk), found_heads.get(taking.pk)
    words = {"giver": gives.official_id, "giving_post": gives.post_id} if gives else {}
    if takes and (takes.until is None or takes.until > today) and takes.official_id != words.get("giver"):
        words["taker"] = takes.official_id
    return words


def show(form: PrepareForm, refusal: Refused) -> None:
    """A refusal at the fields of the form."""
    if isinstance(refusal, Invalid):
        form.refuse(refusal)
    elif isinstance(refusal, GuardsUnmet | NotFromThisState):
        for sentence in refusal.sentences:
            form.add_error(None, str(sentence))
    else:
        raise refusal


class Renew(View):
    """`/handovers/<ref>/renew/`: how far list and register have gone apart, and the button that draws the list up anew."""

    def get(self, request: HttpRequest, ref: str) -> HttpResponse:
        """What would change."""
        handover = found(desk_at("handovers"), ref, request.actor)  # type: ignore[attr-defined]
        if handover.trail_state not in handover.EDITABLE:
            return self._closed(request, handover)
        drift = drift_of([handover])[handover.pk]
        return render(request, "commitments/handover_renew.html", {"handover": handover, "drift": drift})

    def post(self, request: HttpRequest, ref: str) -> HttpResponse:
        """Draw it up anew."""
        actor = request.actor  # type: ignore[attr-defined]
        handover = found(desk_at("handovers"), ref, actor)
        try:
            record_edit(handover, actor, changes={"renewals": handover.renewals + 1})
        except NotPermitted as refusal:
            return answers.not_you(request, refusal.sentences, [(_("Back to the record"), handover.get_absolute_url())])
        except NotFromThisState:
            return self._closed(request, handover)
        except Refused as refusal:
            links = [(_("Back to the record"), handover.get_absolute_url())]
            return answers.say(request, UNPROCESSABLE, _("The list cannot be renewed"), refusal.sentences, links)
        messages.success(request, _("The list of %(ref)s shows the open duties as they stand now.") % {"ref": handover})
        return redirect(handover)

    @staticmethod
    def _closed(request: HttpRequest, handover: Any) -> HttpResponse:
        links = [(_("Back to the record"), handover.get_absolute_url())]
        return answers.say(
            request, CONFLICT, _("The list cannot be renewed"), [_("The list is signed: it no longer changes.")], links
        )
