"""What is kept of a request: nothing may be removed while it is protected, its words or files go when it is old.

None of these verbs is about the work, so the request's last change stays what it was, and no queue calls it new.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from requests_app.attachments import storing
from requests_app.configuration import changing
from requests_app.models import (
    Approval,
    Attachment,
    Message,
    MessageEdit,
    Notification,
    Outreach,
    Protection,
    RequestEvent,
    ServiceRequest,
    User,
)
from requests_app.states import FINISHED, Verb, check_status

from .base import Act, Refused, lock, moment, record

# Stands where words stood, so that sentences of the journal stay sentences in every language.
GONE = "…"
# What people wrote, in the data of journal lines; the rest are ids, codes, moments and names of what is set up.
WRITTEN = ("reason", "alternative", "question", "text")
COUNTED = ("priority", "impact", "urgency")


@transaction.atomic
def protect(request: ServiceRequest, reason: str, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """Nothing of it is removed from now on, by a rule or by hand, until somebody ends that."""
    if not reason.strip():
        raise Refused(_("Say why it has to be kept."))
    request, at = lock(request), moment(now)
    if Protection.objects.filter(request=request).exists():
        raise Refused(_("It is protected already."))
    protection = Protection(request=request, reason=reason.strip(), by=by, at=at)
    with changing(protection, by=by, at=at):
        protection.save(force_insert=True)
    return _note(request, Act(Verb.PROTECTED, by, at, data={"reason": protection.reason}))


@transaction.atomic
def unprotect(request: ServiceRequest, reason: str, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """It goes by the rules again, like any other."""
    if not reason.strip():
        raise Refused(_("Say why it no longer has to be kept."))
    request, at = lock(request), moment(now)
    protection = Protection.objects.filter(request=request).first()
    if protection is None:
        raise Refused(_("It is not protected."))
    with changing(protection, by=by, at=at):
        Protection.objects.filter(request=request).delete()
    return _note(request, Act(Verb.UNPROTECTED, by, at, data={"reason": reason.strip()}))


def refuse_if_protected(request: ServiceRequest) -> None:
    if Protection.objects.filter(request=request).exists():
        raise Refused(_("This request is protected: nothing of it may be removed."))


@transaction.atomic
def empty(request: ServiceRequest, *, now: datetime | None = None) -> ServiceRequest:
    """Take away everything people wrote about a finished request, with its files.

    Its row, journal lines, clocks and ratings stay: every figure comes out as before. Its title becomes the service's
    name. Raises Refused where it is protected.
    """
    return _remove(request, moment(now), "words", _take_words)


@transaction.atomic
def drop_files(request: ServiceRequest, *, now: datetime | None = None) -> ServiceRequest:
    """Take away the contents of a finished request's files; their names stay. Raises Refused where it is protected."""
    return _remove(request, moment(now), "files", _take_files)


def _remove(
    request: ServiceRequest, at: datetime, what: str, take: Callable[[ServiceRequest, datetime], dict[str, Any]]
) -> ServiceRequest:
    request = lock(request)
    check_status(Verb.EMPTIED, request.status, FINISHED)
    # Asked again under the lock: somebody may have protected it since it was chosen.
    refuse_if_protected(request)
    return _note(request, Act(Verb.EMPTIED, None, at, data={"what": what}), **take(request, at))


def _note(request: ServiceRequest, act: Act, **fields: Any) -> ServiceRequest:
    """Like `change`, but the moment of the last change stays: it tells when somebody last worked on it."""
    for name, value in fields.items():
        setattr(request, name, value)
    request.version += 1
    request.save(update_fields=[*fields, "version"])
    record(request, act, old_status=request.status)
    return request


def _take_words(request: ServiceRequest, at: datetime) -> dict[str, Any]:
    for file in request.attachments.select_for_update(of=("self",)):
        storing.drop_content(file)
    request.attachments.all().delete()
    MessageEdit.objects.filter(message__request=request).delete()
    Message.objects.filter(request=request).exclude(text="").update(text="")
    Approval.objects.filter(request=request).update(reason="")
    request.approval_rounds.update(question={})
    request.promises.update(reason=GONE)
    request.thanks.update(text="")
    Outreach.objects.filter(problem=request).update(text=GONE)
    # Only what was said under the bell about it; what was sent by mail lies in other people's mailboxes.
    Notification.objects.filter(request=request).delete()
    for event in request.events.exclude(data={}):
        _clean(event)
    with override(request.requester.language):
        title = str(request.service)
    return {"title": title, "description": "", "answers": {}, "outside_party": "", "emptied_at": at}


def _clean(event: RequestEvent) -> None:
    said = {key: value for key, value in event.data.items() if key not in ("files", "answers")}
    for key in WRITTEN:
        if said.get(key):
            said[key] = GONE
    if event.verb in (Verb.FILE_REMOVED, Verb.NOTE_FILE_REMOVED):
        said["name"] = GONE
    if "changes" in said:
        said["changes"] = {key: pair if key in COUNTED else [] for key, pair in said["changes"].items()}
    if said != event.data:
        RequestEvent.objects.filter(pk=event.pk).update(data=said)


def _take_files(request: ServiceRequest, at: datetime) -> dict[str, Any]:
    kept = request.attachments.exclude(stored="")
    for file in kept.select_for_update(of=("self",)):
        storing.drop_content(file)
        Attachment.objects.filter(pk=file.pk).update(removed_at=at)
    return {}
