"""What stands under the name of whoever is signed in: their roles."""

from django.http import HttpRequest

from establishments.access import access_in
from establishments.enums import Role


def roles_caption(request: HttpRequest) -> str:
    """In the reader's language, each role once; nothing for someone without a mandate."""
    held = access_in(request).roles()
    labels = [str(role.label) for role in Role if role in held]
    return (labels[0][:1].upper() + labels[0][1:] if labels else "") + "".join(f", {label}" for label in labels[1:])
