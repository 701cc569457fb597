"""Files that people add to a request or an article: one row a file, its content under a random name in the storage."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .conversation import Message

if TYPE_CHECKING:
    from .people import User


UNSENT = Q(request=None, article=None, sheet=None)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """Of the requests, articles and information this person sees; what nobody sent yet only to who uploaded it.

        Files of internal notes are among them: who may read those is access.sees_notes().
        """
        from .articles import Article
        from .requests import ServiceRequest
        from .sheets import Sheet

        seen = ServiceRequest.objects.visible_to(user).order_by().values("pk")
        read = Article.objects.open_to(user).order_by().values("pk")
        told = Sheet.objects.open_to(user).order_by().values("pk")
        theirs = Q(request__in=seen) | Q(article__in=read) | Q(sheet__in=told)
        return self.filter(theirs | UNSENT & Q(uploaded_by=user))

    def unsent(self) -> Self:
        """Uploaded, and belonging to nothing yet."""
        return self.filter(UNSENT)

    def public(self) -> Self:
        """Without those of internal notes."""
        return self.exclude(message__kind=Message.Kind.NOTE)

    def unclaimed_by(self, user: User) -> Self:
        """Uploaded by this person, and not yet sent with anything."""
        return self.unsent().filter(uploaded_by=user)

    def forgotten(self, before: datetime) -> Self:
        """Uploaded before that moment, never sent, and in no draft."""
        return self.unsent().filter(created_at__lt=before, draft=None)

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def in_order(self) -> Self:
        return self.order_by("created_at", "pk")

    def to_process(self, now: datetime) -> Self:
        """The scanner's answer or the preview is missing, and it is time to try (again)."""
        return self.filter(process_at__lte=now).order_by("process_at")


class Attachment(models.Model):
    """One file. Uploaded first, and claimed by the verb it is sent with; until then only its uploader knows it."""

    class Check(models.TextChoices):
        """What the virus scanner says."""

        OFF = "off", pgettext_lazy("virus check", "Not checked")  # no scanner is configured
        WAITING = "waiting", pgettext_lazy("virus check", "Being checked")
        CLEAN = "clean", pgettext_lazy("virus check", "Checked")
        INFECTED = "infected", pgettext_lazy("virus check", "Removed: a virus was found")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(
        "ServiceRequest", models.CASCADE, null=True, blank=True, related_name="attachments", db_index=False
    )
    article = models.ForeignKey("Article", models.CASCADE, null=True, blank=True, related_name="attachments")
    sheet = models.ForeignKey("Sheet", models.CASCADE, null=True, blank=True, related_name="attachments")
    # Named by a draft; while that is there, nobody forgets the file.
    draft = models.ForeignKey(
        "Draft", models.SET_NULL, null=True, blank=True, related_name="attachments", db_index=False
    )
    # None: it came with the form the request was filed with.
    message = models.ForeignKey("Message", models.CASCADE, null=True, blank=True, related_name="attachments")
    # The code of the form's field it answers; empty where it came beside the text.
    field = models.CharField(max_length=60, blank=True)
    uploaded_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    name = models.CharField(_("name"), max_length=150)
    size = models.BigIntegerField(_("size"))  # bytes
    # Seen in the content; neither the browser nor the name is asked.
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    # Its random name in the storage; empty once the content is gone.
    stored = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(_("uploaded"))
    check_state = models.CharField(max_length=8, choices=Check.choices, default=Check.OFF)
    has_preview = models.BooleanField(default=False)
    # When the scanner or the preview is to be tried (again); empty: nothing to do.
    process_at = models.DateTimeField(null=True, blank=True)
    tries = models.SmallIntegerField(default=0)
    # Taken back with a reason: the row stays as a trace, the content is gone.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("User", models.PROTECT, null=True, blank=True, related_name="+")
    removed_because = models.CharField(max_length=500, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                name="attachment_message_has_request", condition=Q(message=None) | Q(request__isnull=False)
            ),
            models.CheckConstraint(
                name="attachment_of_one_thing",
                condition=Q(request=None, article=None) | Q(request=None, sheet=None) | Q(article=None, sheet=None),
            ),
            models.CheckConstraint(
                name="attachment_gone_has_no_content",
                condition=Q(removed_at=None) & ~Q(check_state="infected") | Q(stored="", has_preview=False),
            ),
            models.UniqueConstraint(name="attachment_stored_once", fields=["stored"], condition=~Q(stored="")),
        ]
        indexes = [
            models.Index(fields=["request", "-created_at"], name="attachment_of_request"),
            models.Index(fields=["uploaded_by", "created_at"], name="attachment_unclaimed", condition=Q(request=None)),
            models.Index(fields=["draft"], name="attachment_of_draft", condition=Q(draft__isnull=False)),
            models.Index(fields=["process_at"], name="attachment_to_process", condition=Q(process_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_internal(self) -> bool:
        """It belongs to an internal note, and only those who serve may know of it."""
        return self.message is not None and self.message.is_internal

    @property
    def is_gone(self) -> bool:
        """Removed by somebody, or by the scanner: only the row is left."""
        return not self.stored

    @property
    def is_ready(self) -> bool:
        """May it be opened? Not while the scanner has not answered."""
        return bool(self.stored) and self.check_state in (self.Check.OFF, self.Check.CLEAN)
