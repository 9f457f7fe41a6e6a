"""Addresses of the inbox."""

from django.urls import path

from workflows.views import home, inbox

app_name = "workflows"
urlpatterns = [
    path("", home.home, name="home"),
    path("questions/<slug:code>/", home.Question.as_view(), name="question"),
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/batch/", inbox.Batch.as_view(), name="batch"),
    path("inbox/act-for/", inbox.act_for, name="act_for"),
    path("inbox/<int:pk>/claim/", inbox.claim, name="claim"),
    path("inbox/<int:pk>/release/", inbox.release, name="release"),
    path("inbox/<int:pk>/take-back/", inbox.take_back, name="take_back"),
    path("inbox/<int:pk>/reassign/", inbox.Reassign.as_view(), name="reassign"),
]
