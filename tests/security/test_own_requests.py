"""On one's own request one is only a requester, even inside one's own department."""

from __future__ import annotations

import pytest

from requests_app import transitions
from requests_app.models import Service, ServiceRequest, User
from requests_app.states import Status
from tests.bulk import in_bulk
from tests.conftest import SignedIn
from tests.make import make_request

DEPARTMENT_VERBS = (
    "assignment", "start", "question", "hold", "resumption", "promise", "proposal", "refusal", "handover", "resolution",
)  # fmt: skip


@pytest.fixture
def own(laptop: Service, olga: User) -> ServiceRequest:
    return make_request(laptop, olga)


@pytest.mark.parametrize("noun", DEPARTMENT_VERBS)
def test_no_verb_of_the_department_is_open(noun: str, own: ServiceRequest, olga: User, sign_in: SignedIn) -> None:
    assert sign_in(olga).post(f"/requests/{own.pk}/{noun}/", {"version": own.version}).status_code == 403


def test_the_queue_does_not_give_it_to_a_colleague_either(
    own: ServiceRequest, laptop_request: ServiceRequest, olga: User, ivan: User, sign_in: SignedIn
) -> None:
    page = in_bulk(sign_in(olga), "assign", [own, laptop_request], to=ivan.pk)
    own.refresh_from_db()
    laptop_request.refresh_from_db()
    assert (own.assignee, laptop_request.assignee) == (None, ivan)
    assert f"#{own.pk}: Nobody works on their own request." in page


def test_taking_the_next_one_passes_it_over(own: ServiceRequest, olga: User, sign_in: SignedIn) -> None:
    sign_in(olga).post("/queue/it/next/")
    own.refresh_from_db()
    assert (own.assignee, own.status) == (None, Status.NEW)


def test_an_internal_note_about_it_stays_hidden(own: ServiceRequest, olga: User, ivan: User, sign_in: SignedIn) -> None:
    note = {"text": "She asks for this every month.", "to": "internal"}
    assert sign_in(ivan).post(f"/requests/{own.pk}/message/", note).status_code == 302
    for path in (
        f"/requests/{own.pk}/",
        f"/requests/{own.pk}/?show=talk",
        "/queue/it/",
        "/",
        "/waiting/",
        "/notifications/",
    ):
        assert note["text"] not in sign_in(olga).get(path).content.decode()
    assert note["text"] in sign_in(ivan).get(f"/requests/{own.pk}/").content.decode()


def test_her_own_words_on_it_are_never_internal(own: ServiceRequest, olga: User, sign_in: SignedIn) -> None:
    sign_in(olga).post(f"/requests/{own.pk}/message/", {"text": "Hello", "to": "internal"})
    assert not own.messages.get().is_internal


def test_the_agent_who_noted_down_a_call_does_not_confirm_the_work_for_the_caller(
    laptop: Service, li_wei: User, olga: User, sign_in: SignedIn
) -> None:
    noted = transitions.submit(laptop, transitions.Filing("By phone"), requester=li_wei, by=olga)
    noted = transitions.resolve(noted, "Done.", by=olga)
    path = f"/requests/{noted.pk}/confirmation/"
    assert path not in sign_in(olga).get(f"/requests/{noted.pk}/").content.decode()
    assert sign_in(olga).post(path, {"version": noted.version}).status_code == 403
    assert sign_in(li_wei).post(path, {"version": noted.version}).status_code == 302
