"""Addresses of the frame itself."""

from django.conf import settings
from django.urls import path

from face import views

app_name = "face"

urlpatterns = [
    path("face/language/", views.choose_language, name="language"),
    path("face/theme/", views.choose_theme, name="theme"),
]

if not settings.PRODUCTION:
    urlpatterns.append(path("components/", views.components, name="components"))
