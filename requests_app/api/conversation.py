"""What is said and attached to a request, what happened to it, and who follows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from requests_app import access, thanking, timeline, transitions
from requests_app.attachments import serving, storing, uploading
from requests_app.attachments.unwelcome import Unwelcome
from requests_app.forms.files import RemovalForm
from requests_app.forms.talking import EditForm
from requests_app.forms.thanks import ThanksForm
from requests_app.models import Attachment, Message, RequestEvent, ServiceRequest, Thanks
from requests_app.moments import moment_of
from requests_app.pagination import Column
from requests_app.states import Verb
from requests_app.views.verb_table import BY_NOUN

from . import problems
from .base import ApiView, Request, Response, departments_of, person_of
from .bodies import as_sent, body_of, only
from .finding import visible_request, visible_requests
from .paging import BY_NUMBER, Listing, page
from .problems import Problem, unfit
from .request_shapes import FileOut, JournalLineOut, MessageOut, ParticipantOut, reads_notes
from .schema import Operation, operation
from .shapes import Plain
from .verbs import read

IN_TIME = (Column("at", is_moment=True), Column("pk"))


class MessageIn(Plain):
    """`to`: everybody on the request, or as an internal note only those who serve."""

    text = serializers.CharField(max_length=20_000, allow_blank=True)
    to = serializers.ChoiceField(choices=["public", "internal"], required=False)
    files = serializers.ListField(child=serializers.UUIDField(), required=False)


class TextIn(Plain):
    text = serializers.CharField(max_length=20_000)


class ReasonIn(Plain):
    reason = serializers.CharField(max_length=500)


def _messages(request: Request, ticket: ServiceRequest) -> Any:
    files = Prefetch("attachments", Attachment.objects.in_order())
    rows = Message.objects.filter(request=ticket).select_related("author").prefetch_related(files)
    return rows if reads_notes(person_of(request), ticket) else rows.exclude(kind=Message.Kind.NOTE)


class Messages(ApiView):
    @operation(
        Operation(
            id="messages_list", summary="What was said, oldest first", tag="Conversation", answer=MessageOut, paged=True
        )
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = visible_request(request, number)
        return page(request, _messages(request, ticket), IN_TIME, Listing(MessageOut))

    @operation(
        Operation(
            id="messages_write",
            summary="Reply, or write an internal note",
            tag="Conversation",
            body=MessageIn,
            answer=MessageOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, number: int) -> Response:
        ticket, person, verb = visible_request(request, number), person_of(request), BY_NOUN["message"]
        access.require(verb.may, person, ticket)
        if body_of(request).get("to") == "internal" and not access.can_work(person, ticket):
            raise unfit("to", _("Only those who serve write internal notes."))
        transitions.reply(ticket, **read(request, verb, ticket), by=person)
        said = _messages(request, ticket).filter(author=person).order_by("pk").last()
        return Response(MessageOut(said).data, 201)


class OneMessage(ApiView):
    @operation(
        Operation(
            id="messages_edit",
            summary="Change one's own words within five minutes",
            tag="Conversation",
            body=TextIn,
            answer=MessageOut,
            writes=True,
        )
    )
    def patch(self, request: Request, number: int, message: int) -> Response:
        ticket, person = visible_request(request, number), person_of(request)
        said: Message = get_object_or_404(_messages(request, ticket), pk=message)
        access.require(lambda user, found: found.author_id == user.pk, person, said)
        body = body_of(request)
        only(body, ("text",))
        form = EditForm(as_sent(body))
        if not form.is_valid():
            raise problems.of_form(form)
        transitions.edit(ticket, said, form.cleaned_data["text"], by=person)
        return Response(MessageOut(_messages(request, ticket).get(pk=message)).data)


class Journal(ApiView):
    @operation(
        Operation(
            id="journal", summary="What happened, oldest first", tag="Conversation", answer=JournalLineOut, paged=True
        )
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = visible_request(request, number)
        rows = ticket.events.select_related("actor", "department")
        seen = rows if reads_notes(person_of(request), ticket) else rows.public()

        def told(lines: Sequence[RequestEvent]) -> dict[str, Any]:
            """In words, as the page of the request has them."""
            hands_over = bool(lines) and lines[0].verb == Verb.HANDED_OVER
            before = rows.filter(pk__lt=lines[0].pk).order_by("pk").last() if hands_over else None
            return {"sentences": timeline.sentences(lines, now=moment_of(request), before=before)}

        return page(request, seen, IN_TIME, Listing(JournalLineOut, prepare=told))


class Followers(ApiView):
    @operation(
        Operation(id="participants", summary="Who follows it", tag="Conversation", answer=ParticipantOut, paged=True)
    )
    def get(self, request: Request, number: int) -> Response:
        ticket = visible_request(request, number)
        return page(request, ticket.participants.select_related("user"), BY_NUMBER, Listing(ParticipantOut))


class RequestFiles(ApiView):
    @operation(Operation(id="request_files", summary="Its files", tag="Files", answer=FileOut, paged=True))
    def get(self, request: Request, number: int) -> Response:
        ticket = visible_request(request, number)
        rows = ticket.attachments.all()
        seen = rows if reads_notes(person_of(request), ticket) else rows.public()
        order = (Column("created_at", is_moment=True), Column("pk", parse=UUID))
        return page(request, seen, order, Listing(FileOut))


class FileIn(Plain):
    file = serializers.FileField()


class Files(ApiView):
    parser_classes = (MultiPartParser,)

    @operation(
        Operation(
            id="files_upload",
            summary="Upload a file",
            description="It belongs to nothing until a verb or a message names it in `files`.",
            tag="Files",
            body={"multipart/form-data": FileIn},
            answer=FileOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request) -> Response:
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            raise unfit("file", _("No file arrived. Try again."), "required")
        try:
            file = uploading.accept(upload, by=person_of(request))
        except Unwelcome as problem:
            raise unfit("file", uploading.refusal(upload, problem)) from problem
        return Response(FileOut(file).data, 201)


def _file(request: Request, pk: UUID) -> Attachment:
    person = person_of(request)
    rows = Attachment.objects.visible_to(person).select_related("request__service", "message")
    file: Attachment = get_object_or_404(rows, pk=pk)
    if departments_of(request) is not None and file.request_id is not None:
        get_object_or_404(visible_requests(request), pk=file.request_id)
    if not access.reads_file(person, file):
        raise Http404
    return file


class OneFile(ApiView):
    @operation(Operation(id="files_read", summary="One file, without its content", tag="Files", answer=FileOut))
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(FileOut(_file(request, pk)).data)

    @operation(
        Operation(
            id="files_discard", summary="Discard an own file that was not sent", tag="Files", status=204, writes=True
        )
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        file = get_object_or_404(Attachment.objects.unclaimed_by(person_of(request)), pk=pk)
        try:
            storing.discard(file)
        except Attachment.DoesNotExist:
            raise Http404 from None
        return Response(status=204)


class FileContent(ApiView):
    @operation(
        Operation(
            id="files_content",
            summary="The content of a file",
            description="Streamed. 409 while a scanner has not answered, 404 once it is removed.",
            tag="Files",
            answer=OpenApiTypes.BINARY,
        )
    )
    def get(self, request: Request, pk: UUID) -> HttpResponseBase:
        file = _file(request, pk)
        if file.is_gone:
            raise Http404
        if not file.is_ready:
            raise Problem("in_progress", headers={"Retry-After": "10"})
        return serving.download(file)


class FileRemoval(ApiView):
    @operation(
        Operation(
            id="files_remove",
            summary="Take away a file that was sent",
            tag="Files",
            body=ReasonIn,
            answer=FileOut,
            writes=True,
        )
    )
    def post(self, request: Request, pk: UUID) -> Response:
        file, person = _file(request, pk), person_of(request)
        if file.request is None:
            raise Http404
        access.require(access.can_remove_file, person, file)
        body = body_of(request)
        only(body, ("reason",))
        form = RemovalForm(as_sent(body))
        if not form.is_valid():
            raise problems.of_form(form)
        transitions.remove_file(file.request, file, form.cleaned_data["reason"], by=person)
        return Response(FileOut(_file(request, pk)).data)


class ThanksIn(Plain):
    """`to`: `person-<id>` or `department-<id>`, one of those who worked on it."""

    to = serializers.CharField(max_length=40)
    reason = serializers.ChoiceField(choices=Thanks.Reason.values, required=False)
    text = serializers.CharField(max_length=280, required=False, allow_blank=True)


class SayThanks(ApiView):
    @operation(
        Operation(id="request_thanks", summary="Say thanks", tag="Conversation", body=ThanksIn, status=204, writes=True)
    )
    def post(self, request: Request, number: int) -> Response:
        ticket, person = visible_request(request, number), person_of(request)
        access.require(access.can_thank, person, ticket)
        body = body_of(request)
        only(body, ThanksIn().fields)
        form = ThanksForm(as_sent(body), request=ticket, by=person, said=thanking.said_for(ticket))
        if not form.is_valid():
            raise problems.of_form(form)
        said = {name: form.cleaned_data[name] for name in ("text", "reason")}
        thanking.thank(ticket, form.receiver, **said, by=person, now=moment_of(request))
        return Response(status=204)
