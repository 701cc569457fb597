"""Entries of a timeline are put together in Python: whatever people wrote stays text, and templates draw the same."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.safestring import SafeString
from django.utils.timezone import override

from requests_app import transitions
from requests_app.bubbles import Entry
from requests_app.due_html import due_html
from requests_app.entry_html import entry_html
from requests_app.models import Service, User
from tests.conftest import SignedIn
from tests.make import make_request, utc

HOSTILE = "<script>alert('x')</script> & \"quoted\""
AT = utc(2026, 6, 11, 14)


@pytest.mark.parametrize("kind", ["public", "internal", "event"])
def test_what_people_wrote_is_escaped(kind: str) -> None:
    entry = Entry(kind, AT, HOSTILE, "event-1", name=HOSTILE, initials="<b", sub=HOSTILE, icon="play")
    html = entry_html(entry, HOSTILE, HOSTILE)
    assert "<script" not in html
    assert '"quoted"' not in html
    assert "&lt;script&gt;" in html


def test_safe_html_of_a_message_stays() -> None:
    entry = Entry("public", AT, SafeString("<p><strong>Yes</strong></p>"), "event-1", name="Olga")
    assert '<div class="prose md"><p><strong>Yes</strong></p></div>' in entry_html(entry, "today")


def test_a_moment_is_written_in_the_zone_of_its_reader() -> None:
    with override("Asia/Shanghai"):
        assert 'datetime="2026-06-11T22:00:00+08:00"' in due_html(AT, "today")


def test_inside_a_link_nothing_takes_the_focus() -> None:
    assert 'tabindex="0"' in due_html(AT, "today", "exactly")
    assert "tabindex" not in due_html(AT, "today", "exactly", still=True)


def test_the_components_draw_the_same() -> None:
    said = {"kind": "internal", "name": "Olga", "initials": "OP", "at": AT, "when": "today", "exact": "11 June"}
    drawn = entry_html(Entry("internal", AT, "Hello", "e1", name="Olga", initials="OP"), "today", "11 June")
    assert (
        render_to_string("components/timeline_entry.html", {**said, "text": "Hello", "anchor": "e1"}).strip() == drawn
    )
    due = render_to_string("components/due_phrase.html", {"at": AT, "text": "today", "exact": "11 June"})
    assert due.strip() == due_html(AT, "today", "11 June")


@pytest.mark.django_db
def test_a_hostile_name_stays_text_on_the_page(laptop: Service, li_wei: User, olga: User, sign_in: SignedIn) -> None:
    User.objects.filter(pk=olga.pk).update(display_name=HOSTILE)
    request = make_request(laptop, li_wei)
    transitions.reply(request, "We have it", by=User.objects.get(pk=olga.pk))
    client: Client = sign_in(li_wei)
    page = client.get(f"/requests/{request.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
