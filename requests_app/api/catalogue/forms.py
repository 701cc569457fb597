"""What a service asks: its versions, and the draft of the next one."""

from __future__ import annotations

from math import isfinite
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app import form_drafts
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.paging import Listing, page
from requests_app.api.problems import FieldError, Problem, unfit
from requests_app.api.reading import In, Texts, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Json, Moment, Out, PersonOut, Plain
from requests_app.fields.drafting import CODE, MOST_CHOICES, MOST_QUESTIONS, PREFILLED, problems
from requests_app.fields.questions import Days, Kind, Question, Test, read_question
from requests_app.models import FormVersion, Service
from requests_app.pagination import Column

from .finding import TAG, edited_service

LAST_FIRST = (Column("number", descending=True),)
KINDS = [kind.value for kind in Kind]


class AnswerChoiceIn(In):
    code = serializers.CharField(max_length=40)
    label = Texts(most=200)  # type: ignore[assignment]


class ConditionIn(In):
    """Asked only if the answer to an earlier question `is`, `is_not`, `contains` … one of the values."""

    field = serializers.CharField(max_length=40)
    test = serializers.ChoiceField(choices=[test.value for test in Test])
    values = serializers.ListField(child=serializers.CharField(max_length=500), required=False, max_length=60)


class AskedIn(In):
    """One question. `least` and `most` count what its kind counts: characters, ticks, files, or the number itself."""

    code = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=KINDS)
    label = Texts(most=500, required=False)  # type: ignore[assignment]
    help = Texts(most=2000, required=False)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]
    default = Json(required=False)
    choices = AnswerChoiceIn(many=True, required=False)
    unit = Texts(most=40, required=False)
    whole = serializers.BooleanField(required=False)
    least = serializers.FloatField(required=False)
    most = serializers.FloatField(required=False)
    mask = serializers.CharField(max_length=200, required=False)
    mask_help = Texts(most=500, required=False)
    days = serializers.ChoiceField(choices=[day.value for day in Days if day.value], required=False)
    when = ConditionIn(required=False)

    def validate_code(self, code: str) -> str:
        if not CODE.fullmatch(code):
            raise serializers.ValidationError(_("Small letters, digits and hyphens, beginning with a letter."))
        return code

    def validate_choices(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > MOST_CHOICES:
            raise serializers.ValidationError(_("At most %(most)d answers to choose from.") % {"most": MOST_CHOICES})
        if len({row["code"] for row in rows}) < len(rows):
            raise serializers.ValidationError(_("Each code once."))
        return rows

    def validate(self, row: dict[str, Any]) -> dict[str, Any]:
        wrong = [name for name in ("least", "most") if not isfinite(row.get(name) or 0)]
        if row.get("default") is not None and (Kind(row["kind"]) not in PREFILLED or not _is_plain(row["default"])):
            wrong.append("default")
        if wrong:
            raise serializers.ValidationError({name: _("This does not fit the question.") for name in wrong})
        return row


def _is_plain(value: Any) -> bool:
    """A text or a number that the database keeps as it is."""
    if isinstance(value, str):
        return value.isprintable() or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value)
    return isinstance(value, int | float) and isfinite(value)


