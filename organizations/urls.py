"""Addresses of sign-in, bodies, people in office, oversight and grants."""

from django.urls import path

from organizations.views import signing

app_name = "organizations"

urlpatterns = [
    path("sign-in/", signing.SignIn.as_view(), name="sign_in"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("password/", signing.password, name="password"),
]
