"""docs/api.md can be tried as it stands: its commands are run in their order, with the answers it names."""

from __future__ import annotations

import re
import shlex
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app import api_tokens, clock
from requests_app.api import problems
from requests_app.models import Department, User
from tests.conftest import TOP
from tests.make import make_service

DOCS = (TOP / "docs" / "api.md").read_text()


def commands() -> list[tuple[str, int]]:
    """Every curl with the status below it."""
    found = re.findall(r"^(curl .+)\n# (\d{3})$", DOCS, re.MULTILINE)
    assert len(found) == DOCS.count("\ncurl "), "a command without a status below it"
    return [(command, int(status)) for command, status in found]


def run(client: Client, command: str) -> Any:
    words, headers, body, url, method = shlex.split(command)[1:], {}, b"", "", ""
    upload = None
    while words:
        word = words.pop(0)
        match word:
            case "-s" | "-i":
                continue
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _colon, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0).encode()
            case "-F":
                upload = words.pop(0).partition("=@")[2]
            case _:
                url = word
    if upload:
        return client.post(url, {"file": SimpleUploadedFile(upload, b"Hello")}, headers=headers)
    method = method or ("POST" if body else "GET")
    kind = headers.pop("Content-Type", "application/json")
    return client.generic(method, url, body, content_type=kind, headers=headers)


def test_the_commands_are_answered_as_they_say(it: Department, li_wei: User) -> None:
    for code in ("new-equipment", "something-broken"):
        make_service(it, code)
    wish = api_tokens.Wish("Docs", "write", 1)
    _token, secret = api_tokens.make(li_wei, wish, by=li_wei, now=clock.now())
    known = {"PORTAL": "", "TOKEN": secret}
    for command, status in commands():
        for name, value in known.items():
            command = command.replace(f"${name}", value.replace('"', '\\"'))
        response = run(Client(), command)
        assert response.status_code == status, (command, response.content)
        if status == 201 and response.headers.get("Location"):
            known |= {"NUMBER": str(response.json()["number"])}
        if "NUMBER" in known and "ETAG" not in known and command.count("/verbs/"):
            url = f"/api/v1/requests/{known['NUMBER']}/"
            known["ETAG"] = Client().get(url, headers={"Authorization": f"Bearer {secret}"})["ETag"]


def test_every_code_is_explained() -> None:
    for code, (status, _title) in problems.KNOWN.items():
        assert f"`{code}`" in DOCS, code
        assert str(status) in DOCS
