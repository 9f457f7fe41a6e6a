"""Every address of the site: who reads it and which record it shows, or why its queries are not counted.

An address that stands in neither table fails `test_query_counts.py`. To add one, take the name that the URL has:

- a list: `"app:name": Page("commerce_clerk")`, a person of `organizations.testing.PEOPLE` who sees its rows;
- a record's page: `"app:name": Page("commerce_clerk", lambda s: [s.commitment.ref])`, the arguments of its address
  from the samples of `samples.py`; for a new record type plant one sample there, the crowd copies it ten thousand times;
- the same page asked in another way: a further query string in `queries`;
- what only changes something, or has no rows: `LEFT_OUT` with the reason.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import reverse

from lifecycle.desks import desks
from organizations.reading import ReadOnlyAdmin
from tests.config.samples import Samples

Arguments = Callable[[Samples], Sequence[Any]]


@dataclass(frozen=True)
class Page:
    """Who reads an address (several names: each sees another page), with which arguments, and how else it is asked."""

    reader: str
    arguments: Arguments = lambda _samples: ()
    queries: Sequence[str] = ("",)
    # Shows every choice of some fields, or reckons for every body: counted at a thousand rows, not at ten thousand.
    is_form: bool = False


def key_of(name: str) -> Arguments:
    """The key of a sample."""
    return lambda samples: [getattr(samples, name).pk]


CLERK, OFFICE, SYSTEM, SECURITY = "commerce_clerk", "office_supervisor", "system_admin", "security_admin"
# On paper stands what the filters leave, at most so many rows as one print holds.
LIST = ("", "?q=a", "?format=print")

PAGES: dict[str, Page] = {
    "organizations:bodies": Page(SYSTEM, queries=LIST),
    "organizations:body_new": Page(SYSTEM),
    "organizations:body_options": Page(SYSTEM, queries=("?body=Bureau",)),
    "organizations:body": Page(SYSTEM, key_of("body")),
    "organizations:body_edit": Page(SYSTEM, key_of("body")),
    "organizations:post_new": Page(SYSTEM, key_of("body")),
    "organizations:post_options": Page(SYSTEM, queries=("?post=Head",)),
    "organizations:post": Page(SYSTEM, key_of("post")),
    "organizations:post_edit": Page(SYSTEM, key_of("post")),
    "organizations:tenure_new": Page(SYSTEM, key_of("post")),
    "organizations:tenures": Page(SYSTEM, queries=LIST),
    "organizations:tenure_edit": Page(SYSTEM, key_of("tenure")),
    "organizations:officials": Page(SYSTEM, queries=LIST),
    "organizations:official_new": Page(SYSTEM),
    "organizations:official_options": Page(SYSTEM, queries=("?official=Zhou",)),
    "organizations:official": Page(SYSTEM, key_of("official")),
    "organizations:official_edit": Page(SYSTEM, key_of("official")),
    "organizations:portfolios": Page(SYSTEM, queries=LIST),
    "organizations:portfolio_new": Page(SYSTEM),
    "organizations:portfolio_edit": Page(SYSTEM, key_of("portfolio")),
    "organizations:successions": Page(SYSTEM, queries=LIST),
    "organizations:succession_new": Page(SYSTEM),
    "organizations:oversight": Page(SECURITY, queries=LIST),
    "organizations:oversight_new": Page(SECURITY),
    "organizations:oversight_edit": Page(SECURITY, key_of("edge")),
    "organizations:duties": Page(SYSTEM, is_form=True),
    "organizations:grants": Page(SECURITY, queries=LIST),
    "organizations:grant_new": Page(SECURITY),
    "organizations:grant": Page(SECURITY, key_of("grant")),
    "organizations:grant_end": Page(SECURITY, key_of("grant")),
    "organizations:division_options": Page(SYSTEM, queries=("?division=Lan",)),
    "organizations:accounts": Page(SYSTEM, queries=LIST),
    "organizations:account_new": Page(SYSTEM),
    "organizations:account": Page(SYSTEM, key_of("account")),
    "organizations:sign_ins": Page(SECURITY, queries=LIST),
    "commitments:new": Page(CLERK, is_form=True),
    "commitments:edit": Page(CLERK, lambda s: [s.draft.ref], is_form=True),
    "commitments:promisee_options": Page(CLERK, queries=("?promisee=Lan",)),
    "commitments:project_options": Page(CLERK, queries=("?project=Plant",)),
    "commitments:agreement_options": Page(CLERK, queries=("?agreement=Agr",)),
    "commitments:ledger": Page(CLERK, queries=("", "?q=Rent&state=active&sort=-amount")),
    "commitments:commitment": Page(CLERK, lambda s: [s.commitment.ref], ("", "?all", "?trail=own", "?trail=edits")),
    "commitments:own_columns": Page(CLERK, lambda s: [s.commitment.ref]),
    "commitments:columns": Page(SYSTEM),
    "commitments:column_new": Page(SYSTEM),
    "commitments:column_edit": Page(SYSTEM, key_of("column")),
    "commitments:obligation": Page(CLERK, lambda s: [s.obligation.ref]),
    "commitments:upload": Page(CLERK, queries=("?commitment={s.commitment.pk}&obligation={s.obligation.pk}",)),
    "commitments:evidence_file": Page(CLERK, key_of("evidence")),
    "commitments:promisees": Page(CLERK, queries=LIST),
    "commitments:promisee": Page(CLERK, key_of("promisee")),
    "commitments:projects": Page(CLERK, queries=LIST),
    "commitments:project": Page(CLERK, key_of("project")),
    "commitments:agreements": Page(CLERK, queries=LIST),
    "commitments:agreement": Page(CLERK, key_of("agreement")),
    "commitments:variations": Page(CLERK, queries=LIST),
    "commitments:variation": Page(CLERK, lambda s: [s.variation.ref]),
    "commitments:variation_edit": Page(CLERK, lambda s: [s.variation.ref], is_form=True),
    "commitments:propose": Page(CLERK, queries=("?commitment={s.commitment.pk}",), is_form=True),
    "commitments:handovers": Page(CLERK, queries=LIST),
    "commitments:handover": Page(CLERK, lambda s: [s.handover.ref]),
    "commitments:handover_sheet": Page(CLERK, lambda s: [s.handover.ref]),
    "commitments:prepare_handover": Page(CLERK, is_form=True),
    "commitments:renew_handover": Page(CLERK, lambda s: [s.handover.ref], is_form=True),
    "commitments:giving_bodies": Page(CLERK, queries=("?body=Bureau",)),
    "commitments:giving_posts": Page(CLERK, queries=("?post=Head",)),
    "exchange:documents": Page(CLERK, queries=LIST),
    "exchange:document": Page(CLERK, lambda s: [s.document.ref]),
    "exchange:measure": Page(CLERK, key_of("read")),
    "exchange:upload": Page(CLERK, is_form=True),
    "rectification:plan": Page("finance_clerk", lambda s: [s.order.ref], is_form=True),
    "rectification:paper": Page(OFFICE, lambda s: [s.order.ref]),
    "rectification:finish": Page("finance_clerk", lambda s: [s.order.ref], is_form=True),
    "rectification:inquiries": Page("inspector", queries=LIST),
    "rectification:inquiry": Page("inspector", lambda s: [s.inquiry.ref]),
    "rectification:referrals": Page(OFFICE, queries=LIST),
    "rectification:referral": Page(OFFICE, lambda s: [s.referral.ref]),
    "rectification:approval": Page(OFFICE, lambda s: [s.order.ref], is_form=True),
    "rectification:cases": Page(OFFICE, queries=LIST),
    "rectification:case": Page(OFFICE, lambda s: [s.case.ref]),
    "rectification:orders": Page(OFFICE, queries=LIST),
    "rectification:order": Page(OFFICE, lambda s: [s.order.ref]),
    "workflows:home": Page(f"{CLERK} {OFFICE} integrity_officer inspector auditor {SYSTEM} {SECURITY}"),
    "workflows:question": Page("auditor", lambda _samples: ["changed_later"]),
    "workflows:inbox": Page(OFFICE, queries=("", "?scope=post", "?scope=mine")),
    "workflows:reassign": Page(OFFICE, key_of("asked")),
    "admin:index": Page("auditor"),
}

CHANGES = (
    "only changes something (POST); the statements of the doors are counted in tests/lifecycle/test_statement_counts.py"
)
LEFT_OUT: dict[str, str] = {
    "healthz": "asks no database",
    "readyz": "asks for triggers and migrations, no rows",
    "face:language": CHANGES,
    "face:theme": CHANGES,
    "workflows:take_back": CHANGES,
    "face:components": "a specimen sheet without records",
    "lifecycle_api:verb": CHANGES,
    "organizations:sign_in": "a form of two fields; nobody is signed in yet",
    "organizations:sign_out": CHANGES,
    "organizations:password": "a form without records",
    "exchange:accept": CHANGES,
    "exchange:accept_all": CHANGES,
    "exchange:expand": CHANGES,
    "exchange:first_named_leads": CHANGES,
    "exchange:file": "streams the file of one document",
    "workflows:batch": "asked by POST; counted at 1 and 500 in tests/workflows/test_sets.py",
    "workflows:act_for": CHANGES,
    "workflows:claim": CHANGES,
    "workflows:release": CHANGES,
    "admin:login": "refused: the product has its own sign-in",
    "admin:logout": "the product's own sign-out",
    "admin:password_change": "leads on to the product's own page",
    "admin:password_change_done": "never come to: passwords are changed on the product's own page",
    "admin:autocomplete": "no field of the read-only pages asks for it",
    "admin:jsi18n": "a catalogue of words",
    "admin:view_on_site": "leads on to a record's own page",
    "admin:app_list": "the index again, for one app",
    "admin:": "whatever else lies under admin/: 404",
}
# Addresses of each model in the administration pages: those that only write are refused to everybody there.
ADMIN_WRITES = ("_add", "_delete", "_history")


def admin_pages(samples: Samples) -> Iterator[tuple[str, str, str]]:
    """(name, reader, address) of the list and the record pages of every model shown in the administration pages."""
    by_model = samples.crowd.samples
    for model, shown in admin.site._registry.items():
        if not isinstance(shown, ReadOnlyAdmin):
            continue
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        reader = "auditor" if "auditor" in shown.roles else "system_admin"
        yield f"{base}_changelist", reader, reverse(f"{base}_changelist")
        sample = by_model.get(model) or model._default_manager.first()  # type: ignore[attr-defined]
        yield f"{base}_change", reader, reverse(f"{base}_change", args=[sample.pk])


# Who takes a verb or edits a record of a collection, where the clerk of the logging body sees it but may not.
ACTS: dict[str, str] = {}


def desk_pages(samples: Samples) -> Iterator[tuple[str, str, str]]:
    """(name, reader, address) of the generic pages: a new record of each desk, its editing, and each of its verbs."""
    by_model = samples.crowd.samples
    for desk in desks():
        reader = ACTS.get(desk.collection, CLERK)
        if desk.model.CREATION is not None:
            fixed = "&".join(f"{name}={_fixed(desk.model, name, samples)}" for name in desk.fixed)
            yield "lifecycle:new", reader, reverse("lifecycle:new", args=[desk.collection]) + f"?{fixed}"
        sample = by_model.get(desk.model)
        if sample is None:
            continue
        key = getattr(sample, desk.lookup)
        yield "lifecycle:edit", reader, reverse("lifecycle:edit", args=[desk.collection, key])
        for verb in getattr(desk.model, "verbs", dict)():
            yield "lifecycle:verb", reader, reverse("lifecycle:verb", args=[desk.collection, key, verb])


def _fixed(model: Any, name: str, samples: Samples) -> Any:
    target = model._meta.get_field(name).related_model
    sample = samples.crowd.samples.get(target)
    return sample.pk if sample is not None else ""


def addresses(samples: Samples) -> Iterator[tuple[str, str, str]]:
    """(name, reader, address) of the lists and of the records' pages."""
    yield from _named(samples, is_form=False)
    yield from admin_pages(samples)


def forms(samples: Samples) -> Iterator[tuple[str, str, str]]:
    """(name, reader, address) of the pages that show every choice."""
    yield from _named(samples, is_form=True)
    yield from desk_pages(samples)


def _named(samples: Samples, *, is_form: bool) -> Iterator[tuple[str, str, str]]:
    for name, page in PAGES.items():
        for query in page.queries if page.is_form == is_form else ():
            address = reverse(name, args=page.arguments(samples)) + query.format(s=samples)
            yield from ((name, reader, address) for reader in page.reader.split())
