"""Every verb has an address: its right, its form, its effect, and what is said when it does not fit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from requests_app import clock, transitions
from requests_app.models import Department, Message, Service, ServiceRequest, User
from requests_app.states import Status
from requests_app.views.verb_table import BY_NOUN, VERBS
from tests.conftest import SignedIn, Travel
from tests.make import make_agent

pytestmark = pytest.mark.django_db

APPROVERS = ("withdrawal", "consent", "rejection")  # see test_approvals


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def as_li_wei(sign_in: SignedIn, li_wei: User) -> Client:
    return sign_in(li_wei)


def post(client: Client, request: ServiceRequest, noun: str, **data: Any) -> Any:
    request.refresh_from_db()
    return client.post(f"/requests/{request.pk}/{noun}/", {"version": request.version, **data})


def last(request: ServiceRequest) -> str:
    request.refresh_from_db()
    return request.events.order_by("id").last().verb  # type: ignore[union-attr]


class TestTheDepartment:
    @pytest.mark.parametrize(
        ("noun", "data", "verb", "status"),
        [
            ("message", {"text": "We look into it", "to": "public"}, "replied", Status.NEW),
            ("message", {"text": "He is new here", "to": "internal"}, "noted", Status.NEW),
            ("start", {}, "started", Status.IN_PROGRESS),
            ("question", {"question": "Which one?"}, "asked", Status.WAITING),
            ("hold", {"reason": "Delivery on Thursday"}, "held", Status.ON_HOLD),
            ("promise", {"done_by": "2026-06-12T15:00", "reason": "Stock arrives"}, "promised", Status.NEW),
            ("proposal", {"option": "A used one today"}, "proposed", Status.WAITING),
            ("refusal", {"reason": "Not ours", "alternative": "Ask the shop"}, "declined", Status.DECLINED),
            ("resolution", {"result": "On your desk"}, "resolved", Status.RESOLVED),
            ("amendment", {"title": "Three laptops", "impact": "3", "urgency": "3"}, "amended", Status.NEW),
        ],
    )
    def test_each_verb_does_what_its_button_says(
        self, travel: Travel, as_olga: Client, laptop_request: ServiceRequest,
        noun: str, data: dict[str, str], verb: str, status: Status,
    ) -> None:  # fmt: skip
        travel("2026-06-11 14:00")
        response = post(as_olga, laptop_request, noun, **data)
        assert response.headers["Location"].startswith(f"/requests/{laptop_request.pk}/")
        assert (last(laptop_request), laptop_request.status) == (verb, status)

    def test_go_on_after_a_rest(self, as_olga: Client, laptop_request: ServiceRequest, olga: User) -> None:
        transitions.hold(laptop_request, "Delivery", by=olga)
        post(as_olga, laptop_request, "resumption")
        assert last(laptop_request) == "resumed"

    def test_assign_to_me_to_a_colleague_and_to_nobody(
        self, as_olga: Client, laptop_request: ServiceRequest, olga: User, ivan: User
    ) -> None:
        for to, expected in ((olga.pk, olga), (ivan.pk, ivan), ("", None)):
            post(as_olga, laptop_request, "assignment", to=to)
            laptop_request.refresh_from_db()
            assert laptop_request.assignee == expected

    def test_it_cannot_be_assigned_outside_the_department(
        self, as_olga: Client, laptop_request: ServiceRequest, anna: User
    ) -> None:
        assert post(as_olga, laptop_request, "assignment", to=anna.pk).status_code == 422

    def test_hand_over_goes_to_a_department_that_serves_and_stays_readable(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service, analytics: Department
    ) -> None:
        finance = travel_costs.provider
        assert post(as_olga, laptop_request, "handover", department=analytics.pk, reason="?").status_code == 422
        response = post(as_olga, laptop_request, "handover", department=finance.pk, reason="A travel matter")
        laptop_request.refresh_from_db()
        assert laptop_request.department == finance
        assert as_olga.get(response.headers["Location"]).status_code == 200

    def test_a_promise_is_read_in_the_persons_zone(
        self, travel: Travel, laptop_request: ServiceRequest, it: Department, sign_in: SignedIn
    ) -> None:
        travel("2026-06-11 14:00")
        chen = make_agent("Chen Yu", it, time_zone="Asia/Shanghai")
        post(sign_in(chen), laptop_request, "promise", done_by="2026-06-12T09:00", reason="First thing")
        laptop_request.refresh_from_db()
        assert laptop_request.promised_at is not None
        assert laptop_request.promised_at.isoformat() == "2026-06-12T01:00:00+00:00"

    def test_a_promise_in_the_past_is_refused_in_words_and_keeps_the_text(
        self, as_olga: Client, laptop_request: ServiceRequest
    ) -> None:
        response = post(as_olga, laptop_request, "promise", done_by="2001-01-01T10:00", reason="It was sunny")
        assert response.status_code == 422
        assert "A promise needs a moment in the future." in response.content.decode()
        assert "It was sunny" in response.content.decode()


class TestTheRequester:
    def test_answering_lets_work_go_on(self, as_li_wei: Client, laptop_request: ServiceRequest, olga: User) -> None:
        transitions.ask(laptop_request, "Which cost centre?", by=olga)
        post(as_li_wei, laptop_request, "answer", text="4711")
        assert last(laptop_request) == "answered"

    def test_accepting_a_proposal(self, as_li_wei: Client, laptop_request: ServiceRequest, olga: User) -> None:
        transitions.propose(laptop_request, "A used one", by=olga)
        post(as_li_wei, laptop_request, "acceptance")
        assert last(laptop_request) == "accepted"

    def test_accepting_a_question_is_refused_in_words(
        self, as_li_wei: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.ask(laptop_request, "Which one?", by=olga)
        response = post(as_li_wei, laptop_request, "acceptance")
        assert response.status_code == 422
        assert "Nothing was proposed." in response.content.decode()

    def test_confirming_closes_it(self, as_li_wei: Client, laptop_request: ServiceRequest, olga: User) -> None:
        transitions.resolve(laptop_request, by=olga)
        post(as_li_wei, laptop_request, "confirmation")
        assert (last(laptop_request), laptop_request.status) == ("confirmed", Status.CLOSED)

    def test_not_solved_needs_what_is_missing(
        self, as_li_wei: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.resolve(laptop_request, by=olga)
        assert post(as_li_wei, laptop_request, "reopening", reason=" ").status_code == 422
        post(as_li_wei, laptop_request, "reopening", reason="Only one came")
        assert (last(laptop_request), laptop_request.status) == ("reopened", Status.NEW)

    def test_nobody_brings_back_what_a_log_brought_in_years_ago(
        self, as_olga: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.resolve(laptop_request, "Done", by=olga, now=laptop_request.filed_at)
        ended = laptop_request.filed_at - timedelta(days=3650)
        ServiceRequest.objects.update(is_live=False, resolved_at=ended)
        answer = post(as_olga, laptop_request, "reopening", reason="After all")
        assert answer.status_code == 422
        assert "more than 14 days ago" in answer.content.decode()

    def test_any_news_and_cancelling(self, as_li_wei: Client, laptop_request: ServiceRequest) -> None:
        post(as_li_wei, laptop_request, "chase", text="Monday is near")
        assert last(laptop_request) == "chased"
        post(as_li_wei, laptop_request, "cancellation", reason="Found one")
        assert (last(laptop_request), laptop_request.status) == ("cancelled", Status.CANCELLED)

    def test_changing_what_was_filed(self, as_li_wei: Client, laptop_request: ServiceRequest) -> None:
        post(as_li_wei, laptop_request, "amendment", title="Three laptops", impact="2", urgency="2")
        laptop_request.refresh_from_db()
        assert laptop_request.title == "Three laptops"

    def test_a_requester_cannot_write_an_internal_note(self, as_li_wei: Client, laptop_request: ServiceRequest) -> None:
        post(as_li_wei, laptop_request, "message", text="Any chance for blue ones?", to="internal")
        assert laptop_request.messages.get().kind == Message.Kind.REPLY


class TestRights:
    @pytest.mark.parametrize("noun", [verb.noun for verb in VERBS])
    def test_who_has_nothing_to_do_with_it_does_not_find_it(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, wang_fang: User, anna: User, noun: str
    ) -> None:
        for person in (wang_fang, anna):
            client = sign_in(person)
            assert client.get(f"/requests/{laptop_request.pk}/{noun}/").status_code == 404
            assert post(client, laptop_request, noun).status_code == 404

    @pytest.mark.parametrize(
        "noun", ["assignment", "start", "question", "hold", "resumption", "promise", "proposal", "refusal", "handover",
                 "resolution"],
    )  # fmt: skip
    def test_the_departments_verbs_are_not_the_requesters(
        self, as_li_wei: Client, laptop_request: ServiceRequest, noun: str
    ) -> None:
        assert post(as_li_wei, laptop_request, noun).status_code == 403

    @pytest.mark.parametrize("noun", ["answer", "acceptance", "confirmation", "chase", "cancellation"])
    def test_the_requesters_verbs_are_not_the_departments(
        self, as_olga: Client, laptop_request: ServiceRequest, noun: str
    ) -> None:
        assert post(as_olga, laptop_request, noun).status_code == 403

    def test_on_ones_own_request_one_is_only_a_requester(self, sign_in: SignedIn, laptop: Service, olga: User) -> None:
        own = transitions.submit(laptop, transitions.Filing("Mine"), requester=olga, by=olga)
        assert post(sign_in(olga), own, "start").status_code == 403

    def test_a_former_department_reads_but_does_not_act(
        self, as_olga: Client, laptop_request: ServiceRequest, finance: Department, olga: User
    ) -> None:
        transitions.hand_over(laptop_request, finance, "Theirs", by=olga)
        assert as_olga.get(f"/requests/{laptop_request.pk}/").status_code == 200
        assert post(as_olga, laptop_request, "start").status_code == 403

    def test_other_methods_are_not_allowed(self, as_olga: Client, laptop_request: ServiceRequest) -> None:
        assert as_olga.delete(f"/requests/{laptop_request.pk}/start/").status_code == 405


NEED_ANOTHER_STATE = ("acceptance", "confirmation", "resumption")
NAME_OTHER_REQUESTS = ("part", "link", "unlinking")  # test_parts and test_links have their stale forms


class TestWhatDoesNotFit:
    @pytest.mark.parametrize(
        "noun",
        [v.noun for v in VERBS if v.guarded and v.noun not in (*NEED_ANOTHER_STATE, *NAME_OTHER_REQUESTS, *APPROVERS)],
    )
    def test_a_stale_form_changes_nothing_and_keeps_the_text(
        self, as_olga: Client, laptop_request: ServiceRequest, li_wei: User, olga: User, finance: Department, noun: str
    ) -> None:
        seen = laptop_request.version
        transitions.chase(laptop_request, by=li_wei)
        words = "Something I thought about for long"
        data = {name: words for name in BY_NOUN[noun].form.base_fields if name not in ("version", "files", "parts")}
        data |= {
            "approver": olga.email,
            "to": str(olga.pk),
            "department": str(finance.pk),
            "impact": "1",
            "urgency": "1",
            "needed_by": "",
            "because": "",
            "in_order": "",
            "until": "",
        }
        if noun in ("handover", "passing"):
            data["service"] = str(Service.objects.create(provider=finance, code="any").pk)
        if noun == "passing":
            Service.objects.filter(pk=laptop_request.service_id).update(is_triage=True)
        tomorrow = clock.now() + timedelta(days=1)
        data |= {"version": str(seen), "done_by": f"{tomorrow:%Y-%m-%dT%H:%M}"}
        response = as_olga.post(f"/requests/{laptop_request.pk}/{noun}/", data)
        assert response.status_code == 409
        assert last(laptop_request) == "chased"
        if set(BY_NOUN[noun].form.base_fields) - {"version", "to"}:
            assert words in response.content.decode()

    def test_a_guarded_form_without_a_version_counts_as_stale(
        self, as_olga: Client, laptop_request: ServiceRequest
    ) -> None:
        assert as_olga.post(f"/requests/{laptop_request.pk}/start/").status_code == 409

    def test_what_is_said_may_cross_with_what_others_do(
        self, as_li_wei: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        seen = laptop_request.version
        transitions.reply(laptop_request, "We have it", by=olga)
        response = as_li_wei.post(f"/requests/{laptop_request.pk}/message/", {"version": seen, "text": "Thanks"})
        assert response.status_code == 302

    def test_a_move_that_the_state_does_not_allow_is_said_and_keeps_the_text(
        self, as_li_wei: Client, laptop_request: ServiceRequest
    ) -> None:
        response = post(as_li_wei, laptop_request, "answer", text="Nobody asked me yet")
        assert response.status_code == 409
        assert "Nobody asked me yet" in response.content.decode()

    def test_a_form_that_does_not_fit_any_more_is_not_offered(
        self, as_olga: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.resolve(laptop_request, by=olga)
        assert as_olga.get(f"/requests/{laptop_request.pk}/hold/").status_code == 409

    def test_a_text_that_is_missing_is_asked_for(self, as_olga: Client, laptop_request: ServiceRequest) -> None:
        response = post(as_olga, laptop_request, "question", question="")
        assert response.status_code == 422
        assert last(laptop_request) == "submitted"

    def test_a_form_needs_its_token(self, laptop_request: ServiceRequest, olga: User) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(olga, backend="requests_app.sign_in.EmailBackend")
        assert post(strict, laptop_request, "start").status_code == 403
        assert last(laptop_request) == "submitted"


class TestForms:
    @pytest.mark.parametrize("noun", ["message", "assignment", "question", "hold", "promise", "handover", "resolution"])
    def test_a_form_is_a_page_without_script_and_a_piece_of_one_with(
        self, as_olga: Client, laptop_request: ServiceRequest, noun: str
    ) -> None:
        url = f"/requests/{laptop_request.pk}/{noun}/"
        page, piece = as_olga.get(url), as_olga.get(url, headers={"hx-request": "true"})
        assert "<html" in page.content.decode()
        assert "<html" not in piece.content.decode()
        assert f'action="{url}"' in piece.content.decode()

    def test_only_colleagues_who_serve_can_be_chosen(
        self, as_olga: Client, laptop_request: ServiceRequest, ivan: User, anna: User
    ) -> None:
        form = as_olga.get(f"/requests/{laptop_request.pk}/assignment/").content.decode()
        assert "Ivan Kuznetsov" in form
        assert "Anna Orlova" not in form
