"""What production refuses to start with."""

from collections.abc import Collection
from typing import Final

from groupe.env import refuse

DEMO_SECRET: Final = "not-a-secret-for-demo-and-tests-only"  # noqa: S105
SHORTEST_SECRET: Final = 50
FEWEST_CHARACTERS: Final = 12
KNOWN_PASSWORDS: Final = {"admin", "app", "changeme", "change-me", "groupe", "password", "postgres", "secret"}


def refuse_unsafe(
    *,
    debug: bool,
    secret_key: str,
    hosts: Collection[str],
    origins: Collection[str],
    https_known: bool,
    mail_host: str,
    database_password: str,
) -> None:
    """One clear line for the first fault; nothing where the settings are fit for production."""
    if debug:
        refuse("DEBUG=1 is refused in production")
    if secret_key == DEMO_SECRET:
        refuse("SECRET_KEY: production needs a secret of its own")
    if len(secret_key) < SHORTEST_SECRET or len(set(secret_key)) < FEWEST_CHARACTERS:
        refuse(f"SECRET_KEY: production needs {SHORTEST_SECRET} random characters or more")
    if not hosts:
        refuse("ALLOWED_HOSTS: production needs the names under which it is reached")
    if "*" in hosts:
        refuse("ALLOWED_HOSTS: '*' is refused in production")
    if not https_known and not origins:
        refuse("CSRF_TRUSTED_ORIGINS: needed where HTTPS ends before the product (BEHIND_PROXY=0, SSL_REDIRECT=0)")
    if not mail_host:
        refuse("EMAIL_HOST: production needs a mail server for invitations and password resets")
    if database_password.lower() in KNOWN_PASSWORDS:
        refuse("DATABASE_URL: production needs a database password of its own")
