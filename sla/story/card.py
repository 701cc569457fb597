"""The card “What was promised” on the page of a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from requests_app.models import ServiceRequest, User
from requests_app.phrases import sentences as in_a_row
from sla.calendar.instants import to_us
from sla.cells import tone_of
from sla.models import Clock, Metric, ServiceStandard
from sla.story import bar, verdict
from sla.story.lives import Life, lives_of
from sla.story.moments import Table, table_of
from sla.story.sentences import sentences
from sla.story.voice import Voice, voice_for


@dataclass(frozen=True, slots=True)
class Story:
    """What components/clock_bar.html draws, and what stands behind it. `off`: words for closed time, now."""

    label: str
    tag: str
    tone: str
    off: str
    bars: list[bar.Bar]
    mark: float | None
    text: str
    sentences: list[str]
    table: Table


@dataclass(frozen=True, slots=True)
class Card:
    """`earlier`: rounds that are over, and the shares of departments that handed it on."""

    stories: list[Story]
    earlier: list[Story]
    legend: list[tuple[str, str]]
    standard: ServiceStandard | None
    why_url: str
    off_hours: str


def card_of(request: ServiceRequest, reader: User, now: datetime) -> Card | None:
    """The clocks of a request as this reader is told of them; None where there are none."""
    voice = voice_for(request, reader, now, html=True)
    lives = lives_of(request, reader, voice)
    if not lives:
        return None
    latest = _latest(lives, request)
    now_told = [_story(life, voice) for life in lives if life in latest]
    return Card(
        stories=now_told,
        earlier=[_story(life, voice) for life in lives if life not in latest],
        legend=_legend(now_told),
        standard=next((life.clock.standard for life in lives if life.clock.standard), None),
        why_url=reverse("sla:why", args=[request.pk]),
        off_hours=next(filter(None, (verdict.off_hours(life) for life in latest)), ""),
    )


def _story(life: Life, voice: Voice) -> Story:
    plain = replace(voice, html=False)
    bars, mark = bar.draw(life)
    return Story(
        label=label_of(life.clock),
        tag=verdict.tag(life),
        tone=tone_of(life.account, to_us(life.now)),
        off=pgettext("clock", "off hours") if life.is_off_hours else "",
        bars=bars,
        mark=mark,
        text=in_a_row([verdict.sentence(life, plain), *verdict.rests(life, plain)]),
        sentences=sentences(life, voice),
        table=table_of(life, voice),
    )


def label_of(clock: Clock) -> str:
    """“Next answer, no. 3”; a share with the name of the department."""
    label = str(Metric(clock.metric).label)
    if clock.department is not None:
        label = _("%(what)s: %(department)s") % {"what": label, "department": clock.department}
    if clock.cycle > 1:
        label = _("%(what)s, no. %(number)s") % {"what": label, "number": clock.cycle}
    return label


def _latest(lives: list[Life], request: ServiceRequest) -> list[Life]:
    newest = {(life.clock.metric, life.clock.department_id): life for life in lives}  # lives come by cycle
    shares = {None, request.department_id}
    return [life for life in newest.values() if life.clock.department_id in shares]


def _legend(stories: list[Story]) -> list[tuple[str, str]]:
    drawn = {one.kind for story in stories for one in story.bars}
    return [(kind, words) for kind, words in bar.kinds().items() if kind in drawn]
