"""What becomes of one letter that was read: the rules, in their order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from requests_app.models import IncomingMail, Mailbox, Service, ServiceRequest, User

from . import addresses, answering, destinations, failing, filing, finding, reasons, replying, senders
from .filing import Asker
from .finding import Found
from .reading import Automatic, Defect, Letter
from .reasons import SetAside
from .replying import MayNot, Speech
from .taking import Taken, files_of

Outcome = IncomingMail.Outcome


@dataclass(frozen=True, slots=True)
class Became:
    outcome: str
    request: ServiceRequest | None = None
    service: Service | None = None  # whose questions its sender has to answer first


@dataclass(frozen=True, slots=True)
class Case:
    """A letter with all that its rules look at."""

    mail: IncomingMail
    letter: Letter
    mailbox: Mailbox | None
    person: User | None
    found: Found | None
    now: datetime

    @property
    def sender(self) -> str:
        return self.letter.from_.email if self.letter.from_ else ""


def case_of(mail: IncomingMail, letter: Letter, *, now: datetime) -> Case:
    place = finding.place_of(letter, mail.recipient)
    person = senders.person_of(letter)
    return Case(mail, letter, mail.mailbox or _addressed(letter), person, finding.found(letter, place), now)


def _addressed(letter: Letter) -> Mailbox | None:
    """Whoever brought it did not say for whom: the first of its receivers that is one of ours."""
    for one in letter.recipients[:50]:
        if (mailbox := Mailbox.objects.active().named(addresses.plain(one.email))) is not None:
            return mailbox
    return None


def prepare(case: Case) -> Became | Speech | tuple[Service, Asker]:
    """Before anything is written: what it is to become, or that nothing is. Raises SetAside."""
    letter = case.letter
    if letter.automatic is Automatic.BOUNCE:
        failing.note(letter, now=case.now)
        return Became(Outcome.BOUNCE)
    if letter.is_automatic or senders.is_ours(letter):
        return Became(Outcome.IGNORED)
    if not case.sender:
        raise SetAside(reasons.NO_SENDER)
    if Defect.ENCRYPTED in letter.defects:
        raise SetAside(reasons.ENCRYPTED)
    place = case.found.place if case.found else None
    if not senders.is_proven(letter, case.mailbox, case.person, place):
        raise SetAside(reasons.UNPROVEN)
    if senders.writes_too_much(case.sender, case.now):
        raise SetAside(reasons.TOO_MANY)
    if case.person is None:
        return _of_nobody(case)
    if case.found is not None:
        return _reply_of(case, case.person)
    return _new(case, Asker(case.person))


def _of_nobody(case: Case) -> Became | Speech | tuple[Service, Asker]:
    policy = case.mailbox.unknown if case.mailbox else Mailbox.Unknown.ANSWER
    colleague = case.mailbox.colleague if case.mailbox else None
    if policy == Mailbox.Unknown.COLLEAGUE and colleague:
        if (going_on := _said_before(case)) is not None:
            return going_on
        if not colleague.is_active:
            raise SetAside(reasons.COLLEAGUE_LEFT)
        return _new(case, Asker(colleague, outsider=str(case.letter.from_)))
    if policy == Mailbox.Unknown.SILENCE:
        return Became(Outcome.UNKNOWN)
    return _refused(case, answering.UNKNOWN)


def _said_before(case: Case) -> Speech | None:
    """What an outsider says in the thread of their own letter, in the name of whom that was filed for.

    Ids prove nothing about the sender: in anybody else's thread they say something new.
    """
    found = case.found
    if found is None or found.note or not finding.wrote(case.sender, found.request):
        return None
    held = ServiceRequest.objects.filter(pk=found.request).select_related("requester").first()
    request = finding.open_to(held.requester, held.pk) if held and held.requester.is_active else None
    try:
        return replying.speech_of(found, request, request.requester, outsider=case.sender) if request else None
    except MayNot:
        return None


def _reply_of(case: Case, person: User) -> Became | Speech:
    assert case.found is not None  # noqa: S101 - asked by whoever calls
    request = finding.open_to(person, case.found.request)
    if request is None:
        return _refused(case, answering.NOT_YOURS)
    try:
        return replying.speech_of(case.found, request, person)
    except MayNot:
        return _refused(case, answering.NOT_YOURS)


def _new(case: Case, asker: Asker) -> Became | tuple[Service, Asker]:
    if case.mailbox is None and not addresses.is_for_replies(case.mail.recipient):
        raise SetAside(reasons.NO_MAILBOX)
    if case.mailbox is None or not destinations.takes_new(case.mailbox):
        return _refused(case, answering.ONLY_REPLIES)
    service = destinations.service_for(case.mailbox, asker.person)
    return (service, asker) if service else _refused(case, answering.NOT_OFFERED)


def _refused(case: Case, kind: str) -> Became:
    """Answered, once a day; what nobody may be told of is kept for somebody to look at."""
    language = case.person.language if case.person else _language(case.letter)
    told: dict[str, Any] = {
        "sender": case.sender,
        "address": case.mailbox.address if case.mailbox else settings.MAIL_REPLY_ADDRESS,
        "subject": " ".join(case.letter.subject.split())[:150],
    }
    answers = case.letter.message_id[:255]
    if not answering.answer(kind, case.sender, language=language, params=told, in_reply_to=answers, now=case.now):
        raise SetAside(reasons.NO_ANSWER)
    return Became(Outcome.REFUSED)


def _language(letter: Letter) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    return letter.language if letter.language in known else settings.LANGUAGE_CODE


def carry_out(case: Case, what: Speech | tuple[Service, Asker], taken: Taken) -> Became:
    """Inside the transaction that settles the letter. Raises Refused."""
    by = person_of(what)
    with translation.override(by.language), timezone.override(by.zone):
        if isinstance(what, Speech):
            if is_copy(case.mail, what.request):
                return Became(Outcome.COPY, what.request)
            return Became(Outcome.SAID, _said(case, what, taken))
        service, asker = what
        if told := destinations.remark(case.mailbox, service):
            taken.remarks.insert(0, told)
        if is_copy(case.mail, None):
            return Became(Outcome.COPY)
        if filing.lacks_answers(service):
            filing.keep_for_questions(case.mail, case.letter, taken, service, asker)
            return Became(Outcome.ASKED, service=service)
        return Became(Outcome.FILED, filing.file(case.mail, case.letter, taken, service, asker))


def _said(case: Case, what: Speech, taken: Taken) -> ServiceRequest:
    if what.outsider:
        told = _("Written by %(sender)s, who has no account here.") % {"sender": what.outsider}
        taken.remarks.insert(0, told)
    request = replying.say(what, case.letter, taken)
    if what.outsider:
        filing.tell_of_outsider(case.mail, request, what.by, what.outsider)
    return request


def files_for(case: Case, what: Speech | tuple[Service, Asker]) -> Taken:
    """Before the transaction: where that fails, unsent uploads are forgotten by themselves."""
    by = person_of(what)
    with translation.override(by.language):
        return files_of(case.letter, by=by, with_quoted=not isinstance(what, Speech))


def person_of(what: Speech | tuple[Service, Asker]) -> User:
    return what.by if isinstance(what, Speech) else what[1].person


def content_of(letter: Letter) -> str:
    """The same for two copies of a letter that came by two ways; empty without an id of its own."""
    if not letter.message_id:
        return ""
    digest = hashlib.sha256()
    said = (letter.message_id, letter.from_.email if letter.from_ else "", letter.subject, letter.text)
    for part in (*(text.encode(errors="replace") for text in said), *(one.content for one in letter.attachments)):
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def is_copy(mail: IncomingMail, request: ServiceRequest | None) -> bool:
    """Did the same letter file something in this mailbox, or say it in that request, before?

    Copies that are dealt with at once wait for each other here.
    """
    if not mail.content:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [mail.content])
    became = (Outcome.FILED, Outcome.SAID, Outcome.ASKED)
    before = IncomingMail.objects.filter(message_id=mail.message_id, content=mail.content, outcome__in=became)
    same = before.filter(request=request) if request else before.filter(mailbox=mail.mailbox)
    return same.exclude(pk=mail.pk).exists()
