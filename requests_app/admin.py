"""Django's own admin site: a way in when a screen is missing. It shows no request and no conversation, to nobody."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .configuration import changing
from .models import Department, Membership, Service, User
from .signals import zone_changed

admin.site.site_header = admin.site.site_title = "Counterpart"
admin.site.index_title = _("Configuration")
# The portal's own page signs in: one place that counts failed attempts.
admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)


class ForAdmins(admin.ModelAdmin):  # type: ignore[type-arg]
    """Admins add and change; nobody deletes what requests may hang on."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.is_admin

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def watched(self, obj: Any) -> Any:
        """The thing whose list of changes tells of it."""
        return obj

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with changing(self.watched(obj), by=cast("User", request.user)):
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with changing(self.watched(form.instance), by=cast("User", request.user)):
            super().save_related(request, form, formsets, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with changing(self.watched(obj), by=cast("User", request.user)):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What the page offers as a filter, and nothing else: asked for beginnings, a list tells a password's hash."""
        return lookup.split("__")[0] in self.list_filter


@admin.register(Department)
class DepartmentAdmin(ForAdmins):
    list_display = ("code", "name", "head", "parent", "time_zone")
    search_fields = ("code", "name")
    autocomplete_fields = ("head", "parent")

    def save_model(self, request: HttpRequest, obj: Department, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "time_zone" in form.changed_data:
            zone_changed.send(sender=Department, department=obj)


@admin.register(Service)
class ServiceAdmin(ForAdmins):
    list_display = ("code", "name", "provider", "state")
    list_filter = ("state", "provider")
    search_fields = ("code", "name")
    autocomplete_fields = ("provider",)


@admin.register(Membership)
class MembershipAdmin(ForAdmins):
    list_display = ("user", "department", "role")
    list_filter = ("role", "department")
    search_fields = ("user__display_name", "user__email")
    autocomplete_fields = ("user", "department")
    list_select_related = ("user", "department")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def watched(self, obj: Membership) -> User:
        return obj.user

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        """A role is taken away and given to somebody else, so that the changes of both tell of it."""
        return ("user",) if obj else ()


@admin.register(User)
class PersonAdmin(ForAdmins):
    """Without passwords; who is active and who is admin changes where the last admin is guarded: under People."""

    list_display = ("display_name", "email", "department", "is_active", "is_admin")
    list_filter = ("is_active", "is_admin", "department")
    search_fields = ("display_name", "email")
    fields = ("display_name", "email", "department", "language", "time_zone", "theme", "is_active", "is_admin")
    readonly_fields = ("is_active", "is_admin")
    autocomplete_fields = ("department",)
    ordering = ("display_name",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
