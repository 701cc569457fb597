"""The words a request is sorted by: how bad, how soon, how it came, where it stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.states import Status


class Level(models.IntegerChoices):
    """Of impact and of urgency."""

    LOW = 1, pgettext_lazy("level", "Low")
    MEDIUM = 2, pgettext_lazy("level", "Medium")
    HIGH = 3, pgettext_lazy("level", "High")


class Priority(models.IntegerChoices):
    CRITICAL = 1, pgettext_lazy("priority", "Critical")
    HIGH = 2, pgettext_lazy("priority", "High")
    NORMAL = 3, pgettext_lazy("priority", "Normal")
    LOW = 4, pgettext_lazy("priority", "Low")


class Channel(models.TextChoices):
    PORTAL = "portal", _("Portal")
    PHONE = "phone", _("Phone")
    WALK_IN = "walk_in", _("In person")
    CHAT = "chat", _("Chat")
    MAIL = "mail", _("E-mail")


STATUS_LABELS = {
    Status.NEW: pgettext_lazy("request state", "Received"),
    Status.IN_PROGRESS: pgettext_lazy("request state", "In work"),
    Status.WAITING: pgettext_lazy("request state", "Waiting for the requester"),
    Status.ON_HOLD: pgettext_lazy("request state", "On hold"),
    Status.RESOLVED: pgettext_lazy("request state", "Done"),
    Status.CLOSED: pgettext_lazy("request state", "Closed"),
    Status.DECLINED: pgettext_lazy("request state", "Declined"),
    Status.CANCELLED: pgettext_lazy("request state", "Cancelled"),
}
