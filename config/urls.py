"""The site's address plan: each app brings its own, here they are only put under one roof."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
