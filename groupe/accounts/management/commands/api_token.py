"""`api_token EMAIL [--scope read|write] [--days N]`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from groupe.accounts.models import ApiToken, User
from groupe.accounts.services.tokens import DEFAULT_DAYS, token_create
from groupe.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Makes a token of the API for a user and prints it, once, alone on stdout."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--scope", choices=ApiToken.Scope.values, default=ApiToken.Scope.READ.value)
        parser.add_argument("--days", type=int, default=DEFAULT_DAYS, help=f"until it expires ({DEFAULT_DAYS})")

    def handle(self, *, email: str, scope: str, days: int, **options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(_("No user has the e-mail address %(email)s.") % {"email": email})
        try:
            _token, secret = token_create(user=user, name="manage.py api_token", scope=scope, days=days)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(secret)
