"""Requests by what one wants to know of them: whose, in which state, how urgent; and who sees them at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from requests_app.states import FINISHED, OPEN, Status

from .absences import Absence
from .attachments import Attachment
from .conversation import Message
from .soon import soon_after
from .visibility import hidden_from, seen_by, ways_to_see

if TYPE_CHECKING:
    from .catalogue import Service
    from .people import User
    from .requests import ServiceRequest  # noqa: F401 - the queryset names it as a text


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

    def each_way_visible_to(self, user: User) -> list[Self]:
        """What `visible_to` gives, in parts that overlap: each is read by an index of its own, newest first."""
        if user.is_superuser or not user.is_active:
            return [self.visible_to(user)]
        return [self.filter(way) for way in ways_to_see(user)]

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

    def asked_from(self, department: int) -> Self:
        return self.filter(Q(asking_department=department) | Q(asking_department=None, requester_department=department))

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

    def due_within(self, span: timedelta, now: datetime) -> Self:
        """Open and late, or due within this span of real time, weekends aside."""
        return self.due_by(soon_after(now, span))

    def due_by(self, moment: datetime) -> Self:
        return self.open().filter(due_at__lte=moment)

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

    def awaited_outside(self) -> Self:
        """A customer, a supplier or an authority waits for it."""
        return self.exclude(outside_party="")

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
