"""The request: what it says, who sees it, and in which words it is looked up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from requests_app.states import FINISHED, OPEN, Status

from .absences import Absence
from .approvals import ApprovalRound
from .attachments import Attachment
from .conversation import Message
from .levels import STATUS_LABELS, Channel, Level, Priority
from .visibility import hidden_from, seen_by

if TYPE_CHECKING:
    from .catalogue import Service
    from .people import User

AT_RISK = timedelta(hours=4)
SATURDAY = 5


def soon_after(now: datetime, span: timedelta) -> datetime:
    """`now` and the span; one that reaches into a weekend ends on Monday noon (UTC), or it would hold nothing."""
    end = now + span
    if end.weekday() < SATURDAY and now.weekday() < SATURDAY:
        return end
    monday = end + timedelta(days=-end.weekday() % 7)
    return max(end, monday.replace(hour=12, minute=0, second=0, microsecond=0))


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def visible_to(self, user: User) -> Self:
        """The one rule of who sees a request: lists, counts, pages, files and messages all start here.

        The requester, whoever filed it for them, whoever is or was asked to approve it, who was added to it, the
        colleagues of the department that asks with it, and everybody who serves in a department that holds or held it.
        For a confidential service, of those who serve only its handlers and whoever works on it.
        """
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(seen_by(user))

    def handled_by(self, user: User) -> Self:
        """Of what a department holds or held, that which this person of it may see: not the confidential of others."""
        return self.filter(~hidden_from(user) | Q(assignee=user))

    def of(self, user: User) -> Self:
        return self.filter(Q(requester=user) | Q(filed_by=user))

    def noted_by(self, user: User) -> Self:
        """What this person filed for others."""
        return self.filter(~Q(filed_by=F("requester")), filed_by=user)

    def held_by(self, *departments: int) -> Self:
        return self.filter(department__in=departments)

    def held_by_outer(self) -> Self:
        """For a count per department: inside a subquery of a queryset of departments."""
        return self.filter(department=OuterRef("pk"))

    def for_service(self, service: Service) -> Self:
        return self.filter(service=service)

    def assigned_to(self, user: User) -> Self:
        return self.filter(assignee=user)

    def of_absent(self, now: datetime) -> Self:
        """Whoever works on it is away."""
        return self.filter(assignee__in=Absence.objects.at(now).values("user"))

    def unassigned(self) -> Self:
        return self.filter(assignee=None)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def finished(self) -> Self:
        return self.filter(status__in=FINISHED)

    def paused(self) -> Self:
        """Waiting for the requester, or on hold for another reason."""
        return self.filter(status__in=(Status.WAITING, Status.ON_HOLD))

    def actionable(self) -> Self:
        """Somebody of the department could go on with it right now."""
        return self.filter(status__in=(Status.NEW, Status.IN_PROGRESS))

    def at_risk(self, now: datetime) -> Self:
        """Open and late, or due within the next AT_RISK of real time, weekends aside."""
        return self.due_within(AT_RISK, now)

    def due_within(self, span: timedelta, now: datetime) -> Self:
        return self.open().filter(due_at__lte=soon_after(now, span))

    def overdue(self, now: datetime) -> Self:
        """Open, and a promise is broken."""
        return self.open().filter(due_at__lt=now)

    def changed_since(self, moment: datetime) -> Self:
        return self.filter(updated_at__gt=moment)

    def filed_since(self, moment: datetime) -> Self:
        return self.filter(filed_at__gt=moment)

    def filed_before(self, moment: datetime) -> Self:
        return self.filter(filed_at__lte=moment)

    def to_confirm(self) -> Self:
        return self.filter(status=Status.RESOLVED)

    def needs_requester(self) -> Self:
        """A question to answer, a proposal to take, or a result to confirm."""
        return self.filter(status__in=(Status.WAITING, Status.RESOLVED))

    def with_last_word(self) -> Self:
        """Adds `last_word`: {kind, text, author} of the question, proposal or result the requester is to react to."""
        kinds = (Message.Kind.QUESTION, Message.Kind.PROPOSAL, Message.Kind.SOLUTION)
        words = Message.objects.filter(request=OuterRef("pk"), kind__in=kinds).order_by("-at", "-pk")
        told = JSONObject(kind="kind", text="text", author="author__display_name")
        return self.annotate(last_word=Subquery(words.values_list(told)[:1]))

    def answering(self, code: str, value: Any) -> Self:
        """The question with this code is answered so: with this value, or with this choice among several."""
        said = Q(answers__contains={code: value}) | Q(answers__contains={code: [value]})
        return self.filter(said).exclude(answers={})

    def live(self) -> Self:
        """Leaves out what an import brought in and nobody released: time does not act on it."""
        return self.filter(is_live=True)

    def most_urgent_first(self) -> Self:
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")

    def ended_before(self, moment: datetime) -> Self:
        """Finished so long ago, untouched since, and not protected: what rules about old data may look at."""
        return self.finished().filter(closed_at__lt=moment, updated_at__lt=moment, protection=None)

    def with_words(self) -> Self:
        """Not emptied yet, or written to since."""
        return self.filter(Q(emptied_at=None) | Q(updated_at__gt=F("emptied_at")))

    def with_files(self) -> Self:
        """Some of their files still have a content."""
        return self.filter(Exists(Attachment.objects.filter(request=OuterRef("pk")).exclude(stored="")))

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def for_list(self) -> Self:
        return self.select_related("service", "department", "requester", "requester__department", "assignee")


class ServiceRequest(models.Model):
    """Changed only by the verbs in `transitions`. Its id is the number people use and never changes."""

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    service = models.ForeignKey("Service", models.PROTECT, related_name="requests", verbose_name=_("service"))
    # Holds it now; at first the service's provider, another one after a hand-over.
    department = models.ForeignKey("Department", models.PROTECT, related_name="held", verbose_name=_("department"))
    # Filed by it for work of its own, and open to all who serve there; empty where a person asks.
    asking_department = models.ForeignKey(
        "Department", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("department that asks"),
    )  # fmt: skip
    # The request this one was filed for: its department waits for what this one brings.
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False,
        verbose_name=_("filed for"),
    )  # fmt: skip
    requester = models.ForeignKey("User", models.PROTECT, related_name="requests", verbose_name=_("requester"))
    # Differs from the requester where a colleague filed it for them, or an agent noted down a call.
    filed_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("filed by"))
    assignee = models.ForeignKey(
        "User", models.SET_NULL, null=True, blank=True, related_name="assigned", verbose_name=_("works on it")
    )
    status = models.CharField(
        _("state"), max_length=12, choices=[(s.value, STATUS_LABELS[s]) for s in Status], default=Status.NEW
    )
    impact = models.SmallIntegerField(_("impact"), choices=Level.choices, default=Level.MEDIUM)
    urgency = models.SmallIntegerField(_("urgency"), choices=Level.choices, default=Level.MEDIUM)
    priority = models.SmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    channel = models.CharField(_("channel"), max_length=40, choices=Channel.choices, default=Channel.PORTAL)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    # A customer, supplier or authority; empty when only colleagues wait.
    outside_party = models.CharField(_("who waits outside the company"), max_length=200, blank=True)

    # The version of the service's form it was filed with, and what was answered: plain JSON by code of question.
    form = models.ForeignKey(
        "FormVersion", models.PROTECT, null=True, blank=True, related_name="requests", db_index=False,
        verbose_name=_("form"),
    )  # fmt: skip
    answers = models.JSONField(_("answers"), default=dict, blank=True)

    filed_at = models.DateTimeField(_("filed"))
    updated_at = models.DateTimeField(_("last change"))
    resolved_at = models.DateTimeField(_("done"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # When a rule last took its words away; what was written since is still there.
    emptied_at = models.DateTimeField(_("emptied"), null=True, blank=True)
    promised_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    # The soonest promise of all its clocks, written by whoever keeps clocks: queues sort by an index, without a join.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # Grows with every verb; a form that shows an older one is stale.
    version = models.IntegerField(default=0)

    # Made with the form that filed it: sent twice, by a double click or a shaky network, it files once.
    filing_key = models.UUIDField(null=True, blank=True, unique=True)

    is_live = models.BooleanField(default=True)
    # Where an import took it from, and what was odd about it there.
    source = models.CharField(max_length=60, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    # Not a column: the version that the next verb must find, see `transitions.expecting`.
    expected_version: int | None = None

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], name="request_imported_once", condition=~Q(source="")
            ),
            models.CheckConstraint(name="request_known_status", condition=Q(status__in=list(Status))),
            models.CheckConstraint(name="request_priority_1_to_4", condition=Q(priority__range=(1, 4))),
            models.CheckConstraint(
                name="request_closed_has_moment", condition=~Q(status=Status.CLOSED) | Q(closed_at__isnull=False)
            ),
        ]
        indexes = [
            # A department's queue in order of urgency.
            models.Index(
                "department", F("due_at").asc(nulls_last=True), "id", name="request_queue", condition=Q(status__in=OPEN)
            ),
            # A department's queue by number, newest or oldest first. Apart from what is finished: in one index of both,
            # everything that ever ended would lie before the oldest that is open.
            models.Index(fields=["department", "-id"], name="request_open_by_number", condition=Q(status__in=OPEN)),
            # "Finished", newest first.
            models.Index(fields=["department", "-id"], name="request_finished", condition=Q(status__in=FINISHED)),
            # "Mine", for agents.
            models.Index(fields=["assignee", "due_at"], name="request_assigned", condition=Q(status__in=OPEN)),
            # "My requests", newest first.
            models.Index(fields=["requester", "-id"], name="request_own"),
            models.Index(fields=["filed_by", "-id"], name="request_filed_for", condition=~Q(filed_by=F("requester"))),
            # What departments asked of others, for all who serve there; few requests have either.
            models.Index(
                fields=["asking_department", "-id"],
                name="request_asked_by_team",
                condition=Q(asking_department__isnull=False),
            ),
            models.Index(fields=["parent"], name="request_children", condition=Q(parent__isnull=False)),
            models.Index(fields=["form"], name="request_form", condition=Q(form__isnull=False)),
            # Which requests answered so: queues, searches, exports.
            GinIndex(
                fields=["answers"], name="request_answers", opclasses=["jsonb_path_ops"], condition=~Q(answers={})
            ),
            # Recounting a day of a service; the exact figures.
            models.Index(fields=["department", "service", "filed_at"], name="request_figures"),
            # What is old enough to lose its words or files.
            models.Index(fields=["closed_at"], name="request_ended", condition=Q(status__in=FINISHED)),
            # Closing by time.
            models.Index(fields=["resolved_at"], name="request_to_close", condition=Q(status=Status.RESOLVED)),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_protected(self) -> bool:
        """Nothing of it may be removed; read with it where `protection` was selected."""
        return hasattr(self, "protection")

    @cached_property
    def open_round(self) -> ApprovalRound | None:
        """Whose verdicts it waits for, read once per object; only what is on hold can wait for some."""
        if self.status != Status.ON_HOLD:
            return None
        return self.approval_rounds.open().with_voices().first()
