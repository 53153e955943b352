"""The tables behind accounts, to look at: for technical administrators alone, who change nothing here."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.access import Can, access_in
from establishments.models import ImportRun, Mandate
from groupe.accounts.models import ApiToken, Invitation, User

M = TypeVar("M", bound=Model)


class TechnicalSite(AdminSite):
    """For everyone else it does not exist; who is not signed in goes to the sign-in of the product."""

    site_header = site_title = index_title = _("Technical data")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return access_in(request).whole_group(Can.MANAGE_USERS)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return redirect_to_login(reverse("admin:index"))


class ReadOnly(ModelAdmin[M]):
    """A list and its rows, nothing to press."""

    actions = None
    list_per_page = 50

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class UserAdmin(ReadOnly[User]):
    list_display = ("email", "name", "is_active", "last_login", "date_joined")
    fields = ("email", "name", "is_active", "language", "theme", "last_login", "date_joined")
    search_fields = ("email", "name")
    list_filter = ("is_active",)
    ordering = ("email",)


class TokenAdmin(ReadOnly[ApiToken]):
    list_display = ("prefix", "user", "name", "scope", "expires_at", "last_used_at", "revoked_at")
    fields = ("user", "name", "prefix", "scope", "created_at", "expires_at", "last_used_at", "revoked_at")
    search_fields = ("user__email", "name", "prefix")
    list_filter = ("scope",)
    list_select_related = ("user",)


class InvitationAdmin(ReadOnly[Invitation]):
    list_display = ("user", "sent_at", "sent_by", "accepted_at")
    search_fields = ("user__email",)
    list_select_related = ("user", "sent_by")


class MandateAdmin(ReadOnly[Mandate]):
    list_display = ("user", "role", "scope", "valid", "recorded_at")
    fields = ("user", "role", "scope", "valid", "recorded_at")
    search_fields = ("user__email", "user__name", "scope")
    list_filter = ("role",)
    list_select_related = ("user",)


class ImportAdmin(ReadOnly[ImportRun]):
    list_display = ("created_at", "kind", "name", "state", "author", "applied_at")
    fields = ("kind", "name", "state", "author", "created_at", "applied_at", "sha256", "done", "total")
    list_filter = ("kind", "state")
    list_select_related = ("author",)


site = TechnicalSite(name="admin")
site.register(User, UserAdmin)
site.register(ApiToken, TokenAdmin)
site.register(Invitation, InvitationAdmin)
site.register(Mandate, MandateAdmin)
site.register(ImportRun, ImportAdmin)
