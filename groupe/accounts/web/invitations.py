"""Where the link of an invitation leads: choose a password, and be signed in."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from groupe.accounts.models import User
from groupe.accounts.services.invitations import invitation_accept, invitation_of
from groupe.kernel.errors import NotVisible

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever is signed in on this device already is signed out once the password is chosen."""
    try:
        found = invitation_of(token)
        form: SetPasswordForm[User] = SetPasswordForm(found.user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            user = invitation_accept(token=token, password=form.cleaned_data["new_password1"])
            login(request, user, backend=BACKEND)
            return redirect("/")
    except NotVisible as error:
        return render(request, "accounts/invitation.html", {"error": error}, status=404)
    status = 422 if form.errors else 200
    response = render(request, "accounts/invitation.html", {"form": form, "invitation": found}, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response
