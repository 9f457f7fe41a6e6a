"""The site's address plan: each app brings its own, here they are only put under one roof."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("", include("face.urls")),
    path("do/", include("lifecycle.urls")),
    path("api/v1/", include("lifecycle.api_urls")),
    path("", include("organizations.urls")),
    path("admin/", admin.site.urls),
    path("", include("commitments.urls")),
    path("", include("rectification.urls")),
    path("", include("workflows.urls")),
    path("", include("exchange.urls")),
]

handler400 = "face.views.bad_request"
handler403 = "face.views.permission_denied"
handler404 = "face.views.page_not_found"
handler500 = "face.views.server_error"
