"""Clocks and standards as the API writes them. They only translate: what is told to whom is decided in `sla.story`."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from sla.calendar.instants import SECOND, from_us
from sla.story import Life, Part, label_of, sentences, verdict

if TYPE_CHECKING:
    Plain = serializers.Serializer[Any]
    Number = serializers.Field[int, int, float, Any]
else:
    Plain, Number = serializers.Serializer, serializers.Field


class Moment(serializers.DateTimeField):
    """In UTC, whatever the reader's zone is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


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

    kind = serializers.CharField()
    reason = serializers.CharField()
    working_seconds = Seconds(source="worked")
    calendar_version = serializers.IntegerField(source="version.number")

    def to_representation(self, part: Part) -> dict[str, Any]:
        ends = {"from": from_us(part.since), "to": None if part.is_open else from_us(part.until)}
        moment = Moment()
        return {
            **super().to_representation(part),
            **{name: at and moment.to_representation(at) for name, at in ends.items()},
        }


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
    department = serializers.CharField(source="clock.department.code", default=None)
    state = serializers.CharField(source="clock.state")
    is_off_hours = serializers.BooleanField()
    target_seconds = Seconds(source="clock.target_us")
    consumed_seconds = Seconds(source="consumed")
    remaining_seconds = Seconds(source="left")
    due_at = Moment(source="clock.due_at")
    is_pinned = serializers.BooleanField(source="clock.is_pinned")
    started_at = Moment(source="clock.started_at")
    stopped_at = Moment(source="clock.stopped_at")
    breached_at = Moment(source="clock.breached_at")
    standard = StandardOut(source="clock.standard")
    calendar = CalendarOut(source="clock.calendar_version")
    segments = SegmentOut(source="parts", many=True)
    events = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    story = serializers.SerializerMethodField()

    def get_name(self, life: Life) -> str:
        return label_of(life.clock)

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

    given = StandardOut()
    applied_at = Moment()
    at = Moment(source="explanation.at")
    chosen = StandardOut(source="explanation.standard")
    considered = ReasonOut(source="explanation.reasons", many=True)
