"""The signed part of a survey's link stands in no line of a log, whoever writes it."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from gunicorn.config import Config

from config.logs import WebLogger, WithoutLinks

TOKEN = "MTIz:1uBcDe:signed-by-the-portal"
LINK = f"/surveys/answer/{TOKEN}/"


def told(message: str, *args: object) -> str:
    record = logging.LogRecord("any", logging.INFO, "", 0, message, args, None)
    assert WithoutLinks().filter(record)
    return record.getMessage()


def test_the_links_of_the_portal_are_those_that_are_left_out() -> None:
    assert reverse("campaigns:answer", args=[TOKEN]) == LINK


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ('"GET %s HTTP/1.1" 200', (LINK,)),
        ("Internal Server Error: %s", (LINK,)),
        (f"Referer: https://portal.example{LINK}?language=ru", ()),
        ("%(r)s", ({"r": f"POST {LINK}"},)),
    ],
)
def test_wherever_it_stands(message: str, args: tuple[object, ...]) -> None:
    assert TOKEN not in told(message, *args)
    assert "/surveys/answer/…" in told(message, *args)


def test_everything_else_stays_as_it_was() -> None:
    assert told("%s of %s", "/requests/17/", 3) == "/requests/17/ of 3"


def test_every_handler_of_the_portal_leaves_them_out() -> None:
    handlers: Any = settings.LOGGING["handlers"]
    assert all("without_links" in one["filters"] for one in handlers.values())


@pytest.mark.django_db
def test_a_refused_answer_is_logged_without_its_link() -> None:
    """Whoever sends a form without its token is told of in a line with the address."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutLinks())
    logger = logging.getLogger("django.security.csrf")
    logger.addHandler(handler)
    try:
        assert Client(enforce_csrf_checks=True).post(LINK).status_code == 403
    finally:
        logger.removeHandler(handler)
    assert "/surveys/answer/…" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_the_web_server_writes_none_either(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    config = Config()
    config.set("errorlog", str(log))
    config.set("accesslog", str(log))
    web = WebLogger(config)
    web.error("Error handling request %s", LINK)
    web.access_log.info('%(r)s "%(f)s"', {"r": f"GET {LINK} HTTP/1.1", "f": f"https://portal.example{LINK}"})
    web.close_on_exec()
    assert log.read_text().count("/surveys/answer/…") == 3
    assert TOKEN not in log.read_text()
