"""Who may still sign in."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groupe.accounts.models import ApiToken, Invitation, User
from groupe.kernel.errors import WrongState


@transaction.atomic
def user_deactivate(*, user: User) -> None:
    """Signed out everywhere at the next request; tokens are revoked for good, an open invitation is void."""
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise WrongState("already_inactive", _("This account is deactivated already."))
    user.is_active = False
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    Invitation.objects.pending().filter(user=user).delete()


@transaction.atomic
def user_reactivate(*, user: User) -> None:
    """Their mandates count again; they sign in with the password they had."""
    if Invitation.objects.pending().filter(user=user).exists():
        raise WrongState("invited", _("This person becomes active by answering the invitation."))
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise WrongState("already_active", _("This account is active already."))
    user.is_active = True
