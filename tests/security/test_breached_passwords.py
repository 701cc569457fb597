"""Passwords of lists of stolen ones are refused; five digits leave the portal; a list that is down stops nobody."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from config.env import EnvironmentProblem, env_list_of_breached
from requests_app import breached
from requests_app.models import User
from requests_app.sign_in import new_password_path

STOLEN, OTHER = "correct horse staple", "quite another sentence"
SERVICE = "https://list.example/range/"


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def refuses(password: str, source: str) -> bool:
    try:
        breached.NotBreachedValidator(source).validate(password)
    except ValidationError:
        return True
    return False


class TestAService:
    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        urls: list[str] = []

        def answer(url: str) -> str:
            urls.append(url)
            return f"{'0' * 35}:7\r\n{digest(STOLEN)[5:]}:3\r\n{digest(OTHER)[5:]}:0\r\n"

        monkeypatch.setattr(breached, "_asked", answer)
        return urls

    def test_it_is_asked_by_five_digits(self, asked: list[str]) -> None:
        assert refuses(STOLEN, SERVICE)
        assert asked == [SERVICE + digest(STOLEN)[:5]]

    def test_padding_is_no_hit(self, asked: list[str]) -> None:
        assert not refuses(OTHER, SERVICE)

    @pytest.mark.parametrize("problem", [URLError("down"), TimeoutError(), ConnectionResetError(), ValueError("x")])
    def test_down_it_stops_nobody_and_the_log_says_so(
        self, problem: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(url: str) -> str:
            raise problem

        monkeypatch.setattr(breached, "_asked", fail)
        with caplog.at_level(logging.WARNING):
            assert not refuses(STOLEN, SERVICE)
        assert type(problem).__name__ in caplog.text
        assert STOLEN not in caplog.text
        assert digest(STOLEN)[:5] not in caplog.text

    def test_nobody_is_sent_on_to_another_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        handler: Any = breached._NowhereElse()
        assert handler.redirect_request(None, None, 302, "", {}, "http://127.0.0.1/") is None


class TestAFile:
    @pytest.mark.parametrize("lines", [1, 2, 3, 10, 1_000])
    def test_every_line_of_it_is_found_and_nothing_else(self, lines: int, tmp_path: Path) -> None:
        file = tmp_path / "list.txt"
        listed = sorted(f"{digest(f'password {number}')}:{number % 90 + 1}" for number in range(lines))
        file.write_text("\r\n".join(listed) + "\r\n")
        assert all(refuses(f"password {number}", str(file)) for number in range(lines))
        assert not any(refuses(f"other {number}", str(file)) for number in range(200))

    def test_one_that_is_gone_stops_nobody(self, tmp_path: Path) -> None:
        assert not refuses(STOLEN, str(tmp_path / "gone.txt"))

    def test_an_empty_one_has_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").touch()
        assert not refuses(STOLEN, str(tmp_path / "empty.txt"))


@pytest.mark.parametrize("value", ["http://list.example/", "ftp://x", "/nowhere/list.txt", "yes"])
def test_what_is_no_list_stops_the_start(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BREACHED_PASSWORDS", value)
    with pytest.raises(EnvironmentProblem):
        env_list_of_breached("BREACHED_PASSWORDS")


def test_somebody_is_told_which_rule_it_is(li_wei: User, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"{digest(STOLEN)}:5\n")
    own: dict[str, Any] = {"NAME": "requests_app.breached.NotBreachedValidator", "OPTIONS": {"source": str(file)}}
    settings.AUTH_PASSWORD_VALIDATORS = [*settings.AUTH_PASSWORD_VALIDATORS, own]
    client = Client()
    form = client.get(new_password_path(li_wei), follow=True).redirect_chain[-1][0]
    refused = client.post(form, {"new_password1": STOLEN, "new_password2": STOLEN})
    assert refused.status_code == 422
    assert "list of stolen ones" in refused.content.decode()
    assert client.post(form, {"new_password1": OTHER, "new_password2": OTHER}).status_code == 302
