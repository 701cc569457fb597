"""The language nobody speaks: for whoever asks for it, in the demo and while debugging only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import ngettext, pgettext

from requests_app import pseudo


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Save", "⟦Šáávéé⟧"),
        ("%(name)s asks {who}", "⟦%(name)s ááškš {who}⟧"),
        ('Read <a href="/all/">all</a> &amp; go', '⟦Rééáád <a href="/all/">ááll</a> &amp; góó⟧'),
        ("100 %", "100 %"),
        ("; ", "; "),
    ],
)
def test_what_it_says(text: str, told: str) -> None:
    assert pseudo.said(text) == told


def test_plurals_and_contexts_are_said_too() -> None:
    with translation.override(pseudo.LANGUAGE):
        assert pgettext("queue", "From") == "⟦Fróóm⟧"
        assert [ngettext("one day", "%(n)s days", n) for n in (1, 2)] == ["⟦óóñéé dááýý⟧", "⟦%(n)s dááýýš⟧"]


@pytest.mark.django_db
def test_a_page_is_in_it_for_whoever_has_the_cookie_in_the_demo_only(client: Client, settings: Any) -> None:
    client.cookies[pseudo.COOKIE] = "1"
    settings.DEMO = True
    answer = client.get("/sign-in/")
    assert answer["Content-Language"] == pseudo.LANGUAGE
    assert "⟦" in answer.content.decode()
    settings.DEMO = settings.DEBUG = False
    assert "⟦" not in client.get("/sign-in/").content.decode()
