"""The receivers of docs/webhooks.md work as they stand there, and its tables say what is true."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal
from pytest_django.fixtures import Settings

from requests_app import webhooks
from requests_app.hooks import groups, payload
from requests_app.models import Department, RequestEvent, ServiceRequest, User, WebhookHost
from tests.make import make_hook

TEXT = (Path(portal.BASE_DIR) / "docs" / "webhooks.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found, language
    return found[1]


@contextmanager
def started(command: list[str]) -> Iterator[tuple[str, Path]]:
    """The receiver as a reader would start it; its address, and the file that has what it prints."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = Path(command[-1]).with_suffix(".out")
    environment = {"PATH": os.environ["PATH"], "WEBHOOK_SECRET": "s3cret", "PORT": str(port)}
    with said.open("w") as out:
        running = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL)
    try:
        for _attempt in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/", said
    finally:
        running.kill()
        running.wait()


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_a_receiver_of_the_text_takes_what_is_genuine_once_and_nothing_else(
    language: str, tmp_path: Path, settings: Settings, it: Department, maria: User, laptop_request: ServiceRequest
) -> None:
    program = sys.executable if language == "python" else shutil.which("node")
    if program is None:
        pytest.skip("no Node on this machine")
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    WebhookHost.objects.create(name="127.0.0.1")
    file = tmp_path / f"receiver.{language[:2]}"
    file.write_text(block(language), encoding="utf-8")
    content = payload.event(make_hook(it, maria), RequestEvent.objects.get(), datetime.now(UTC))
    with started([program, str(file)]) as (url, said):

        def send(*secrets: str, key: str = "event-1-1", ago: int = 0) -> int:
            message = webhooks.Message(url, secrets, key, content)
            try:
                return webhooks.post(message, at=datetime.now(UTC) - timedelta(seconds=ago)).status
            except webhooks.NotTaken as refused:
                return refused.status or 0

        assert send("s3cret") == 204
        assert send("s3cret") == 204, "the same once more"
        assert send("fresh", "s3cret", key="event-2-1") == 204, "signed with the former one as well"
        assert send("guessed", key="event-3-1") == 401
        assert send("s3cret", key="event-4-1", ago=600) == 401, "an old one repeated"
        lines = said.read_text(encoding="utf-8").splitlines()
    assert lines == [f"#{laptop_request.pk} submitted by 李伟: Two laptops for new starters"] * 2


def test_the_example_has_the_fields_that_are_sent(it: Department, maria: User, laptop_request: ServiceRequest) -> None:
    shown = json.loads(block("json"))
    sent = payload.event(make_hook(it, maria), RequestEvent.objects.get(), datetime.now(UTC))
    assert list(shown) == list(sent)
    assert list(shown["event"]) == list(sent["event"])
    assert shown["version"] == sent["version"]


def test_the_table_of_verbs_is_complete() -> None:
    rows = dict(re.findall(r"^\| ([A-Z][^|`]+) \| ((?:`\w+` ?)+) \|$", TEXT, re.MULTILINE))
    told = {str(groups.LABELS[code]): [str(verb) for verb in verbs] for code, verbs in groups.VERBS.items()}
    assert {label: re.findall(r"\w+", verbs) for label, verbs in rows.items()} == told
