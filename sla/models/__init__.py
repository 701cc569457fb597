from .calendars import BusinessCalendar, CalendarDraft, CalendarVersion
from .clocks import INTERNAL, Clock, ClockEvent, ClockSegment, Metric
from .history import PackedHistory
from .jobs import ClockAudit, Recalculation
from .standards import ChecklistCheck, ChecklistTick, Scope, ServiceStandard, StandardComment, StandardTarget

__all__ = [
    "INTERNAL",
    "BusinessCalendar",
    "CalendarDraft",
    "CalendarVersion",
    "ChecklistCheck",
    "ChecklistTick",
    "Clock",
    "ClockAudit",
    "ClockEvent",
    "ClockSegment",
    "Metric",
    "PackedHistory",
    "Recalculation",
    "Scope",
    "ServiceStandard",
    "StandardComment",
    "StandardTarget",
]
