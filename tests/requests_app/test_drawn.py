"""Components that are remembered: for each language and zone their own, and hostile names harmless."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from requests_app.drawn import component
from requests_app.models import Department, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_request, make_service, utc

HOSTILE = '<script>alert("x")</script>&\''


def test_it_is_what_an_include_gives() -> None:
    args = {"label": HOSTILE, "tone": "late", "icon": "clock"}
    included = Template('{% include "components/badge.html" with label=label tone=tone icon=icon only %}')
    assert component("components/badge.html", **args) == included.render(Context(args))
    assert "<script" not in component("components/badge.html", **args)


def test_what_is_marked_as_safe_never_stands_for_what_somebody_typed() -> None:
    def drawn(label: str) -> str:
        return component("components/badge.html", label=label, tone="late", icon="clock")

    assert "<i>R</i>" in drawn(mark_safe("<i>R</i>"))
    assert "&lt;i&gt;R&lt;/i&gt;" in drawn("<i>R</i>")


def test_each_language_and_zone_has_its_own() -> None:
    def drawn() -> str:
        return component("components/clock_cell.html", due_at=utc(2026, 6, 9, 12), state="running", text="x", label="y")

    with translation.override("en"), timezone.override("UTC"):
        first = drawn()
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        second = drawn()
    with translation.override("ru"), timezone.override("UTC"):
        third = drawn()
    assert "2026-06-09T12:00:00+00:00" in first
    assert "2026-06-09T20:00:00+08:00" in second
    assert len({first, second, third}) == 3


@pytest.mark.django_db
def test_a_queue_shows_hostile_words_as_words(
    it: Department, li_wei: User, olga: User, sign_in: SignedIn, laptop_request: ServiceRequest
) -> None:
    User.objects.filter(pk=li_wei.pk).update(display_name=HOSTILE[:60])
    User.objects.filter(pk=olga.pk).update(display_name=HOSTILE[:60])
    service = make_service(it, "hostile")
    service.name = {"en": HOSTILE}
    service.save()
    make_request(service, li_wei, title=HOSTILE)
    columns = "&".join(f"column={name}" for name in ("requester", "from", "service", "state", "owner", "due", "filed"))
    page = sign_in(olga).get(f"/queue/it/?view=open&{columns}&q=").content.decode()
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#x27;" in page
    assert '<script>alert("x")' not in page
