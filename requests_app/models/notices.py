"""Notices: what a department announces, to whom and for how long; who has the same trouble, and which requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.counting import CappedCount

from .catalogue import Service
from .people import Department
from .translated import TranslatedField

if TYPE_CHECKING:
    from .people import User
    from .requests import ServiceRequest

# Whoever asked for a service within so long counts as its user.
USED_WITHIN = timedelta(days=365)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def current(self, now: datetime) -> Self:
        """Published, and not over."""
        return self.filter(state=Notice.State.PUBLISHED, publish_at__lte=now)

    def published(self, now: datetime) -> Self:
        """Seen by others by now, over or not."""
        return self.filter(publish_at__lte=now).exclude(state=Notice.State.DRAFT)

    def readable_by(self, user: User) -> Self:
        """Of its audience; where that is the users of services, also whoever may ask for one of them."""
        about = Notice.services.through.objects.filter(notice=OuterRef("pk"))
        offered = about.filter(service__in=Service.objects.offered_to(user).order_by().values("pk"))
        return self.filter(_meant(user) | Q(audience=Notice.Audience.USERS) & Exists(offered))

    def told_to(self, user: User, used_after: datetime) -> Self:
        """Those that come to this person by themselves, on the start page; see USED_WITHIN."""
        from .requests import ServiceRequest

        asked = ServiceRequest.objects.of(user).filter(filed_at__gt=used_after).order_by().values("service")
        used = Notice.services.through.objects.filter(notice=OuterRef("pk"), service__in=asked)
        return self.filter(_meant(user) | Q(audience=Notice.Audience.USERS) & Exists(used))

    def written_by(self, user: User) -> Self:
        """Of the departments this person serves in, or all for an admin."""
        return self if user.is_admin else self.filter(department__in=user.roles)

    def open_to(self, user: User, now: datetime) -> Self:
        """What is published for this person, and whatever their department writes."""
        read = self.published(now).readable_by(user).order_by().values("pk")
        return self.filter(Q(pk__in=read) | Q(pk__in=self.written_by(user).order_by().values("pk")))

    def about(self, service: Service | int) -> Self:
        return self.filter(services=service)

    def to_end(self, now: datetime) -> Self:
        """Whose time is over. An outage ends only by hand: nobody knows beforehand when it is over."""
        return self.filter(state=Notice.State.PUBLISHED, ends_at__lte=now).exclude(kind=Notice.Kind.OUTAGE)

    def most_severe_first(self) -> Self:
        order = {Notice.Kind.OUTAGE: 0, Notice.Kind.PLANNED: 1, Notice.Kind.RULE: 2, Notice.Kind.INFO: 3}
        severity = models.Case(*(models.When(kind=kind, then=place) for kind, place in order.items()))
        return self.annotate(severity=severity).order_by("severity", F("begins_at").asc(nulls_last=True), "-pk")

    def for_list(self, user: User) -> Self:
        """Adds `affected` (colleagues who said “me too”, capped) and `is_mine` (this person did)."""
        said = NoticeFollower.objects.filter(notice=OuterRef("pk"))
        return self.select_related("department").annotate(
            affected=CappedCount(said), is_mine=Exists(said.filter(user=user))
        )

    def with_requests(self) -> Self:
        """Adds `open_requests`: how many open ones are linked, capped."""
        from .requests import ServiceRequest

        linked = NoticeRequest.objects.filter(notice=OuterRef(OuterRef("pk"))).values("request")
        return self.annotate(open_requests=CappedCount(ServiceRequest.objects.filter(pk__in=linked).open()))


def _meant(user: User) -> Q:
    named = Notice.audience_departments.through.objects.filter(notice=OuterRef("pk"), department=user.department_id)
    some = Q(audience=Notice.Audience.DEPARTMENTS) & Exists(named)
    return Q(audience=Notice.Audience.EVERYBODY) | some | Q(department__in=user.roles)


class Notice(models.Model):
    """One announcement. Written by `requests_app.notices` only; every change leaves a NoticeChange."""

    class Kind(models.TextChoices):
        OUTAGE = "outage", pgettext_lazy("notice", "Outage")
        PLANNED = "planned", pgettext_lazy("notice", "Planned work")
        RULE = "rule", pgettext_lazy("notice", "New rule")
        INFO = "info", pgettext_lazy("notice", "Information")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("notice", "Draft")
        PUBLISHED = "published", pgettext_lazy("notice", "Published")
        ENDED = "ended", pgettext_lazy("notice", "Over")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", pgettext_lazy("audience", "Everybody")
        DEPARTMENTS = "departments", pgettext_lazy("audience", "Some departments")
        USERS = "users", pgettext_lazy("audience", "Whoever asked for these services within a year")

    department = models.ForeignKey(Department, models.PROTECT, related_name="notices", verbose_name=_("department"))
    kind = models.CharField(_("what it is"), max_length=7, choices=Kind.choices)
    title = TranslatedField(_("title"))
    text = TranslatedField(_("text"), blank=True)
    # Said when it is over.
    closing = TranslatedField(_("closing word"), blank=True)
    services = models.ManyToManyField(Service, related_name="notices", blank=True, verbose_name=_("affected services"))
    audience = models.CharField(_("for whom"), max_length=11, choices=Audience.choices, default=Audience.EVERYBODY)
    audience_departments = models.ManyToManyField(Department, related_name="+", blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    # What it speaks of, not when it is shown.
    begins_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    publish_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Grows with every change; a form that shows an older one is stale.
    edition = models.IntegerField(default=0, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="notice_known_kind", condition=Q(kind__in=["outage", "planned", "rule", "info"])
            ),
            models.CheckConstraint(name="notice_known_state", condition=Q(state__in=["draft", "published", "ended"])),
            models.CheckConstraint(
                name="notice_ends_after_it_begins",
                condition=Q(begins_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("begins_at")),
            ),
            models.CheckConstraint(
                name="notice_published_at_some_time", condition=Q(state="draft") | Q(publish_at__isnull=False)
            ),
            models.CheckConstraint(
                name="notice_ended_at_some_time", condition=~Q(state="ended") | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["publish_at"], name="notice_current", condition=Q(state="published")),
            models.Index(fields=["department", "-id"], name="notice_of_department"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def takes_me_too(self) -> bool:
        return self.kind == self.Kind.OUTAGE and self.is_published


class NoticeChange(models.Model):
    """What was done to a notice, by whom, and what it said from then on."""

    class What(models.TextChoices):
        WRITTEN = "written", pgettext_lazy("notice", "Written")
        PUBLISHED = "published", pgettext_lazy("notice", "Published")
        CHANGED = "changed", pgettext_lazy("notice", "Changed")
        ENDED = "ended", pgettext_lazy("notice", "Ended")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=9, choices=What.choices)
    title = TranslatedField()
    text = TranslatedField(blank=True)
    at = models.DateTimeField()
    # None: its time was over.
    by = models.ForeignKey("User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("change of a notice")
        verbose_name_plural = _("changes of notices")
        ordering = ["notice", "id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.what}"


class NoticeFollower(models.Model):
    """Somebody has the same trouble, and hears when it is over."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="followers", db_index=False)
    user = models.ForeignKey("User", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("“me too” about a notice")
        verbose_name_plural = _("“me too” about notices")
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_me_too_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.user_id}"


class NoticeRequestQuerySet(models.QuerySet["NoticeRequest"]):
    def of(self, request: ServiceRequest) -> Self:
        return self.filter(request=request).select_related("notice__department")


class NoticeRequest(models.Model):
    """A request is about what a notice announces. Written by the verbs of `transitions.noticing`."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="linked", db_index=False)
    request = models.ForeignKey("ServiceRequest", models.CASCADE, related_name="linked_notices")
    at = models.DateTimeField()

    objects = NoticeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request linked with a notice")
        verbose_name_plural = _("requests linked with notices")
        constraints = [models.UniqueConstraint(fields=["notice", "request"], name="notice_request_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} #{self.request_id}"
