"""Addresses of promises."""

from django.urls import path

from commitments import views

app_name = "commitments"

urlpatterns = [
    path("evidence/<int:pk>/file/", views.evidence_file, name="evidence_file"),
]
