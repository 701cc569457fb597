"""Changing one's own words shortly after they were said; what was said before stays known."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import mentions
from requests_app.models import Message, MessageEdit, ServiceRequest, User
from requests_app.states import Verb

from .base import Act, Refused, change, lock, moment

EDITABLE = timedelta(minutes=5)
TOO_LATE = gettext_lazy("It was written more than five minutes ago. Write another message instead.")


@transaction.atomic
def edit(
    request: ServiceRequest, message: Message, text: str, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """Replace the text of one's own message within EDITABLE of real time. No clock starts or stops by it.

    Mails that quote the earlier text are on their way already. Only people who are mentioned for the first time hear
    of it. Nothing happens where the text is the same.
    """
    if not text.strip():
        raise Refused(_("Write a text first."))
    request, at = lock(request), moment(now)
    message = Message.objects.select_for_update().get(pk=message.pk, request=request)
    if message.author_id != by.pk:
        raise Refused(_("Only who wrote it can change it."))
    if not can_still_edit(message, by=by, now=at):
        raise Refused(TOO_LATE)
    if text.strip() == message.text:
        return request
    before = mentions.read(request, message.text, by=by, internal=message.is_internal)
    after = mentions.read(request, text, by=by, internal=message.is_internal)
    MessageEdit.objects.create(message=message, text=message.text, at=at)
    message.text = text.strip()
    message.save(update_fields=["text"])
    newly = mentions.Mentioned([person for person in after.told if person not in before.told])
    verb = Verb.NOTE_EDITED if message.is_internal else Verb.EDITED
    return change(request, Act(verb, by, at, data={"message": message.pk, **newly.data}))


def can_still_edit(message: Message, *, by: User, now: datetime) -> bool:
    """Is it this person's own, and young enough?"""
    return message.author_id == by.pk and now <= message.at + EDITABLE
