"""What programs sign in with, and what the API answered to calls that may come again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=now)

    def of_person(self, person: models.Model) -> Self:
        return self.filter(person=person)

    def for_list(self) -> Self:
        return self.select_related("person", "made_by").prefetch_related("departments")


class ApiToken(models.Model):
    """One program's key to what one person, or one service account, may do. Only a digest of the secret is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("Read")
        WRITE = "write", _("Read and write")
        ADMIN = "admin", _("Read, write and administer")

    person = models.ForeignKey("User", models.CASCADE, related_name="api_tokens", verbose_name=_("whose"))
    name = models.CharField(_("what for"), max_length=80)
    # The readable part of the secret: finds the row, and tells people which one it is.
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope.choices, default=Scope.READ)
    # Nothing of other departments; empty: whatever the person may see.
    departments: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "Department", related_name="+", blank=True, verbose_name=_("only departments")
    )
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    # To the hour: a row written at every call would cost more than the call.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(name="api_token_known_scope", condition=Q(scope__in=["read", "write", "admin"]))
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class ApiAnswerQuerySet(models.QuerySet["ApiAnswer"]):
    def given_before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class ApiAnswer(models.Model):
    """What a call with an Idempotency-Key was answered, for the same call made again."""

    person = models.ForeignKey("User", models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # of method, address and body
    status = models.SmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    objects = ApiAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of the API")
        verbose_name_plural = _("answers of the API")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="api_answer_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"
