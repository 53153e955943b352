"""How a user wants the pages."""

from groupe.accounts.models import User


def user_set_preferences(*, user: User, language: str | None = None, theme: str | None = None) -> None:
    """Keeps what is given; `""` means that of the browser or of the system."""
    given = {"language": language, "theme": theme}
    changed = [name for name, value in given.items() if value is not None and value != getattr(user, name)]
    for name in changed:
        setattr(user, name, given[name])
    if changed:
        user.save(update_fields=changed)
