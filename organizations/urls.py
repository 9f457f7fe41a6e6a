"""Addresses of sign-in, bodies, people in office, oversight and grants."""

from django.urls import path

from organizations.views import accounts, bodies, grants, offices, options, oversight, signing

app_name = "organizations"

urlpatterns = [
    path("sign-in/", signing.SignIn.as_view(), name="sign_in"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("password/", signing.password, name="password"),
    path("bodies/", bodies.Bodies.as_view(), name="bodies"),
    path("bodies/new/", bodies.NewBody.as_view(), name="body_new"),
    path("bodies/options/", options.BodyOptions.as_view(), name="body_options"),
    path("bodies/<int:pk>/", bodies.BodyPage.as_view(), name="body"),
    path("bodies/<int:pk>/edit/", bodies.EditBody.as_view(), name="body_edit"),
    path("bodies/<int:pk>/posts/new/", offices.NewPost.as_view(), name="post_new"),
    path("posts/options/", options.PostOptions.as_view(), name="post_options"),
    path("posts/<int:pk>/", offices.PostPage.as_view(), name="post"),
    path("posts/<int:pk>/edit/", offices.EditPost.as_view(), name="post_edit"),
    path("posts/<int:pk>/tenures/new/", offices.NewTenure.as_view(), name="tenure_new"),
    path("tenures/", offices.Tenures.as_view(), name="tenures"),
    path("tenures/<int:pk>/edit/", offices.EditTenure.as_view(), name="tenure_edit"),
    path("officials/", offices.Officials.as_view(), name="officials"),
    path("officials/new/", offices.NewOfficial.as_view(), name="official_new"),
    path("officials/options/", options.OfficialOptions.as_view(), name="official_options"),
    path("officials/<int:pk>/", offices.OfficialPage.as_view(), name="official"),
    path("officials/<int:pk>/edit/", offices.EditOfficial.as_view(), name="official_edit"),
    path("portfolios/", offices.Portfolios.as_view(), name="portfolios"),
    path("portfolios/new/", offices.NewPortfolio.as_view(), name="portfolio_new"),
    path("portfolios/<int:pk>/edit/", offices.EditPortfolio.as_view(), name="portfolio_edit"),
    path("successions/", bodies.Successions.as_view(), name="successions"),
    path("successions/new/", bodies.NewSuccession.as_view(), name="succession_new"),
    path("oversight/", oversight.Edges.as_view(), name="oversight"),
    path("oversight/new/", oversight.NewEdge.as_view(), name="oversight_new"),
    path("oversight/<int:pk>/edit/", oversight.EditEdge.as_view(), name="oversight_edit"),
    path("oversight/duties/", oversight.Duties.as_view(), name="duties"),
    path("grants/", grants.Grants.as_view(), name="grants"),
    path("grants/new/", grants.NewGrant.as_view(), name="grant_new"),
    path("grants/<int:pk>/", grants.GrantPage.as_view(), name="grant"),
    path("grants/<int:pk>/end/", grants.EndGrant.as_view(), name="grant_end"),
    path("divisions/options/", options.DivisionOptions.as_view(), name="division_options"),
    path("accounts/", accounts.Accounts.as_view(), name="accounts"),
    path("accounts/new/", accounts.NewAccount.as_view(), name="account_new"),
    path("accounts/<int:pk>/", accounts.AccountPage.as_view(), name="account"),
    path("sign-ins/", accounts.SignIns.as_view(), name="sign_ins"),
]
