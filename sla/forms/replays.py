"""Over which days a draft is replayed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from requests_app.forms.offering import offer
from sla.replay.plan import Period

LAST = (30, 90, 365)
USUAL = "90"
CHOSEN = "chosen"
LONGEST = timedelta(days=5 * 366)


class PeriodForm(forms.Form):
    """Of an address: `days=90`, or `days=chosen&from=2026-01-01&to=2026-03-31`, as days of the calendar's zone."""

    days = forms.ChoiceField(label=_("Requests filed in"), required=False)

    def __init__(self, data: QueryDict, *, now: datetime, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.now, self.zone = now, zone
        last = [(str(days), _("the last %(days)s days") % {"days": days}) for days in LAST]
        offer(self, "days", [*last, (CHOSEN, _("chosen days"))])
        for name, label in (("from", _("From")), ("to", _("Up to and including"))):
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("from"), data.get("to")
        if data.get("days") != CHOSEN:
            return data
        for name, day in (("from", first), ("to", last)):
            if day is not None and not 1901 <= day.year <= 2198:
                self.add_error(name, _("Calendars know the years 1900 to 2199 only."))
        if first is None or last is None:
            if not self.errors:
                self.add_error("from" if first is None else "to", _("Say from which day to which."))
        elif last < first:
            self.add_error("to", _("The last day lies before the first."))
        elif last - first > LONGEST:
            self.add_error("to", _("Choose five years at most."))
        return data

    def period(self) -> Period:
        """Of a valid form; a range that reaches into the future ends now."""
        chosen = self.cleaned_data["days"] or USUAL
        if chosen != CHOSEN:
            return Period.last(int(chosen), now=self.now)
        since = self._midnight(self.cleaned_data["from"])
        until = self._midnight(self.cleaned_data["to"] + timedelta(days=1))
        return Period(since, max(min(until, self.now), since))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


def query_of(period: Period, zone: ZoneInfo) -> str:
    """The address of a page about this period, as `PeriodForm` reads it."""
    query = QueryDict(mutable=True)
    if period.days in LAST:
        query["days"] = str(period.days)
    else:
        last = (period.until - timedelta(microseconds=1)).astimezone(zone).date()
        query.update({"days": CHOSEN, "from": period.since.astimezone(zone).date().isoformat(), "to": last.isoformat()})
    return query.urlencode()
