"""Addresses of the inbox."""

from django.urls import path

from workflows import views

app_name = "workflows"
urlpatterns = [
    path("", views.home, name="home"),
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("inbox/batch/", views.Batch.as_view(), name="batch"),
    path("inbox/act-for/", views.act_for, name="act_for"),
    path("inbox/<int:pk>/claim/", views.claim, name="claim"),
    path("inbox/<int:pk>/release/", views.release, name="release"),
    path("inbox/<int:pk>/reassign/", views.Reassign.as_view(), name="reassign"),
]
