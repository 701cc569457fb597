"""What a department wants agreed to before it begins: its services' rules, and the groups that decide."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app import approval_rules
from requests_app.api.base import ApiView, Request, Response, person_of
from requests_app.api.editing import checked, digest_of
from requests_app.api.paging import BY_NUMBER, Listing, one, page
from requests_app.api.problems import Problem
from requests_app.api.reading import In, Texts, is_exactly, read
from requests_app.api.schema import Operation, operation
from requests_app.api.shapes import Languages, Out, PersonOut, Plain
from requests_app.forms.approving import AT_ONCE, IN_ORDER, MOST_PEOPLE, GroupForm, RuleForm
from requests_app.models import ApprovalRule, ApproverGroup, Chosen, Department, Service, ServiceApproval

from .finding import TAG, edited_department, edited_service

# 0: all of them.
MOST_NEEDED = 5


class ApprovalStepOut(Plain):
    """`who`: people, manager, head or group. `needed`: how many have to agree, 0 for all who are asked."""

    who = serializers.ChoiceField(source="chosen", choices=Chosen.values)
    people = serializers.SerializerMethodField()
    group = serializers.IntegerField(source="group_id", allow_null=True)
    needed = serializers.IntegerField()

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_people(self, step: ServiceApproval) -> list[str]:
        return [person.email for person in step.people.all()]


class ApprovalRuleOut(Plain):
    """Without steps nothing has to be agreed to. `questions`: what is to be approved, by language."""

    questions = Languages(source="question")
    in_order = serializers.BooleanField()
    steps = serializers.SerializerMethodField()

    @extend_schema_field(ApprovalStepOut(many=True))
    def get_steps(self, rule: ApprovalRule) -> Any:
        rows = rule.steps.prefetch_related("people") if rule.pk else []
        return ApprovalStepOut(rows, many=True).data


class ApprovalStepIn(In):
    """`people`: addresses, where `who` is `people`; `group`: an id, where it is `group`."""

    who = serializers.ChoiceField(choices=Chosen.values)
    people = serializers.ListField(child=serializers.CharField(max_length=254), required=False, max_length=MOST_PEOPLE)
    group = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False, allow_null=True)
    needed = serializers.IntegerField(min_value=0, max_value=MOST_NEEDED, required=False)


class ApprovalRuleIn(In):
    """`steps` in their order, at most four; none: nothing has to be agreed to any more."""

    questions = Texts(most=2000, required=False)
    in_order = serializers.BooleanField(required=False)
    steps = ApprovalStepIn(many=True, required=False)

    def validate_steps(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(rows) > RuleForm.STEPS:
            raise serializers.ValidationError(_("At most %(most)d steps.") % {"most": RuleForm.STEPS})
        return rows


def _field(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def _as_fields(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """As the form of the page calls them; empty ones behind the last."""
    said: dict[str, Any] = {}
    for number in range(1, RuleForm.STEPS + 1):
        step = steps[number - 1] if number <= len(steps) else {}
        who = step.get("who", "")
        said[_field("who", number)] = f"group-{step.get('group')}" if who == Chosen.GROUP else who
        said[_field("approver", number)] = ", ".join(step.get("people", []))
        said[_field("needed", number)] = step.get("needed", "")
    return said


def _step_names() -> dict[str, str]:
    """Fields of the form as the body calls them."""
    members = {"who": "who", "approver": "people", "needed": "needed"}
    steps = range(1, RuleForm.STEPS + 1)
    return {_field(name, number): f"steps.{number - 1}.{told}" for name, told in members.items() for number in steps}


def _rule_told(service: Service) -> Response:
    rule = ApprovalRule.objects.filter(service=service).first()
    told = ApprovalRuleOut(rule or ApprovalRule(question={})).data
    return Response(told, headers={"ETag": digest_of("approval-rule", service.pk, repr(told))})


class Rule(ApiView):
    @operation(Operation(id="catalogue_rule", summary="What has to be agreed to", tag=TAG, answer=ApprovalRuleOut))
    def get(self, request: Request, department: str, code: str) -> Response:
        return _rule_told(edited_service(request, department, code))

    @operation(
        Operation(
            id="catalogue_rule_set",
            summary="Say what has to be agreed to; open rounds go on as they are",
            tag=TAG,
            body=ApprovalRuleIn,
            answer=ApprovalRuleOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, department: str, code: str) -> Response:
        service, body = edited_service(request, department, code), read(request, ApprovalRuleIn)
        if "in_order" in body:
            body["in_order"] = IN_ORDER if body["in_order"] else AT_ONCE
        if "steps" in body:
            body |= _as_fields(body.pop("steps"))
        with transaction.atomic():
            # Held while it is compared and changed: nobody comes in between.
            Service.objects.select_for_update(no_key=True).get(pk=service.pk)
            is_exactly(request, _rule_told(service)["ETag"])
            make = partial(RuleForm, rule=ApprovalRule.objects.filter(service=service).first())
            form = checked(make, body, {"questions": "question"}, _step_names())
            question, by = form.question(), person_of(request)
            approval_rules.set_rule(service, question, form.wanted(), in_order=form.wants_order, by=by)
        return _rule_told(service)


class GroupOut(Out):
    id = serializers.IntegerField(source="pk")
    names = Languages(source="name")
    members = PersonOut(many=True)


class GroupIn(In):
    """`members`: addresses, all of them."""

    names = Texts(most=80)
    members = serializers.ListField(child=serializers.CharField(max_length=254), min_length=1, max_length=MOST_PEOPLE)


def _groups(department: Department) -> Any:
    return ApproverGroup.objects.of(department).prefetch_related("members")


def _group_etag(group: ApproverGroup) -> str:
    return digest_of("group", group.pk, sorted(group.name.items()), sorted(one.pk for one in group.members.all()))


def _group_told(request: Request, department: Department, pk: int, status: int = 200) -> Response:
    group = get_object_or_404(_groups(department), pk=pk)
    headers = {"ETag": _group_etag(group)}
    if status == 201:
        headers["Location"] = f"/api/v1/catalogue/{department.code}/approver-groups/{pk}/"
    return Response(one(request, group, GroupOut), status, headers=headers)


def _save(request: Request, group: ApproverGroup, body: dict[str, Any]) -> ApproverGroup:
    if "members" in body:
        body["members"] = ", ".join(body["members"])
    form = checked(partial(GroupForm, group=group), body, {"names": "name"})
    return approval_rules.save_group(group, form.name(), form.cleaned_data["members"], by=person_of(request))


def _held(request: Request, department: Department, pk: int) -> ApproverGroup:
    """Held while it is compared and changed: nobody comes in between. Within a transaction."""
    found: ApproverGroup = get_object_or_404(_groups(department).select_for_update(), pk=pk)
    is_exactly(request, _group_etag(found))
    return found


class Groups(ApiView):
    @operation(
        Operation(
            id="catalogue_groups",
            summary="Groups that decide for a department",
            tag=TAG,
            answer=GroupOut,
            paged=True,
        )
    )
    def get(self, request: Request, department: str) -> Response:
        return page(request, _groups(edited_department(request, department)), BY_NUMBER, Listing(GroupOut))

    @operation(
        Operation(
            id="catalogue_group_begin",
            summary="Begin a group",
            tag=TAG,
            body=GroupIn,
            answer=GroupOut,
            status=201,
            writes=True,
        )
    )
    def post(self, request: Request, department: str) -> Response:
        found = edited_department(request, department)
        saved = _save(request, ApproverGroup(department=found), read(request, GroupIn))
        return _group_told(request, found, saved.pk, 201)


class OneGroup(ApiView):
    @operation(Operation(id="catalogue_group", summary="One group", tag=TAG, answer=GroupOut))
    def get(self, request: Request, department: str, pk: int) -> Response:
        return _group_told(request, edited_department(request, department), pk)

    @operation(
        Operation(
            id="catalogue_group_edit",
            summary="Change a group; open rounds keep those they asked",
            tag=TAG,
            body=GroupIn,
            answer=GroupOut,
            writes=True,
            guarded=True,
        )
    )
    def patch(self, request: Request, department: str, pk: int) -> Response:
        found = edited_department(request, department)
        with transaction.atomic():
            _save(request, _held(request, found, pk), read(request, GroupIn, partial=True))
        return _group_told(request, found, pk)

    @operation(
        Operation(
            id="catalogue_group_remove",
            summary="Remove a group that no rule names",
            tag=TAG,
            status=204,
            writes=True,
            guarded=True,
        )
    )
    def delete(self, request: Request, department: str, pk: int) -> Response:
        found = edited_department(request, department)
        with transaction.atomic():
            group = _held(request, found, pk)
            if approval_rules.is_used(group):
                text = _("A rule names “%(name)s”. Change the rule first.") % {"name": group}
                raise Problem("refused", text)
            approval_rules.remove_group(group, by=person_of(request))
        return Response(status=204)
