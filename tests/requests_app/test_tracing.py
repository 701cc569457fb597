"""A visit has one number: in the answer, in lines of the logs, in the jobs it asks for, on the page of an error."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app
from django.db import OperationalError
from django.test import Client

from config.logs import Numbered
from requests_app import tracing
from requests_app.models import ServiceRequest, User
from tests.conftest import SignedIn

GIVEN = "proxy-7f3a.0019"


@pytest.mark.django_db
class TestAVisit:
    def test_the_proxys_number_is_kept_and_sent_back(self) -> None:
        assert Client().get("/sign-in/", HTTP_X_REQUEST_ID=GIVEN)["X-Request-ID"] == GIVEN

    @pytest.mark.parametrize(
        "sent", ["", "short", "x" * 65, "with space", "line\nend-12345", "<script>", "名字名字名字名字"]
    )
    def test_anything_else_is_replaced(self, sent: str) -> None:
        answered = Client().get("/livez", HTTP_X_REQUEST_ID=sent)["X-Request-ID"]
        assert answered != sent
        assert tracing.ALLOWED.fullmatch(answered)

    def test_two_visits_have_two(self) -> None:
        assert Client().get("/livez")["X-Request-ID"] != Client().get("/livez")["X-Request-ID"]

    def test_nothing_is_left_behind(self) -> None:
        Client().get("/livez", HTTP_X_REQUEST_ID=GIVEN)
        assert tracing.current() == ""

    def test_its_lines_have_it(self, li_wei: User, sign_in: SignedIn, caplog: pytest.LogCaptureFixture) -> None:
        caplog.handler.addFilter(Numbered())
        assert sign_in(li_wei).get("/people/", HTTP_X_REQUEST_ID=GIVEN).status_code == 403
        told = [record for record in caplog.records if "Refused" in record.getMessage()]
        assert [record.request_id for record in told] == [GIVEN]  # type: ignore[attr-defined]
        assert told[0].getMessage() == f"Refused: GET people:list to person {li_wei.pk}"


class TestAJob:
    @pytest.fixture
    def sent(self, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
        """The heads of the messages that went to the broker."""
        heads: list[dict[str, Any]] = []
        monkeypatch.setattr("kombu.messaging.Producer.publish", lambda *a, headers, **kw: heads.append(headers))
        return heads

    def ask(self) -> None:
        current_app.send_task("requests_app.tasks.deliver_due")

    def test_takes_the_number_of_the_visit_along(self, sent: list[dict[str, Any]]) -> None:
        token = tracing._current.set(GIVEN)
        self.ask()
        tracing._current.reset(token)
        self.ask()
        assert [head.get("request_id") for head in sent] == [GIVEN, None]

    @pytest.mark.parametrize(("head", "spoken"), [({"request_id": GIVEN}, GIVEN), ({}, "job-00000001")])
    def test_speaks_under_it_or_under_its_own(self, head: dict[str, str], spoken: str) -> None:
        class Request(dict[str, str]):
            is_eager = False

        class Task:
            request = Request(head)

        tracing._take_up("job-00000001", Task())
        assert tracing.current() == spoken
        tracing._put_down("job-00000001")
        assert tracing.current() == ""


@pytest.mark.django_db
class TestErrors:
    """What somebody sees has the number of what the logs have, says what is kept, and nothing of the fault."""

    @pytest.fixture
    def broken(self, laptop_request: ServiceRequest, li_wei: User, sign_in: SignedIn) -> Client:
        browser = sign_in(li_wei)
        browser.raise_request_exception = False
        return browser

    def breaks_with(self, problem: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object, **kwargs: object) -> None:
            raise problem

        monkeypatch.setattr("requests_app.views.requests.render", fail)

    def test_a_fault_of_ours(self, broken: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self.breaks_with(ValueError("secret words"), monkeypatch)
        answer = broken.get("/requests/", HTTP_X_REQUEST_ID=GIVEN)
        page = answer.content.decode()
        assert (answer.status_code, GIVEN in page, "secret words" in page) == (500, True, False)
        assert "kept in this browser" in page

    def test_a_database_that_is_away(self, broken: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self.breaks_with(OperationalError("server closed the connection of secret words"), monkeypatch)
        answer = broken.get("/requests/", HTTP_X_REQUEST_ID=GIVEN)
        page = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert GIVEN in page
        assert "was not saved" in page
        assert "secret words" not in page

    @pytest.mark.parametrize(("language", "said"), [("ru", "недоступен"), ("zh-hans", "暂时")])
    def test_before_anybody_is_known_in_the_browsers_language(
        self, broken: Client, monkeypatch: pytest.MonkeyPatch, language: str, said: str
    ) -> None:
        def fail(*args: object) -> None:
            raise OperationalError

        monkeypatch.setattr("requests_app.sessions._kept", fail)
        answer = broken.get("/requests/", HTTP_ACCEPT_LANGUAGE=language)
        assert answer.status_code == 503
        assert said in answer.content.decode()

    def test_a_program_is_told_the_same(self, broken: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object) -> None:
            raise OperationalError

        monkeypatch.setattr("requests_app.sessions._kept", fail)
        answer = broken.get("/api/v1/me/", HTTP_X_REQUEST_ID=GIVEN)
        assert answer.status_code == 503
        assert answer["Content-Type"] == "application/problem+json"
        assert (answer.json()["code"], answer.json()["request_id"]) == ("unavailable", GIVEN)

    def test_a_request_nobody_understands(self, broken: Client) -> None:
        answer = broken.get("/requests/?q=%00", HTTP_X_REQUEST_ID=GIVEN)
        assert (answer.status_code, GIVEN in answer.content.decode()) == (400, True)
