"""`{% load groupe %}`: the layout, formats and components of every page (docs/ui.md shows each of them)."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from groupe.kernel.web import formats
from groupe.kernel.web.language import theme_of
from groupe.kernel.web.navigation import MenuGroup, menu, user_caption

register = template.Library()

for _name in (
    "number", "signed", "quantity", "percent", "euros", "compact_euros",
    "month", "short_month", "day", "short_day", "moment", "clock", "ago", "yes_no",
):  # fmt: skip
    register.filter(_name, getattr(formats, _name))


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> list[MenuGroup]:
    """The groups of the menu for this user; nothing where there is no request."""
    request = _request(context)
    return menu(request) if request is not None else []


@register.simple_tag(takes_context=True)
def caption_of_user(context: template.Context) -> str:
    request = _request(context)
    return str(user_caption(request)) if request is not None else ""


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    request = _request(context)
    return theme_of(request) if request is not None else ""


@register.simple_tag
def initials(name: Any) -> str:
    """Two letters for the round badge of a person: `Claire Moreau` is CM, `a.roux@example.org` AR."""
    words = [word for word in str(name).partition("@")[0].replace(".", " ").replace("-", " ").split() if word]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _request(context: template.Context) -> HttpRequest | None:
    request = context.get("request")
    return request if isinstance(request, HttpRequest) else None
