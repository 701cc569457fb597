"""The description is true: whatever it allows is answered as it says, and a typed client can be made of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from pytest_django.fixtures import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from requests_app import api_tokens, clock
from requests_app.api import schema as described
from requests_app.models import ServiceRequest, User

EXAMPLES = 3  # of each operation
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def _keep_connection() -> Iterator[None]:
    """A server closes what a request leaves; here the next one is in the same transaction."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


@pytest.mark.long(seconds=60)
@pytest.mark.usefixtures("_keep_connection")
def test_nothing_that_the_description_allows_breaks_the_api(
    laptop_request: ServiceRequest, olga: User, settings: Settings
) -> None:
    settings.API_CALLS_PER_MINUTE = 1_000_000
    wish = api_tokens.Wish("Whatever", "write", 1)
    _token, secret = api_tokens.make(olga, wish, by=olga, now=clock.now())
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    known: Any = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application(), headers=headers)
    wrong = {}
    for found in known.get_all_operations():
        operation: Any = found.ok()
        try:
            _try(operation, headers, laptop_request.pk)
        except (Exception, BaseExceptionGroup) as problem:  # noqa: BLE001 - one wants to know of all that is wrong
            wrong[operation.label] = "\n".join([str(problem), *map(str, getattr(problem, "exceptions", ()))])
    assert not wrong, "\n\n".join(f"{label}: {problem}" for label, problem in wrong.items())


def _try(operation: Any, headers: dict[str, str], number: int) -> None:
    @examples(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def each(case: Any) -> None:
        # Of a request that is there: what fits nothing is refused before anything happens.
        if "number" in (case.path_parameters or {}):
            case.path_parameters["number"] = number
        case.call_and_validate(headers=headers, checks=CHECKS)

    each()


@pytest.mark.long(seconds=30)
def test_a_typed_client_can_be_made(tmp_path: Path) -> None:
    written = tmp_path / "openapi.json"
    written.write_text(json.dumps(described.whole()))
    where = ("--path", str(written), "--output-path", str(tmp_path / "portal_client"))
    how = tmp_path / "client.yaml"
    how.write_text("post_hooks: []\n")
    made = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
            *where,
            *("--config", str(how), "--fail-on-warning"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    for name in ("requests_file", "requests_list", "request_resolution", "files_upload"):
        assert list((tmp_path / "portal_client").rglob(f"{name}.py")), name
    tried = "from portal_client import AuthenticatedClient; from portal_client.api.requests import requests_file"
    subprocess.run([sys.executable, "-c", tried], cwd=tmp_path, check=True)
