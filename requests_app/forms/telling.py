"""What somebody is told of, in which ways and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.models import NotificationChoice, NotificationSettings, Told, User
from requests_app.notifications import topics
from requests_app.notifications.topics import Topic


@dataclass(frozen=True, slots=True)
class Cell:
    """One way of one topic, none where it is not offered; `because` says why it cannot be switched off."""

    field: forms.BoundField | None
    way: str
    because: str


@dataclass(frozen=True, slots=True)
class Row:
    topic: Topic
    cells: list[Cell]


class TellingForm(forms.ModelForm):  # type: ignore[type-arg]
    """The settings, and a box for each topic and way."""

    class Meta:
        model = NotificationSettings
        fields = ("pace", "daily_at", "outside", "from_time", "until_time")
        widgets = {
            "pace": forms.RadioSelect,
            "outside": forms.RadioSelect,
            "daily_at": forms.Select(choices=[(hour, f"{hour:02}:00") for hour in range(24)]),
            "from_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "until_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        labels = {
            "pace": _("Mails come"),
            "daily_at": _("Time of the daily mail"),
            "outside": _("Outside my working hours I get"),
            "from_time": _("My hours begin"),
            "until_time": _("My hours end"),
        }

    def __init__(self, *args: Any, person: User, ways: list[Told], **kwargs: Any) -> None:
        mine = NotificationSettings.objects.filter(person=person).first()
        kwargs["instance"] = mine or NotificationSettings(person=person)
        super().__init__(*args, **kwargs)
        self.person, self.ways, self.topics = person, ways, topics.topics_of(person)
        self._chosen = {(one.topic, one.way): one.wanted for one in person.notification_choices.all()}
        for topic in self.topics:
            for way in self._offered(topic):
                self.fields[_name(topic, way)] = self._box(topic, way)

    def _box(self, topic: Topic, way: Told) -> forms.BooleanField:
        label = _("%(topic)s: %(way)s") % {"topic": topic.name, "way": way.label}
        fixed = bool(topic.because(way))
        wanted = fixed or self._chosen.get((topic.code, way.value), topic.usual(way))
        box = forms.BooleanField(label=label, required=False, initial=wanted, disabled=fixed)
        box.widget.attrs["aria-label"] = label
        return box

    def _offered(self, topic: Topic) -> list[Told]:
        return [way for way in self.ways if topic.offers(way)]

    def rows(self) -> Iterator[Row]:
        for topic in self.topics:
            cells = [
                Cell(self[_name(topic, way)] if topic.offers(way) else None, str(way.label), topic.because(way))
                for way in self.ways
            ]
            yield Row(topic, cells)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = data.get("from_time"), data.get("until_time")
        if "from_time" not in self.errors and "until_time" not in self.errors:
            if (begins is None) != (ends is None):
                self.add_error("until_time" if ends is None else "from_time", _("Give both times, or neither."))
            elif begins is not None and ends is not None and begins >= ends:
                self.add_error("until_time", _("The hours end before they begin."))
        return data

    def save(self, commit: bool = True) -> NotificationSettings:
        """The settings, and of the boxes those that differ from what the portal does by itself."""
        kept: NotificationSettings = super().save(commit)
        offered = [topic.code for topic in self.topics]
        self.person.notification_choices.filter(way__in=self.ways, topic__in=offered).delete()
        NotificationChoice.objects.bulk_create(self._differences())
        return kept

    def _differences(self) -> list[NotificationChoice]:
        offered = [(topic, way) for topic in self.topics for way in self._offered(topic)]
        boxes = [(topic, way, self.cleaned_data[_name(topic, way)]) for topic, way in offered]
        return [
            NotificationChoice(person=self.person, topic=topic.code, way=way, wanted=wanted)
            for topic, way, wanted in boxes
            if wanted != topic.usual(way)
        ]


def _name(topic: Topic, way: Told) -> str:
    return f"{way.value}_{topic.code}"
