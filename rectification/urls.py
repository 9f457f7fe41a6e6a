"""Addresses of cases, orders, inquiries and referrals."""

from django.urls import path

from rectification.views import approval, case, finish, inquiry, order, paper, plan, referral

app_name = "rectification"
urlpatterns = [
    path("cases/", case.Cases.as_view(), name="cases"),
    path("cases/<str:ref>/", case.CasePage.as_view(), name="case"),
    path("orders/", order.Orders.as_view(), name="orders"),
    path("orders/<str:ref>/", order.OrderPage.as_view(), name="order"),
    path("orders/<str:ref>/plan/", plan.PlanPage.as_view(), name="plan"),
    path("orders/<str:ref>/paper/", paper.paper, name="paper"),
    path("orders/<str:ref>/finish/", finish.FinishPage.as_view(), name="finish"),
    path("orders/<str:ref>/approval/", approval.ApprovalPage.as_view(), name="approval"),
    path("accountability/", inquiry.Inquiries.as_view(), name="inquiries"),
    path("accountability/<str:ref>/", inquiry.InquiryPage.as_view(), name="inquiry"),
    path("referrals/", referral.Referrals.as_view(), name="referrals"),
    path("referrals/<str:ref>/", referral.ReferralPage.as_view(), name="referral"),
]
