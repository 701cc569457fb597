"""Where other programs are told: which hosts may be called, and whose address that is."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

HOST_NAME = RegexValidator(
    r"^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$",
    _("Give a host such as hooks.example.com, or *.example.com for every host below it."),
)


class WebhookHost(models.Model):
    """An admin allows calls to this host, or with “*.” in front to every host below it."""

    name = models.CharField(_("host"), max_length=253, unique=True, validators=[HOST_NAME])
    note = models.CharField(_("what for"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("allowed host")
        verbose_name_plural = _("allowed hosts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SignedAddress(models.Model):
    """An address, and the secret with which messages to it are signed; for a day after a new one the former too."""

    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=64)
    former_secret = models.CharField(max_length=64, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        abstract = True

    def has_former(self, now: datetime) -> bool:
        return bool(self.former_secret) and self.former_until is not None and now < self.former_until

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Those that messages are signed with, the newest first."""
        return (self.secret, self.former_secret) if self.has_former(now) else (self.secret,)


class Webhook(SignedAddress):
    """One person's address, and the secret with which messages to it are signed."""

    person = models.OneToOneField("User", models.CASCADE, primary_key=True, related_name="webhook")

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return f"{self.person_id} {self.url}"
