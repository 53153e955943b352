"""Sign-in and the account of each user.

Of allauth only what invitation-only accounts need: no sign-up, no e-mail management.
"""

from allauth.account import views as allauth
from django.urls import URLPattern, path, re_path

from groupe.accounts.web.invitations import invitation
from groupe.accounts.web.preferences import preferences
from groupe.accounts.web.tokens import revoke, tokens

urlpatterns: list[URLPattern] = [
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/signup/", allauth.signup, name="account_signup"),
    path("accounts/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", allauth.password_change, name="account_change_password"),
    path("accounts/password/set/", allauth.password_set, name="account_set_password"),
    path("accounts/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/invitation/<str:token>/", invitation, name="account_invitation"),
    path("account/tokens/", tokens, name="account_tokens"),
    path("account/tokens/<int:pk>/revoke/", revoke, name="account_token_revoke"),
    path("preferences/", preferences, name="preferences"),
]