class FormIn(In):
    """All questions in their order: what is not among them is not asked."""

    questions = AskedIn(many=True)

    def validate_questions(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > MOST_QUESTIONS:
            text = _("At most %(most)d questions: nobody answers more.") % {"most": MOST_QUESTIONS}
            raise serializers.ValidationError(text)
        if len({row["code"] for row in rows}) < len(rows):
            raise serializers.ValidationError(_("Each code once."))
        return rows


class FormVersionOut(Out):
    """`questions` as a draft takes them; what a question does not say is not in it."""

    always = "number"
    number = serializers.IntegerField()
    questions = serializers.ListField(source="fields", child=Json())
    edited_at = Moment()
    edited_by = PersonOut(allow_null=True)
    published_at = Moment(allow_null=True)


class MissingOut(Plain):
    """What keeps a draft from being published: at which `part` of the question of this `code`."""

    code = serializers.CharField()
    part = serializers.CharField()
    text = serializers.CharField()


class DraftFormOut(FormVersionOut):
    missing = MissingOut(many=True)


class FormOut(Plain):
    """`published`: what is asked now; `draft`: what waits. Null where there is none."""

    published = FormVersionOut(allow_null=True)
    draft = DraftFormOut(allow_null=True)


def etag_of(service: Service, draft: FormVersion | None) -> str:
    return f'"form-{service.pk}-{draft.number if draft else 0}-{draft.edition if draft else 0}"'


def _told(service: Service) -> Response:
    draft, published = FormVersion.objects.draft_of(service), FormVersion.objects.in_force(service)
    told: dict[str, Any] = {"published": None, "draft": None}
    if published:
        told["published"] = FormVersionOut(published).data
    if draft:
        missing = problems(draft.questions, kinds=form_drafts.published_kinds(service))
        told["draft"] = {**FormVersionOut(draft).data, "missing": MissingOut(missing, many=True).data}
    return Response(told, headers={"ETag": etag_of(service, draft)})


def _seen(request: Request, service: Service) -> int:
    """The edition of the draft that the call was written for, 0 for none."""
    draft = FormVersion.objects.draft_of(service)
    is_exactly(request, etag_of(service, draft))
    return draft.edition if draft else 0


def _questions(rows: list[dict[str, Any]]) -> list[Question]:
    return [read_question(row) for row in rows]


class ServiceForm(ApiView):
    @operation(Operation(id="catalogue_form", summary="What it asks, and the draft", tag=TAG, answer=FormOut))
    def get(self, request: Request, department: str, code: str) -> Response:
        return _told(edited_service(request, department, code))


class Draft(ApiView):
    @operation(
        Operation(
            id="catalogue_form_draft",
            summary="Write the draft of a form, begun where there is none",
            description="`ETag` is that of the form. `missing` of the answer says what keeps it from being published.",
            tag=TAG,
            body=FormIn,
            answer=FormOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        edition = _seen(request, service)
        body = read(request, FormIn)
        try:
            questions = _questions(body["questions"])
        except (KeyError, ValueError) as problem:
            raise unfit("questions", _("This does not fit the question.")) from problem
        form_drafts.save(service, questions, edition=edition, by=person_of(request))
        return _told(service)

    @operation(
        Operation(
            id="catalogue_form_discard",
            summary="Throw the draft of a form away",
            tag=TAG,
            status=204,
            writes=True,
            guarded=True,
        )
    )
    def delete(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        form_drafts.remove(service, edition=_seen(request, service))
        return Response(status=204)


class Publication(ApiView):
    @operation(
        Operation(
            id="catalogue_form_publish",
            summary="Ask the draft from now on",
            tag=TAG,
            answer=FormOut,
            writes=True,
            guarded=True,
        )
    )
    def post(self, request: Request, department: str, code: str) -> Response:
        service = edited_service(request, department, code)
        edition, draft = _seen(request, service), FormVersion.objects.draft_of(service)
        found = problems(draft.questions, kinds=form_drafts.published_kinds(service)) if draft else []
        if found:
            errors = [FieldError(f"questions.{one.code}.{one.part}".strip("."), "invalid", one.text) for one in found]
            raise Problem("invalid", errors=errors)
        form_drafts.publish(service, edition=edition, by=person_of(request))
        return _told(service)


class Versions(ApiView):
    @operation(
        Operation(
            id="catalogue_form_versions",
            summary="What it asked when, the last first",
            tag=TAG,
            answer=FormVersionOut,
            paged=True,
        )
    )
    def get(self, request: Request, department: str, code: str) -> Response:
        rows = FormVersion.objects.of(edited_service(request, department, code)).select_related("edited_by")
        return page(request, rows, LAST_FIRST, Listing(FormVersionOut))
