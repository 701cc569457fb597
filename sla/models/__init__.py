from .calendars import BusinessCalendar, CalendarVersion
from .clocks import Clock, ClockEvent, ClockSegment, Metric
from .standards import ServiceStandard, StandardTarget

__all__ = [
    "BusinessCalendar",
    "CalendarVersion",
    "Clock",
    "ClockEvent",
    "ClockSegment",
    "Metric",
    "ServiceStandard",
    "StandardTarget",
]
