"""Addresses of the ledger and of promises."""

from django.urls import path

from commitments.views import (
    columns,
    commitment,
    entry,
    files,
    handovers,
    ledger,
    options,
    parties,
    preparing,
    reading,
    variations,
)

app_name = "commitments"
urlpatterns = [
    path("ledger/", ledger.Ledger.as_view(), name="ledger"),
    path("commitments/new/", entry.NewEntry.as_view(), name="new"),
    path("commitments/<str:ref>/edit/", entry.EditEntry.as_view(), name="edit"),
    path("commitments/<str:ref>/columns/", columns.ColumnsPage.as_view(), name="own_columns"),
    path("columns/", columns.Columns.as_view(), name="columns"),
    path("columns/new/", columns.NewColumn.as_view(), name="column_new"),
    path("columns/<int:pk>/edit/", columns.EditColumn.as_view(), name="column_edit"),
    path("commitments/<str:ref>/", commitment.CommitmentPage.as_view(), name="commitment"),
    path("obligations/<path:ref>/", commitment.ObligationPage.as_view(), name="obligation"),
    path("variations/", variations.Variations.as_view(), name="variations"),
    path("variations/new/", variations.Propose.as_view(), {"collection": "variations"}, name="propose"),
    path("variations/<str:ref>/", variations.VariationPage.as_view(), name="variation"),
    path("variations/<str:key>/edit/", variations.Edit.as_view(), {"collection": "variations"}, name="variation_edit"),
    path("evidence/upload/", files.Upload.as_view(), name="upload"),
    path("evidence/<int:pk>/file/", reading.evidence_file, name="evidence_file"),
    path("handovers/", handovers.Handovers.as_view(), name="handovers"),
    path("handovers/prepare/", preparing.Prepare.as_view(), name="prepare_handover"),
    path("handovers/options/bodies/", preparing.GivingBodies.as_view(), name="giving_bodies"),
    path("handovers/options/posts/", preparing.GivingPosts.as_view(), name="giving_posts"),
    path("handovers/<str:ref>/", handovers.HandoverPage.as_view(), name="handover"),
    path("handovers/<str:ref>/list/", handovers.HandoverSheet.as_view(), name="handover_sheet"),
    path("handovers/<str:ref>/renew/", preparing.Renew.as_view(), name="renew_handover"),
    path("promisees/", parties.Promisees.as_view(), name="promisees"),
    path("promisees/options/", options.PromiseeOptions.as_view(), name="promisee_options"),
    path("promisees/<int:pk>/", parties.PromiseePage.as_view(), name="promisee"),
    path("projects/", parties.Projects.as_view(), name="projects"),
    path("projects/options/", options.ProjectOptions.as_view(), name="project_options"),
    path("projects/<int:pk>/", parties.ProjectPage.as_view(), name="project"),
    path("agreements/", parties.Agreements.as_view(), name="agreements"),
    path("agreements/options/", options.AgreementOptions.as_view(), name="agreement_options"),
    path("agreements/<int:pk>/", parties.AgreementPage.as_view(), name="agreement"),
]
