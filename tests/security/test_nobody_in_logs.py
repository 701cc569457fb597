"""Whatever people write and whoever they are, no line of a log has it: pages, the API, letters, webhooks, and faults.

Every value that somebody brings carries the mark. Lines are read as they are written, by each format, with tracebacks.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from pytest_django.fixtures import Settings

from config.logs import ForPeople, ForPrograms, Numbered, WithoutLinks
from requests_app import api_tokens, clock, transitions
from requests_app.hooks import calling
from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.notifications.delivery import deliver_due
from sla.tasks import sweep
from tests.conftest import SignedIn
from tests.letters import bring, make_mailbox, written
from tests.make import make_hook, make_user
from tests.requests_app.receivers import running
from tests.test_access_table import ANYWHERE, ARGUMENTS_OF, TABLE

MARK = "zebrafish"
PATIENT = f"{MARK}@example.com"
LINE = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
# Below Django's root: what a handler of its own would miss, as it does not propagate.
OWN_HANDLERS = ("django.server",)


class Lines(logging.Handler):
    """What both formats make of every record, down to INFO as in production."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.addFilter(WithoutLinks())
        self.addFilter(Numbered())
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        for formatter in (ForPeople(LINE), ForPrograms()):
            record.exc_text = None
            self.written.append(formatter.format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    handler, root = Lines(), logging.getLogger()
    level = root.level
    heard = [root, *(logging.getLogger(name) for name in OWN_HANDLERS)]
    root.setLevel(logging.INFO)
    for logger in heard:
        logger.addHandler(handler)
    yield handler.written
    root.setLevel(level)
    for logger in heard:
        logger.removeHandler(handler)


def silent(lines: list[str]) -> bool:
    return not [line for line in lines if MARK in line.lower()]


@pytest.fixture
def person(analytics: Department) -> User:
    return make_user(f"Zoe {MARK.title()}", analytics, email=PATIENT)


@pytest.fixture
def filed(person: User, laptop: Service, sign_in: SignedIn) -> ServiceRequest:
    form = {"title": f"My {MARK} is ill", "description": MARK, "impact": "2", "urgency": "2"}
    sign_in(person).post("/services/it/laptop/", form)
    return ServiceRequest.objects.get(requester=person)


def test_the_handler_hears_what_it_has_to(lines: list[str]) -> None:
    logging.getLogger("requests_app.anything").info("My %s", MARK)
    assert not silent(lines)
    assert len(lines) == 2


class TestPages:
    def test_every_page_asked_for_with_marked_words(self, person: User, sign_in: SignedIn, lines: list[str]) -> None:
        """By somebody who may not see most of them, with words behind the question mark and in names of places."""
        browser = sign_in(person)
        browser.raise_request_exception = False
        for name in TABLE:
            parts: dict[str, Any] = {
                one: ANYWHERE.get(one, 7 if one in ("pk", "number") else MARK) for one in ARGUMENTS_OF[name]
            }
            route = next((one for one in _addresses(name, parts)), None)
            if route:
                browser.get(route, {"q": MARK, "next": f"/{MARK}/"}, HTTP_USER_AGENT=MARK, HTTP_REFERER=f"/{MARK}")
        assert lines  # refused pages are told of
        assert silent(lines), [line for line in lines if MARK in line.lower()][:3]

    def test_what_somebody_files_says_and_mistypes(
        self, filed: ServiceRequest, person: User, olga: User, sign_in: SignedIn, lines: list[str]
    ) -> None:
        sign_in(person).post(f"/requests/{filed.pk}/message/", {"text": f"The {MARK}"})
        sign_in(olga).post(f"/requests/{filed.pk}/resolution/", {"version": "99", "result": MARK})
        sign_in(person).post("/services/it/laptop/", {"title": MARK * 100})
        Client().post("/sign-in/", {"username": PATIENT, "password": MARK})
        Client().post("/password/forgotten/", {"email": PATIENT})
        Client(enforce_csrf_checks=True).post("/sign-in/", {"username": PATIENT, "password": MARK})
        Client().get("/", HTTP_COOKIE=f"portal_session={MARK}; csrftoken={MARK}")
        assert silent(lines)

    def test_a_fault_in_the_middle_of_a_form(
        self, person: User, laptop: Service, sign_in: SignedIn, lines: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The traceback is told, and the row that PostgreSQL shows with it is not."""

        def fail(*args: object, **kwargs: object) -> None:
            User.objects.create(email=PATIENT.upper(), display_name=MARK)

        monkeypatch.setattr("requests_app.transitions.filing.record", fail)
        browser = sign_in(person)
        browser.raise_request_exception = False
        form = {"title": MARK, "impact": "2", "urgency": "2"}
        assert browser.post("/services/it/laptop/", form).status_code == 500
        assert any("IntegrityError" in line for line in lines)
        assert silent(lines)


def _addresses(name: str, parts: dict[str, Any]) -> list[str]:
    from django.urls import NoReverseMatch, reverse

    try:
        return [reverse(name, kwargs=parts)]
    except NoReverseMatch:
        return []


class TestElsewhere:
    def test_the_api(self, filed: ServiceRequest, person: User, lines: list[str]) -> None:
        _token, secret = api_tokens.make(person, api_tokens.Wish(MARK, "write", 1), by=person, now=clock.now())
        program = Client(HTTP_AUTHORIZATION=f"Bearer {secret}", raise_request_exception=False)
        program.get(f"/api/v1/requests/?q={MARK}")
        program.get(f"/api/v1/{MARK}/")
        program.post("/api/v1/requests/", json.dumps({"service": MARK, "title": MARK}), "application/json")
        program.post("/api/v1/requests/", MARK, "application/json")
        Client(HTTP_AUTHORIZATION=f"Bearer {MARK}").get("/api/v1/me/")
        assert silent(lines)
        assert not [line for line in lines if secret in line]

    def test_letters_in_and_out(
        self, filed: ServiceRequest, laptop: Service, olga: User, person: User, lines: list[str]
    ) -> None:
        make_mailbox(laptop)
        bring(written(PATIENT, f"The {MARK} is worse.", subject=MARK, files={f"{MARK}.txt": MARK.encode()}))
        bring(written(f"Nobody <stranger.{MARK}@elsewhere.example>", MARK, subject=MARK))
        bring(b"Content-Type: multipart/mixed; boundary=" + MARK.encode() + b"\r\n\r\n--" + MARK.encode())
        transitions.ask(filed, f"Which {MARK}?", by=olga)
        deliver_due()
        sweep.apply()
        assert silent(lines)

    @pytest.mark.django_db(transaction=True)
    def test_webhooks_that_fail(
        self, filed: ServiceRequest, it: Department, maria: User, olga: User, lines: list[str], settings: Settings
    ) -> None:
        settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
        with running() as receiver:
            receiver.status = 500
            make_hook(it, maria, name=MARK, url=f"http://127.0.0.1:{receiver.server_port}/{MARK}?key={MARK}")
            transitions.reply(filed, f"The {MARK}", by=olga)
            calling.call_due(thorough=True)
        transitions.reply(filed, f"The {MARK} again", by=olga)
        calling.call_due(thorough=True)
        assert silent(lines)


class TestTheFormats:
    def told(self, formatter: logging.Formatter, message: str, problem: Exception | None = None) -> str:
        info = None
        if problem is not None:
            try:
                raise problem
            except type(problem):
                info = sys.exc_info()
        record = logging.LogRecord("any", logging.ERROR, "", 0, message, (), info)
        assert Numbered().filter(record)
        return formatter.format(record)

    @pytest.mark.parametrize("formatter", [ForPeople(LINE), ForPrograms()])
    def test_rows_of_the_database_are_left_out(self, formatter: logging.Formatter) -> None:
        problem = IntegrityError(f'null value in column "x"\nDETAIL:  Failing row contains (1, {MARK},\n{MARK}).\n')
        told = self.told(formatter, "Failed", problem)
        assert "null value in column" in told
        assert MARK not in told

    def test_a_line_for_programs_is_one_object_without_line_ends(self) -> None:
        told = self.told(ForPrograms(), "One\nINFO forged", ValueError("broken"))
        assert "\n" not in told
        found = json.loads(told)
        assert (found["level"], found["logger"], found["message"], found["request_id"]) == (
            "ERROR",
            "any",
            "One\nINFO forged",
            "-",
        )
        assert "ValueError: broken" in found["error"]
        assert found["at"].endswith("+00:00")
