"""Where somebody is signed in: what a session's row does not tell, for the person alone."""

from __future__ import annotations

from typing import Self

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignedInBrowserQuerySet(models.QuerySet["SignedInBrowser"]):
    def alive(self) -> Self:
        """With a session that has not ended."""
        return self.filter(Exists(self._sessions().filter(expire_date__gt=timezone.now())))

    def left_behind(self) -> Self:
        return self.exclude(Exists(self._sessions()))

    def _sessions(self) -> models.QuerySet[Session]:
        return Session.objects.filter(session_key=OuterRef("session_key"))


class SignedInBrowser(models.Model):
    """One session of one person. Goes when the session goes, or at the next cleaning where nobody could tell it."""

    person = models.ForeignKey("User", models.CASCADE, related_name="browsers")
    session_key = models.CharField(max_length=40, unique=True)
    signed_in_at = models.DateTimeField()
    # To a few minutes.
    seen_at = models.DateTimeField()
    # As the browser calls itself; anybody can make it up.
    agent = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)

    objects = SignedInBrowserQuerySet.as_manager()

    class Meta:
        verbose_name = _("browser")
        verbose_name_plural = _("browsers")

    def __str__(self) -> str:
        return f"{self.person_id} {self.signed_in_at:%F}"
