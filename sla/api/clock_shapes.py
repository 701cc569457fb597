"""Clocks and standards as the API writes them. They only translate: what is told to whom is decided in `sla.story`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from requests_app.api.shapes import Moment
from sla.calendar.instants import SECOND, from_us
from sla.story import Life, Part, label_of, sentences, verdict

if TYPE_CHECKING:
    Plain = serializers.Serializer[Any]
    Number = serializers.Field[int, int, float, Any]
else:
    Plain, Number = serializers.Serializer, serializers.Field


@extend_schema_field({"type": "number"})
class Seconds(Number):
    """Microseconds as seconds; nothing is rounded."""

    def to_representation(self, value: int) -> float:
        return value / SECOND


class StandardOut(Plain):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")
    version = serializers.IntegerField(source="number")


class CalendarOut(Plain):
    code = serializers.CharField(source="calendar.code")
    version = serializers.IntegerField(source="number")
    zone = serializers.CharField(source="working_calendar.spec.zone.key")


class SegmentOut(Plain):
    """A `sla.story.Part`. `working_seconds` of a rest is the working time it took; only runs count."""

    def get_fields(self) -> dict[str, Any]:
        # Declared here, since `from` is no name in Python.
        return {
            "kind": serializers.CharField(),
            "reason": serializers.CharField(),
            "working_seconds": Seconds(source="worked"),
            "calendar_version": serializers.IntegerField(source="version.number"),
            "from": serializers.SerializerMethodField(method_name="begin"),
            "to": serializers.SerializerMethodField(method_name="end"),
        }

    @extend_schema_field(Moment())
    def begin(self, part: Part) -> str:
        return str(Moment().to_representation(from_us(part.since)))

    @extend_schema_field(Moment(allow_null=True))
    def end(self, part: Part) -> str | None:
        return None if part.is_open else str(Moment().to_representation(from_us(part.until)))


class EventOut(Plain):
    step = serializers.CharField()
    kind = serializers.CharField()
    occurred_at = Moment()
    detected_at = Moment()
    action = serializers.CharField()
    outcome = serializers.CharField()


class ClockOut(Plain):
    """A `sla.story.Life`; the context has the `voice` in which it is told."""

    metric = serializers.CharField(source="clock.metric")
    name = serializers.SerializerMethodField()
    cycle = serializers.IntegerField(source="clock.cycle")
    department = serializers.CharField(source="clock.department.code", default=None, allow_null=True)
    state = serializers.CharField(source="clock.state")
    is_off_hours = serializers.BooleanField()
    target_seconds = Seconds(source="clock.target_us", allow_null=True)
    consumed_seconds = Seconds(source="consumed")
    remaining_seconds = Seconds(source="left", allow_null=True)
    due_at = Moment(source="clock.due_at", allow_null=True)
    is_pinned = serializers.BooleanField(source="clock.is_pinned")
    started_at = Moment(source="clock.started_at")
    stopped_at = Moment(source="clock.stopped_at", allow_null=True)
    breached_at = Moment(source="clock.breached_at", allow_null=True)
    standard = StandardOut(source="clock.standard", allow_null=True)
    calendar = CalendarOut(source="clock.calendar_version")
    segments = SegmentOut(source="parts", many=True)
    events = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    story = serializers.SerializerMethodField()

    def get_name(self, life: Life) -> str:
        return label_of(life.clock)

    @extend_schema_field(EventOut(many=True))
    def get_events(self, life: Life) -> list[dict[str, Any]]:
        """Warnings and what was done about them are the department's; that it broke is everybody's."""
        return [EventOut(event).data for event in life.events_for(self.context["voice"])]

    def get_summary(self, life: Life) -> str:
        return verdict.sentence(life, self.context["voice"])

    def get_story(self, life: Life) -> list[str]:
        return sentences(life, self.context["voice"])


class ReasonOut(Plain):
    standard = StandardOut()
    applies = serializers.BooleanField()
    why = serializers.CharField()


class WhyOut(Plain):
    """A `sla.explaining.Story`. `chosen`: what the order of standards gives `at` that moment; `given`: what counts."""

    given = StandardOut(allow_null=True)
    applied_at = Moment(allow_null=True)
    at = Moment(source="explanation.at")
    chosen = StandardOut(source="explanation.standard", allow_null=True)
    considered = ReasonOut(source="explanation.reasons", many=True)


class ClocksOut(Plain):
    """All clocks of a request that the reader may know of, as they stand `at`."""

    request = serializers.IntegerField()
    at = Moment()
    clocks = ClockOut(many=True)


class RequestStandardOut(WhyOut):
    request = serializers.IntegerField()
