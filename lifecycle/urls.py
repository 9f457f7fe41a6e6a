"""`/do/<collection>/<ref>/<verb>/`: a page for every verb of every record type that has a desk."""

from django.urls import path

from lifecycle.unsent import autosave
from lifecycle.views import EditView, NewView, VerbView

app_name = "lifecycle"
urlpatterns = [
    path("unsent/", autosave, name="unsent"),
    path("new/<slug:collection>/", NewView.as_view(), name="new"),
    path("<slug:collection>/<path:key>/edit/", EditView.as_view(), name="edit"),
    path("<slug:collection>/<path:key>/<slug:verb>/", VerbView.as_view(), name="verb"),
]
