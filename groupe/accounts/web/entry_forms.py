"""The forms of allauth in our words: labels say what is asked, placeholders would repeat them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django.forms import Form
from django.utils.translation import gettext_lazy as _


class _Plain(Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        for name in ("login", "email"):
            if name in self.fields:
                self.fields[name].label = _("E-mail address")
        if "remember" in self.fields:
            self.fields["remember"].label = _("Stay signed in on this device")


class LoginForm(_Plain, allauth.LoginForm):
    pass


class ResetPasswordForm(_Plain, allauth.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(_Plain, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(_Plain, allauth.ChangePasswordForm):
    pass
