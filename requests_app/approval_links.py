"""The link in an approver's mail: signed, for one person and one question, and good for fourteen days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.urls import reverse

from .models import Approval, Notification

SALT = "requests_app.approval-by-mail"
GOOD_FOR = timedelta(days=14)


class DeadLink(ValueError):
    """Made up, too old, or for somebody who left: nothing may be decided with it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a good link leads to, and which version of the request its mail was about."""

    approval: Approval
    version: int

    @property
    def has_changed(self) -> bool:
        return self.approval.request.version != self.version


def approval_path(notification: Notification) -> str:
    """Made when the mail leaves and kept nowhere; without anything left to decide, the request's own page."""
    asked = Approval.objects.filter(approver=notification.recipient_id, request=notification.request_id)
    voice = asked.open().select_related("request").first()
    if voice is None:
        return reverse("requests:detail", args=[notification.request_id])
    return reverse("approvals:by_mail", args=[token_of(voice)])


def token_of(voice: Approval) -> str:
    bound = {"approval": voice.pk, "person": voice.approver_id, "version": voice.request.version}
    return signing.dumps(bound, salt=SALT, compress=True)


def opened(token: str) -> Opened:
    """Raises DeadLink."""
    try:
        bound = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise DeadLink from None
    request = (f"request__{name}" for name in ("service", "department", "requester__department", "filed_by"))
    about = ("approver", "step__round__asked_by", "stands_in_for__approver", *request)
    voice = Approval.objects.select_related(*about).filter(pk=bound["approval"], approver=bound["person"]).first()
    if voice is None or not voice.approver.is_active:
        raise DeadLink
    return Opened(voice, bound["version"])
