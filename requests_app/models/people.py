"""People, departments, and who works where."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .people_queries import DepartmentQuerySet as DepartmentQuerySet
from .people_queries import UserQuerySet as UserQuerySet
from .roles import COLUMNS, roles_of
from .translated import TranslatedField

FULL_WEEK, LONGEST_WEEK = Decimal(40), Decimal(80)  # hours
PARTS_OF = [OpClass(Upper(column), "gin_trgm_ops") for column in ("display_name", "email")]


def validate_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("%(value)s is not a time zone. Example: Europe/Berlin"), params={"value": value})


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_admin=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        """Addresses differ in case only by accident; `Ann@` and `ann@` are one person."""
        found: User = self.get(email__iexact=(email or "").strip())
        return found


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from memberships; `is_admin` is the role that configures."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), max_length=254)
    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_zone])
    theme = models.CharField(_("colours"), max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    # Keys without Ctrl, Alt or Cmd; whoever speaks to the computer or holds keys too long switches them off.
    has_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    department = models.ForeignKey(
        "Department", models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("department")
    )
    # Who says yes for them; nobody above: empty.
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("line manager")
    )
    # The role that configures service standards, people and departments. It opens no request by itself.
    is_admin = models.BooleanField(_("admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # A program that acts for itself, by tokens of the API: it does not sign in and is told nothing.
    is_service_account = models.BooleanField(_("service account"), default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_once", violation_error_message=_("This address is already in use.")
            ),
            models.CheckConstraint(
                name="user_not_their_own_manager",
                condition=~models.Q(manager=models.F("id")),
                violation_error_message=_("Nobody is their own line manager."),
            ),
        ]
        # As `icontains` asks: parts of names and addresses are found among any number of people.
        indexes = [GinIndex(*PARTS_OF, name="user_by_trigrams")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def label(self) -> str:
        """The name as lists and choices show it: a program is told apart from people."""
        if not self.is_service_account:
            return self.display_name
        return gettext("%(name)s (service account)") % {"name": self.display_name}

    @property
    def is_staff(self) -> bool:
        """Django's own admin site is for admins."""
        return self.is_admin

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def initials(self) -> str:
        """Two letters of a name in words; the last two characters of a Chinese name, as colleagues would say it."""
        words = self.display_name.split()
        if len(words) >= 2:
            return (words[0][0] + words[-1][0]).upper()
        name = self.display_name.strip()
        return name[-2:] if name and ord(name[0]) > 0x2E80 else name[:2].upper()

    @cached_property
    def roles(self) -> dict[int, str]:
        """Department id to role, read once per object: what every may-question asks.

        Of a department that became part of another one, the role in that one.
        """
        served: list[dict[str, Any]] | None = self.__dict__.get("served")
        return roles_of(self.memberships.values(**COLUMNS) if served is None else served)

    def works_in(self, department_id: int) -> bool:
        return department_id in self.roles

    def manages(self, department_id: int) -> bool:
        return self.roles.get(department_id) == Membership.Role.MANAGER


class Department(models.Model):
    """Serves others, asks others, or both; departments may be parts of a larger one."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = TranslatedField(_("name"))
    description = TranslatedField(_("description"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_zone])
    head = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="heads", verbose_name=_("head"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    members = models.ManyToManyField(User, through="Membership", related_name="+")
    # It takes no more work. What it did stays, and those who served there still see it.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # The one that took its work over: whoever serves there sees what was done here, and old addresses lead there.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("part of, by now")
    )
    # Its people may note how long they worked on a request.
    counts_effort = models.BooleanField(_("notes time"), default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="department_not_its_own_parent", condition=~models.Q(parent=models.F("id"))),
            models.CheckConstraint(
                name="department_merged_is_closed",
                condition=models.Q(merged_into=None)
                | models.Q(closed_at__isnull=False) & ~models.Q(merged_into=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.code

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Membership(models.Model):
    """Somebody serves in a department: answers its requests, or leads it as well."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        MANAGER = "manager", _("Manager")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    department = models.ForeignKey(Department, models.CASCADE, related_name="memberships", verbose_name=_("department"))
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.AGENT)
    # For this department's requests; 0: gets nothing by itself.
    weekly_hours = models.DecimalField(_("hours a week"), max_digits=4, decimal_places=1, default=FULL_WEEK)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "department"], name="membership_one_role_a_department"),
            models.CheckConstraint(name="membership_known_role", condition=models.Q(role__in=["agent", "manager"])),
            models.CheckConstraint(
                name="membership_hours_of_a_week",
                condition=models.Q(weekly_hours__gte=0, weekly_hours__lte=LONGEST_WEEK),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department} · {self.get_role_display()}"
