"""The API tokens of the user who is signed in."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from groupe.accounts.models import ApiToken, User
from groupe.accounts.services.tokens import DEFAULT_DAYS, LONGEST_NAME, MOST_DAYS, token_create, token_revoke
from groupe.kernel.errors import DomainError


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("What will use it, such as “Payroll export”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("It may"), choices=ApiToken.Scope.choices, initial=ApiToken.Scope.READ.value
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it expires"), min_value=1, max_value=MOST_DAYS, initial=DEFAULT_DAYS
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list with a form; a new token is told in the answer to the post, and never again."""
    user = _user(request)
    form = TokenForm(request.POST or None)
    made: ApiToken | None = None
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = token_create(user=user, **form.cleaned_data)
            form = TokenForm()
        except DomainError as error:
            form.add_error(next((name for name in error.fields if name in form.fields), None), error.message)
    rows = ApiToken.objects.filter(user=user, revoked_at=None)
    context = {"form": form, "rows": rows, "usable": set(rows.usable().values_list("pk", flat=True))}
    status = 422 if form.errors else 200
    return render(request, "accounts/tokens.html", {**context, "made": made, "secret": secret}, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = token_revoke(user=_user(request), pk=pk)
    messages.success(request, _("The token “%(name)s” is revoked.") % {"name": token.name})
    return redirect("account_tokens")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the middleware lets nobody else in
    return request.user
