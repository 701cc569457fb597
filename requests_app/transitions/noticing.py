"""A request is about what a notice announces, or is not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Notice, NoticeRequest, ServiceRequest, User
from requests_app.states import Verb

from .base import Act, Refused, change, lock, moment


@transaction.atomic
def link_notice(request: ServiceRequest, notice: Notice, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """Say that it is about this: whoever tells all who are hit by it reaches this request as well."""
    request, at = lock(request), moment(now)
    if not notice.is_published:
        raise Refused(_("This notice is over, or was never published."))
    _link, is_new = NoticeRequest.objects.get_or_create(notice=notice, request=request, defaults={"at": at})
    if not is_new:
        raise Refused(_("The request is linked with this notice already."))
    return change(request, Act(Verb.NOTICE_LINKED, by, at, data=_told(notice)))


@transaction.atomic
def unlink_notice(request: ServiceRequest, notice: Notice, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """It is about something else."""
    request, at = lock(request), moment(now)
    gone, _per_model = NoticeRequest.objects.filter(notice=notice, request=request).delete()
    if not gone:
        raise Refused(_("This link is gone already."))
    return change(request, Act(Verb.NOTICE_UNLINKED, by, at, data=_told(notice)))


def _told(notice: Notice) -> dict[str, object]:
    return {"notice": notice.pk, "name": dict(notice.title)}
