"""What is typed in a room: short, and without what names a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from establishments.services.structure.checks import refused
from groupe.kernel.privacy import holds_nir

LONGEST = 500


def told(text: str, field: str, *, longest: int = LONGEST, needed: bool = True) -> str:
    """The text without a social security number; DomainError (422) where it is missing or too long."""
    cleaned = " ".join(text.split()) if "\n" not in text else text.strip()
    if needed and not cleaned:
        raise refused(field, _("Say a word."))
    if len(cleaned) > longest or "\0" in cleaned:
        raise refused(field, _("%(most)d characters at most.") % {"most": longest})
    if holds_nir(cleaned):
        raise refused(field, _("A social security number does not belong here: take it out."))
    return cleaned
