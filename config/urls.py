"""Owns the map of addresses: each layer brings its own. Every page needs a sign-in unless its view says otherwise."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path, register_converter

from assets.identifiers import OpaqueIdConverter
from config import entrance, health

register_converter(OpaqueIdConverter, "id")

# the admin has no sign-in of its own: allauth's limits hold there too
admin.site.login = secure_admin_login(admin.site.login)

# allauth's pages, named one by one: those for changing addresses and signing up would be ways around the audit log
account_patterns = [
    path("login/", entrance.SignInView.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,60})/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("welcome/", entrance.welcome, name="welcome"),
    path("accounts/demo/", entrance.enter_demo, name="enter_demo"),
    path("accounts/", include(account_patterns)),
    path("admin/", admin.site.urls),
    path("", include("review.urls")),
    path("", include("generation.urls")),
    path("", include("assets.urls")),
]

handler400 = "config.problems.bad_request"
handler403 = "config.problems.permission_denied"
handler404 = "config.problems.not_found"
handler500 = "config.problems.server_error"
