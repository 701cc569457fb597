"""Whatever goes wrong with a password, a token or a code, no line of a log has it, nor whose it was."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from requests_app.models import User
from requests_app.sign_in import new_password_path

PASSWORD = "tell-nobody-of-this-one"


def test_neither_passwords_nor_tokens_nor_links(li_wei: User, caplog: pytest.LogCaptureFixture) -> None:
    link = new_password_path(li_wei)
    with caplog.at_level(logging.INFO):
        Client().post("/sign-in/", {"username": li_wei.email, "password": PASSWORD})
        Client().post("/sign-in/", {"username": PASSWORD, "password": PASSWORD})
        Client().get("/api/v1/me/", HTTP_AUTHORIZATION=f"Bearer {PASSWORD}")
        Client(enforce_csrf_checks=True).post("/sign-in/", {"username": li_wei.email, "password": PASSWORD})
        Client().post("/sign-in/code/", {"code": PASSWORD})
    with caplog.at_level(logging.INFO):
        Client().get(link)
    told = caplog.text
    assert PASSWORD not in told
    assert li_wei.email not in told
    assert link.split("/")[-2] not in told
