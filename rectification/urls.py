"""Addresses of cases and orders."""

from django.urls import path

from rectification.views import case, order

app_name = "rectification"
urlpatterns = [
    path("cases/", case.Cases.as_view(), name="cases"),
    path("cases/<str:ref>/", case.CasePage.as_view(), name="case"),
    path("orders/", order.Orders.as_view(), name="orders"),
    path("orders/<str:ref>/", order.OrderPage.as_view(), name="order"),
]
