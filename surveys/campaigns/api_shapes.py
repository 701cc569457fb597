"""Surveys as answers, and what a program says of them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import serializers

from requests_app.api.reading import In, Texts
from requests_app.api.shapes import DepartmentRef, Languages, Moment, Out, Plain
from surveys.models import Campaign
from surveys.rules import FEWEST_INVITED, MOST_REMINDERS


class SurveyOut(Out):
    """`status`: draft, starting, scheduled, open, closed or cancelled. `invited` is null below ten people."""

    id = serializers.UUIDField(source="pk")
    title = serializers.CharField()
    titles = Languages(source="title")
    status = serializers.CharField(source="state")
    questionnaire = serializers.IntegerField(source="questionnaire_id")
    owner = DepartmentRef(allow_null=True)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    reminders = serializers.IntegerField()
    invited = serializers.SerializerMethodField()

    def get_invited(self, campaign: Campaign) -> int | None:
        return campaign.invited if campaign.invited >= FEWEST_INVITED else None


class SurveyDetailOut(SurveyOut):
    about = DepartmentRef(many=True)
    audience = DepartmentRef(source="audience_departments", many=True)
    sample_size = serializers.IntegerField(allow_null=True)
    k = serializers.IntegerField()
    results_for = serializers.CharField()


class SurveyIn(In):
    """`owner` null: the company. `about`, `audience`: codes; no `audience`: people of all departments."""

    titles = Texts(most=120)
    purpose = Texts(most=600, required=False)
    questionnaire = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    owner = serializers.CharField(max_length=100, allow_null=True)
    about = serializers.ListField(child=serializers.CharField(max_length=100), max_length=500)
    audience = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=500)
    sample_size = serializers.IntegerField(min_value=1, max_value=100_000, required=False, allow_null=True)
    opens_on = serializers.DateField(required=False)
    closes_on = serializers.DateField(required=False)
    reminders = serializers.IntegerField(min_value=0, max_value=MOST_REMINDERS, required=False)

    def validate_titles(self, texts: dict[str, str]) -> dict[str, str]:
        if not texts:
            raise serializers.ValidationError(_("Give it a title in at least one language."))
        return texts


class ExtensionIn(In):
    """`until`: the new last day."""

    until = serializers.DateField()


class ResultRowOut(Plain):
    """As in the exported file: `beyond` says where only a bound may be told."""

    group = serializers.CharField()
    question = serializers.CharField()
    figure = serializers.CharField()
    value = serializers.CharField()
    beyond = serializers.CharField()
    low = serializers.CharField()
    high = serializers.CharField()
    answers = serializers.CharField()


class ResultsOut(Plain):
    released_at = Moment(allow_null=True)
    rows = ResultRowOut(many=True)
