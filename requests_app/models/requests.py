"""The request: what it says, and what the database keeps true of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from requests_app.states import FINISHED, OPEN, Status

from .approvals import ApprovalRound
from .journal import RequestEvent
from .levels import STATUS_LABELS, Channel, Level, Priority
from .request_queries import ServiceRequestQuerySet as ServiceRequestQuerySet


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
    # Where the requester worked when it was filed: figures of the past do not move when people do.
    requester_department = models.ForeignKey(
        "Department", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
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

    # Not columns: what there may be beside it. Pages that looked know better, see request_page.py.
    has_news = has_files = has_participants = has_legs = has_parts = has_links = True
    has_notices = has_announcements = has_timer = True
    journal_read: list[RequestEvent] | None = None

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
            models.Index(fields=["requester_department", "filed_at"], name="request_asked_from"),
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
            # Where somebody outside the company waits: few requests say so.
            models.Index(
                fields=["department", "filed_at"], name="request_awaited_outside", condition=~Q(outside_party="")
            ),
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
