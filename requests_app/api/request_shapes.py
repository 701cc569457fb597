"""A request, what is said about it, and what happened to it, as answers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import access
from requests_app.models import Message, RequestEvent, ServiceRequest
from requests_app.states import Status

from .shapes import DepartmentRef, Json, Moment, Out, PersonOut, Plain, ServiceRef

STATUSES = [status.value for status in Status]


class RequestOut(Out):
    """A request as in a list. `priority` is 1 (low) to 4 (critical), `due_at` the soonest promise."""

    always = "number"
    number = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    priority = serializers.IntegerField()
    service = ServiceRef()
    department = DepartmentRef()
    requester = PersonOut()
    assignee = PersonOut(allow_null=True)
    channel = serializers.CharField()
    filed_at = Moment()
    updated_at = Moment()
    resolved_at = Moment(allow_null=True)
    closed_at = Moment(allow_null=True)
    promised_at = Moment(allow_null=True)
    due_at = Moment(allow_null=True)
    version = serializers.IntegerField()
    path = serializers.SerializerMethodField()

    def get_path(self, request: ServiceRequest) -> str:
        """Of its page in the portal."""
        return f"/requests/{request.pk}/"


class WaitOut(Plain):
    """Why it rests; `until` is when it comes back by itself."""

    reason = serializers.CharField(source="reason.code", default=None, allow_null=True)
    until = Moment(allow_null=True)


class RequestDetailOut(RequestOut):
    """The whole request. `answers` are by code of the question, `form` is the version they answer."""

    description = serializers.CharField()
    impact = serializers.IntegerField()
    urgency = serializers.IntegerField()
    needed_by = serializers.DateField(allow_null=True)
    outside_party = serializers.CharField()
    filed_by = PersonOut()
    asking_department = DepartmentRef(allow_null=True)
    parent = serializers.SerializerMethodField()  # type: ignore[assignment]
    form = serializers.IntegerField(source="form.number", default=None, allow_null=True)
    answers = Json()

    @extend_schema_field({"type": ["integer", "null"]})
    def get_parent(self, request: ServiceRequest) -> int | None:
        """The request it was filed for, where the reader may know of it."""
        return request.parent_id if self.context.get("sees_parent") else None


class FileOut(Out):
    """`check` is what the virus scanner says; a file that is removed keeps its name."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()
    size = serializers.IntegerField()
    content_type = serializers.CharField()
    check = serializers.CharField(source="check_state")
    is_removed = serializers.BooleanField(source="is_gone")
    uploaded_at = Moment(source="created_at")


class MessageOut(Out):
    """`internal`: only those who serve read it. `text` is Markdown."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=Message.Kind.values)
    author = PersonOut(allow_null=True)
    at = Moment()
    text = serializers.CharField()
    internal = serializers.BooleanField(source="is_internal")
    files = serializers.SerializerMethodField()

    @extend_schema_field(FileOut(many=True))
    def get_files(self, message: Message) -> list[dict[str, Any]]:
        return [FileOut(one).data for one in message.attachments.all()]


class JournalLineOut(Out):
    """A line of the journal; without an actor the portal did it. `message` names what was said with it.

    `sentence`: the same in words, in the reader's language; programs go by `verb`.
    """

    id = serializers.IntegerField(source="pk")
    verb = serializers.CharField()
    at = Moment()
    actor = PersonOut(allow_null=True)
    old_status = serializers.CharField()
    new_status = serializers.CharField()
    department = DepartmentRef()
    message = serializers.IntegerField(source="message_id", allow_null=True)
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, event: RequestEvent) -> str:
        told: str = self.context["sentences"][event.pk]
        return told


class ParticipantOut(Out):
    id = serializers.IntegerField(source="pk")
    person = PersonOut(source="user")
    can_write = serializers.BooleanField()


class OfferedVerbOut(Plain):
    """A verb that fits now. `guarded`: it needs If-Match. Post to `path`."""

    verb = serializers.CharField()
    title = serializers.CharField()
    guarded = serializers.BooleanField()
    path = serializers.CharField()


def etag_of(request: ServiceRequest) -> str:
    """Changes with every verb; what an edit names in If-Match."""
    return f'"{request.pk}-{request.version}"'


def reads_notes(person: Any, request: ServiceRequest) -> bool:
    return access.sees_notes(person, request)
