"""Who gets which answer from every operation of the API, with tokens of every scope. A new operation fails here.

Sending is an empty body: 422 or 428 means “may, but there is nothing in it”, 404 “not yours”, 403 “seen, but no right”.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from requests_app import batches, clock, queue_views
from requests_app.api import schema
from requests_app.models import Batch, Department, Message, ServiceRequest, User
from requests_app.queue_views import Kept
from tests.api.conftest import Program
from tests.api.test_more_table import TABLE as ELSEWHERE
from tests.make import make_file

ROLES = ("stranger", "uninvolved", "requester", "agent", "other_agent", "manager", "admin")

EVERYBODY = "401 200 200 200 200 200 200"
THOSE_WHO_SEE = "401 404 200 200 404 200 404"
THOSE_WHO_SERVE = "401 404 404 200 404 200 404"
# The version that was read is missing.
WORK = "401 404 403 428 404 428 404"
REQUESTERS = "401 404 428 403 404 403 404"
# Its POST only sends much.
ONLY_READ = ("batches_preview",)
TABLE: dict[str, str] = {
    "approvals": EVERYBODY,
    "departments_list": EVERYBODY,
    "departments_read": EVERYBODY,
    "queue": THOSE_WHO_SERVE,
    "queue_views": THOSE_WHO_SERVE,
    "queue_views_save": "401 404 404 422 404 422 404",
    "queue_views_read": THOSE_WHO_SERVE,
    "queue_views_edit": "401 404 404 428 404 428 404",
    "queue_views_remove": "401 404 404 204 404 204 404",
    "queue_views_restore": "401 404 404 404 404 404 404",
    "batches_list": THOSE_WHO_SERVE,
    "batches_begin": "401 404 404 422 404 422 404",
    "batches_preview": "401 404 404 422 404 422 404",
    "batches_read": "401 404 404 200 404 404 404",
    "batches_results": "401 404 404 200 404 404 404",
    "batches_undo": "401 404 404 422 404 404 404",
    "figures": "401 404 404 404 404 200 200",
    "files_upload": "401 422 422 422 422 422 422",
    "files_read": THOSE_WHO_SEE,
    "files_discard": "401 404 404 404 404 404 404",
    "files_content": THOSE_WHO_SEE,
    "files_remove": "401 404 403 422 404 422 404",
    "me": EVERYBODY,
    "people_find": EVERYBODY,
    "requests_list": EVERYBODY,
    "requests_file": "401 422 422 422 422 422 422",
    "requests_read": THOSE_WHO_SEE,
    "requests_amend": "401 404 428 428 404 428 404",
    "request_acceptance": REQUESTERS,
    "request_answer": "401 404 422 403 404 403 404",
    "request_approval": WORK,
    "request_assignment": WORK,
    "request_cancellation": "401 404 200 403 404 403 404",
    "request_chase": "401 404 200 403 404 403 404",
    "request_clocks": THOSE_WHO_SEE,
    "request_confirmation": REQUESTERS,
    "request_consent": "401 404 403 403 404 403 404",
    "request_files": THOSE_WHO_SEE,
    "request_handover": WORK,
    "request_hold": WORK,
    "journal": THOSE_WHO_SEE,
    "request_leaving": "401 404 403 403 404 403 404",
    "request_link": WORK,
    "messages_list": THOSE_WHO_SEE,
    "messages_write": "401 404 422 422 404 422 404",
    "messages_edit": "401 404 403 422 404 403 404",
    "request_notice": "401 404 403 422 404 422 404",
    "request_notice_removal": "401 404 403 422 404 422 404",
    "request_participant": "401 404 422 422 404 422 404",
    "participants": THOSE_WHO_SEE,
    "parts_list": THOSE_WHO_SEE,
    "parts_ask": WORK,
    "request_passing": "401 404 403 403 404 403 404",
    "request_promise": WORK,
    "request_proposal": WORK,
    "request_protection": "401 404 403 403 404 422 404",
    "request_protection_end": "401 404 403 403 404 403 404",
    "request_question": WORK,
    "request_refusal": WORK,
    "request_rejection": "401 404 403 403 404 403 404",
    "request_removal": "401 404 422 422 404 422 404",
    "request_reopening": "401 404 422 422 404 422 404",
    "request_resolution": WORK,
    "request_resumption": WORK,
    "request_standard": THOSE_WHO_SEE,
    "request_start": WORK,
    "request_thanks": "401 404 422 403 404 403 404",
    "request_unlinking": WORK,
    "request_verbs": THOSE_WHO_SEE,
    "request_withdrawal": WORK,
    "schema": EVERYBODY,
    "search": "401 422 422 422 422 422 422",
    "services_list": EVERYBODY,
    "services_read": EVERYBODY,
    "services_form": EVERYBODY,
    "waiting_reasons": EVERYBODY,
}


def operations() -> Iterator[tuple[str, str, str]]:
    """Id, method and address of everything that is described, and has no row in test_more_table.py."""
    for path, methods in schema.whole()["paths"].items():
        for method, told in methods.items():
            if told["operationId"] not in ELSEWHERE:
                yield told["operationId"], method, path


OPERATIONS = {name: (method, path) for name, method, path in operations()}


def test_every_operation_has_its_row() -> None:
    assert set(OPERATIONS) - set(TABLE) == set(), "operations without a row"
    assert set(TABLE) - set(OPERATIONS) == set(), "rows without an operation"


@pytest.fixture
def people(wang_fang: User, li_wei: User, olga: User, anna: User, maria: User, ada: User) -> dict[str, User | None]:
    return dict(zip(ROLES, (None, wang_fang, li_wei, olga, anna, maria, ada), strict=True))


@pytest.fixture
def places(it: Department, laptop_request: ServiceRequest, olga: User) -> dict[str, object]:
    rows = ServiceRequest.objects.filter(pk=laptop_request.pk)
    batch = batches.prepare(Batch.Act.HOLD, rows, it, by=olga, now=clock.now())
    batches.begin(batch, {})
    said = Message.objects.create(request=laptop_request, author=olga, kind="reply", text="Hello", at=clock.now())
    file = make_file(olga, laptop_request)
    return {
        "number": laptop_request.pk,
        "message": said.pk,
        "id": file.pk,
        "code": "it",
        "department": "it",
        "view": queue_views.save(it, "view=open", Kept("Open", is_shared=True), by=olga, now=clock.now()).pk,
        "batch": batch.pk,
    }


def address(name: str, places: dict[str, object]) -> str:
    own: dict[str, object] = {"code": "laptop"} if name.startswith("services_") else {}
    own |= {"id": places["view"]} if name.startswith("queue_views_") else {}
    own |= {"id": places["batch"]} if name.startswith("batches_") else {}
    return OPERATIONS[name][1].format(**{**places, **own})


def answer(client: Client, name: str, url: str) -> int:
    """Of a sending that is taken back at once."""
    method = OPERATIONS[name][0]
    with transaction.atomic():
        kind = "multipart/form-data; boundary=x" if name == "files_upload" else "application/json"
        body = b"--x--\r\n" if name == "files_upload" else b"{}"
        told = client.get(url) if method == "get" else client.generic(method.upper(), url, body, content_type=kind)
        transaction.set_rollback(True)
    return told.status_code


def test_everybody_gets_the_answer_that_is_theirs(
    people: dict[str, User | None], places: dict[str, object], program: Program
) -> None:
    clients = [
        program(person, "admin" if role == "admin" else "write") if person else Client()
        for role, person in people.items()
    ]
    found = {
        name: " ".join(str(answer(client, name, address(name, places))) for client in clients) for name in OPERATIONS
    }
    different = {name: row for name, row in found.items() if row != TABLE.get(name)}
    assert different == {}, f"columns: {' '.join(ROLES)}"


def test_a_token_that_only_reads_changes_nothing(olga: User, places: dict[str, object], program: Program) -> None:
    client = program(olga, "read")
    for name, (method, _path) in OPERATIONS.items():
        if method != "get" and name not in ONLY_READ:
            url = address(name, places)
            response = client.generic(method.upper(), url, b"{}", content_type="application/json")
            assert (response.status_code, response.json()["code"]) == (403, "scope_missing"), name


def test_an_admin_needs_the_scope_for_what_only_admins_may(ada: User, olga: User, program: Program) -> None:
    url = "/api/v1/administration/people/"
    assert program(ada, "write").get(url).json()["code"] == "scope_missing"
    assert program(olga, "admin").get(url).json()["code"] == "forbidden"
    assert program(ada, "admin").get(url).status_code == 200


def test_no_such_file(olga: User, program: Program) -> None:
    assert program(olga).get(f"/api/v1/files/{uuid4()}/").status_code == 404
