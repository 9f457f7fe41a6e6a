"""`/api/v1/<collection>/<key>/<verb>/`: every verb of every record type that has a desk."""

from django.urls import path

from lifecycle.api import VerbAction

app_name = "lifecycle_api"
urlpatterns = [path("<slug:collection>/<path:key>/<slug:verb>/", VerbAction.as_view(), name="verb")]
