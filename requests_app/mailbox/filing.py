"""A new letter becomes a request; where the form asks for more than a letter can say, it waits as a draft.

A draft and not a half request: no channel files what a form requires unanswered, so departments can rely on their
forms. Nothing typed is lost, and the receipt leads to the form with everything already in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from requests_app import drafts, transitions
from requests_app.attachments.names import read_uuid
from requests_app.fields.directory import here
from requests_app.fields.validation import validate
from requests_app.models import Attachment, Channel, Draft, FormVersion, IncomingMail, Service, ServiceRequest, User
from requests_app.notifications import notify
from requests_app.transitions import Filing, Refused

from .reading import Letter
from .taking import Taken, title_of, words_of

PLACE = "mail-{}"


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom it is filed; `outsider` is who wrote, where that is somebody else, without an account."""

    person: User
    outsider: str = ""


def lacks_answers(service: Service) -> bool:
    """Does its form require what a letter does not say?"""
    form = FormVersion.objects.in_force(service)
    return form is not None and bool(validate(form, {}, here()).errors)


def file(mail: IncomingMail, letter: Letter, taken: Taken, service: Service, asker: Asker) -> ServiceRequest:
    """Inside the transaction that settles the letter. Raises Refused."""
    filing = Filing(
        title=title_of(letter),
        description=words_of(letter, taken, with_quoted=True),
        outside_party=asker.outsider[:200],
        channel=Channel.MAIL,
        files=taken.files,
    )
    request = transitions.submit(service, filing, requester=asker.person, by=asker.person)
    kind = "mail_from_outside" if asker.outsider else "mail_filed"
    told = {"sender": asker.outsider, "service": dict(service.name)}
    notify(kind, [asker.person], key=f"mail:{mail.pk}", at=request.filed_at, request=request, params=told)
    return request


def tell_of_outsider(mail: IncomingMail, request: ServiceRequest, person: User, outsider: str) -> None:
    """Somebody without an account said more in this person's name."""
    told = {"sender": outsider}
    key, at = f"mail:{mail.pk}", mail.received_at
    notify("mail_said_outside", [person], key=key, at=at, request=request, params=told)


def keep_for_questions(mail: IncomingMail, letter: Letter, taken: Taken, service: Service, asker: Asker) -> None:
    """As a draft of the person it is for, with its files; they are told where to go on."""
    fields = [["title", title_of(letter)], ["description", words_of(letter, taken, with_quoted=True)]]
    fields += [["outside_party", asker.outsider[:200]]] if asker.outsider else []
    fields += [["files", str(pk)] for pk in taken.files]
    place, at = PLACE.format(mail.pk), mail.received_at
    drafts.keep(asker.person, place, fields, now=at)
    told = {
        "path": f"{reverse('services:detail', args=[service.provider.code, service.code])}?letter={mail.pk}",
        "subject_said": title_of(letter),
        "service": dict(service.name),
    }
    notify("mail_asks", [asker.person], key=f"mail:{mail.pk}", at=at, params=told)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits for the answers to a form."""

    mail: IncomingMail
    place: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[Attachment] = field(default_factory=list)


def waiting(person: User, service: Service, number: str) -> Waiting | None:
    """This person's own letter to that service, by the number in an address; None where there is none to answer for."""
    if not number.isdecimal() or len(number) > 18:
        return None
    place = PLACE.format(int(number))
    mail = IncomingMail.objects.filter(pk=int(number), outcome=IncomingMail.Outcome.ASKED, request=None).first()
    draft = drafts.of(person, place)
    if mail is None or draft is None or _asked_for(mail) != service.pk:
        return None
    said = [(name, value) for name, value in draft.data.get("fields", ())]
    ids = [pk for pk in (read_uuid(value) for name, value in said if name == "files") if pk is not None]
    return Waiting(mail, place, {name: value for name, value in said if name != "files"}, _files(person, draft, ids))


def _asked_for(mail: IncomingMail) -> int | None:
    # Letters that came before this was kept with them asked for what their mailbox names.
    return mail.service_id or (mail.mailbox.service_id if mail.mailbox else None)


def _files(person: User, draft: Draft, ids: list[UUID]) -> list[Attachment]:
    return list(Attachment.objects.unclaimed_by(person).filter(pk__in=ids).in_order())


def answered(letter: Waiting, request: ServiceRequest) -> None:
    """The form that it waited for was sent."""
    filed = {"request": request, "outcome": IncomingMail.Outcome.FILED}
    IncomingMail.objects.filter(pk=letter.mail.pk).update(**filed)


__all__ = ["Asker", "Refused", "Waiting", "answered", "file", "keep_for_questions", "lacks_answers", "waiting"]
