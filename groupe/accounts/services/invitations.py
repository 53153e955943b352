"""Invitations: sent by e-mail, accepted once by choosing a password."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Callable
from typing import Final, TypeAlias

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from groupe.accounts.models import Invitation, User
from groupe.accounts.models.invitations import VALID_FOR
from groupe.kernel.errors import DomainError, NotVisible, WrongState

LinkOf: TypeAlias = Callable[[str], str]
SALT: Final = "accounts.invitation"
LONGEST_NAME: Final = 150


@transaction.atomic
def user_invite(*, email: str, name: str, by: User | None, link_of: LinkOf) -> Invitation:
    """A user who cannot sign in yet, and the e-mail that lets them; `link_of` makes an address of a token."""
    email, name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError as error:
        raise _wrong("email", error.messages[0]) from error
    if len(email) > 254:
        raise _wrong("email", _("This address is too long."))
    if not name or len(name) > LONGEST_NAME:
        raise _wrong("name", _("Give a name, in %(most)s characters at most.") % {"most": LONGEST_NAME})
    if User.objects.filter(email=email).exists():
        raise _wrong("email", _("Someone with this address is there already: look for them in the list."))
    user = User.objects.create_user(email, None, name=name, is_active=False)
    invitation = Invitation.objects.create(user=user, sent_by=by)
    _send(invitation, link_of)
    return invitation


@transaction.atomic
def invitation_send(*, user: User, by: User | None, link_of: LinkOf) -> Invitation:
    """A link, with all its days, for someone who has no password yet; the one before no longer works."""
    user = User.objects.select_for_update().get(pk=user.pk)
    waiting = Invitation.objects.pending().filter(user=user).exists()
    if user.has_usable_password() or not (waiting or user.is_active):
        raise WrongState("not_invitable", _("Only someone active who has no password yet is invited."))
    fields = {"sent_at": timezone.now(), "sent_by": by, "accepted_at": None}
    invitation, _created = Invitation.objects.update_or_create(user=user, defaults=fields)
    _send(invitation, link_of)
    return invitation


@transaction.atomic
def invitation_cancel(*, user: User) -> bool:
    """Whether the person went with the invitation, as one who was never more than invited does."""
    invitation = Invitation.objects.select_for_update(of=("self",)).pending().select_related("user").filter(user=user)
    found = invitation.first()
    if found is None:
        raise WrongState("not_invited", _("No invitation is waiting for an answer."))
    never_more = not found.user.is_active
    (found.user if never_more else found).delete()
    return never_more


def invitation_of(token: str) -> Invitation:
    """The invitation that a link stands for; NotVisible where it is used, replaced, cancelled, too old or made up."""
    try:
        pk, sent_at = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise _unknown() from error
    found = Invitation.objects.pending().select_related("user").filter(pk=pk).first()
    if found is None or found.sent_at != dt.datetime.fromisoformat(sent_at) or found.expires_at <= timezone.now():
        raise _unknown()
    return found


@transaction.atomic
def invitation_accept(*, token: str, password: str) -> User:
    """The user may sign in from now on, with this password. It must have passed the validators."""
    invitation = invitation_of(token)
    locked = Invitation.objects.select_for_update().pending().filter(pk=invitation.pk, sent_at=invitation.sent_at)
    if not locked.exists():
        raise _unknown()
    locked.update(accepted_at=timezone.now())
    user = invitation.user
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def _send(invitation: Invitation, link_of: LinkOf) -> None:
    """In the language that the person chose, else the default; DomainError 503 where no server takes it."""
    link = link_of(signing.dumps([invitation.pk, invitation.sent_at.isoformat()], salt=SALT))
    context = {"name": str(invitation.user), "link": link, "by": invitation.sent_by, "days": VALID_FOR.days}
    with translation.override(invitation.user.language or "fr"):
        subject = _("Your access to Groupe")
        text = render_to_string("accounts/email/invitation.txt", context)
    try:
        send_mail(subject, text, None, [invitation.user.email])
    except (OSError, smtplib.SMTPException) as error:
        message = _("The e-mail could not be sent, so nothing was recorded: try again later.")
        raise DomainError("mail_failed", message, status=503) from error


def _unknown() -> NotVisible:
    return NotVisible(_("This invitation has been used already, or is too old."))


def _wrong(field: str, message: str) -> DomainError:
    return DomainError("invalid", message, fields={field: [message]})
