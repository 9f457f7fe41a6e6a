"""Addresses of imported documents."""

from django.urls import path

from exchange.views import documents, measures

app_name = "exchange"
urlpatterns = [
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/new/", documents.Upload.as_view(), name="upload"),
    path("documents/measures/<int:pk>/", measures.MeasurePage.as_view(), name="measure"),
    path("documents/measures/<int:pk>/accept/", measures.accept_one, name="accept"),
    path("documents/<str:ref>/", documents.DocumentPage.as_view(), name="document"),
    path("documents/<str:ref>/accept/", documents.accept_all, name="accept_all"),
    path("documents/<str:ref>/lead/", documents.first_named_leads, name="first_named_leads"),
    path("documents/<str:ref>/expand/", documents.expand, name="expand"),
    path("documents/<str:ref>/file/", documents.source_file, name="file"),
]
