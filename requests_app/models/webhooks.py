"""Where other programs are told: which hosts may be called, and whose address that is."""

from __future__ import annotations

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


class Webhook(models.Model):
    """One person's address, and the secret with which messages to it are signed."""

    person = models.OneToOneField("User", models.CASCADE, primary_key=True, related_name="webhook")
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return f"{self.person_id} {self.url}"
