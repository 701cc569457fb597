"""Holds: with a reason of the company's, and a moment at which the request comes back by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from requests_app import transitions, waking
from requests_app.models import Notification, ServiceRequest, User, Wait, WaitingReason
from requests_app.states import Status
from requests_app.transitions import Refused
from tests.conftest import SignedIn, Travel
from tests.make import utc


@pytest.fixture
def reasons(db: None) -> dict[str, WaitingReason]:
    """Those that every portal begins with; tests that empty the tables may have taken them away."""
    kinds = {"requester": "requester", "supplier": "supplier", "planned-date": "date", "other": "other"}
    rows = {
        code: WaitingReason.objects.get_or_create(code=code, defaults={"kind": kind, "name": {"en": code}})[0]
        for code, kind in kinds.items()
    }
    WaitingReason.objects.filter(code="supplier").update(name={"en": "A supplier", "ru": "Ждём поставщика"})
    return rows


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


def hold(browser: Client, request: ServiceRequest, **fields: object) -> int:
    version = ServiceRequest.objects.get(pk=request.pk).version
    data = {"version": version, "reason": "It comes by ship", "because": "", "until": "", **fields}
    return browser.post(f"/requests/{request.pk}/hold/", data).status_code


def status_of(request: ServiceRequest) -> str:
    return ServiceRequest.objects.get(pk=request.pk).status


class TestReasons:
    def test_the_page_says_what_it_waits_for(
        self, as_olga: Client, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User,
        reasons: dict[str, WaitingReason],
    ) -> None:  # fmt: skip
        assert hold(as_olga, laptop_request, because=reasons["supplier"].pk) == 302
        page = sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "On hold: A supplier" in page
        assert "It comes by ship" in page
        assert "put it on hold (A supplier)" in page

    def test_in_the_readers_language(
        self, as_olga: Client, sign_in: SignedIn, laptop_request: ServiceRequest, li_wei: User,
        reasons: dict[str, WaitingReason],
    ) -> None:  # fmt: skip
        hold(as_olga, laptop_request, because=reasons["supplier"].pk)
        li_wei.language = "ru"
        li_wei.save()
        assert "Ждём поставщика" in sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()

    def test_a_planned_date_needs_a_date(
        self, as_olga: Client, laptop_request: ServiceRequest, reasons: dict[str, WaitingReason]
    ) -> None:
        assert hold(as_olga, laptop_request, because=reasons["planned-date"].pk) == 422
        assert status_of(laptop_request) == Status.NEW

    def test_waiting_for_the_requester_is_a_question_they_answer(
        self, as_olga: Client, laptop_request: ServiceRequest, li_wei: User, reasons: dict[str, WaitingReason]
    ) -> None:
        assert hold(as_olga, laptop_request, because=reasons["requester"].pk, reason="Which colour?") == 302
        assert status_of(laptop_request) == Status.WAITING
        assert laptop_request.messages.get().text == "Which colour?"
        assert Notification.objects.of(li_wei).get().kind == "question"

    def test_reasons_out_of_use_are_not_offered(
        self, as_olga: Client, laptop_request: ServiceRequest, reasons: dict[str, WaitingReason]
    ) -> None:
        WaitingReason.objects.filter(code="supplier").update(is_active=False)
        assert "A supplier" not in as_olga.get(f"/requests/{laptop_request.pk}/hold/").content.decode()
        assert hold(as_olga, laptop_request, because=reasons["supplier"].pk) == 422

    def test_words_alone_are_a_reason_too(self, as_olga: Client, laptop_request: ServiceRequest) -> None:
        assert hold(as_olga, laptop_request) == 302
        assert laptop_request.wait.kind == "other"

    def test_it_ends_with_the_hold(self, as_olga: Client, laptop_request: ServiceRequest, olga: User) -> None:
        hold(as_olga, laptop_request)
        transitions.resume(laptop_request, by=olga)
        assert not Wait.objects.exists()


class TestWakingUp:
    @pytest.fixture
    def monday(self, travel: Travel) -> datetime:
        at = utc(2026, 6, 8, 9)
        travel(at)
        return at

    @pytest.fixture
    def until_friday(self, monday: datetime, laptop_request: ServiceRequest, olga: User) -> ServiceRequest:
        transitions.assign(laptop_request, to=olga, by=olga)
        return transitions.hold(laptop_request, "Parts", by=olga, until=monday + timedelta(days=4))

    def test_at_its_moment_it_comes_back_by_itself_and_whoever_works_on_it_is_told(
        self, until_friday: ServiceRequest, travel: Travel, olga: User
    ) -> None:
        travel("2026-06-12 08:59")
        assert waking.wake_due() == 0
        travel("2026-06-12 09:00")
        assert (waking.wake_due(), waking.wake_due()) == (1, 0)
        assert status_of(until_friday) == Status.IN_PROGRESS
        line = until_friday.events.latest("id")
        assert (line.verb, line.actor, line.data) == ("resumed", None, {"because": "date"})
        assert Notification.objects.of(olga).filter(kind="woken").count() == 1

    def test_nobody_works_on_it_the_team_is_told(
        self, monday: datetime, laptop_request: ServiceRequest, olga: User, ivan: User, travel: Travel
    ) -> None:
        transitions.hold(laptop_request, "Parts", by=olga, until=monday + timedelta(hours=1))
        travel("2026-06-08 10:00")
        waking.wake_due()
        assert Notification.objects.of(ivan).filter(kind="woken").exists()

    def test_who_went_on_before_is_left_alone(self, until_friday: ServiceRequest, travel: Travel, olga: User) -> None:
        transitions.resume(until_friday, by=olga)
        travel("2026-06-12 09:00")
        assert waking.wake_due() == 0

    def test_one_that_fails_does_not_stand_in_front_of_the_others(
        self, until_friday: ServiceRequest, travel: Travel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_args: object, **_more: object) -> None:
            raise RuntimeError

        travel("2026-06-12 09:00")
        monkeypatch.setattr(transitions, "resume", fails)
        assert waking.wake_due() == 0
        monkeypatch.undo()
        assert waking.wake_due(now=utc(2026, 6, 12, 9, 30)) == 0
        assert waking.wake_due(now=utc(2026, 6, 12, 10)) == 1

    def test_an_import_sleeps(self, until_friday: ServiceRequest, travel: Travel) -> None:
        ServiceRequest.objects.update(is_live=False)
        travel("2026-06-12 09:00")
        assert waking.wake_due() == 0

    @pytest.mark.parametrize("days", [-1, 0, 5000])
    def test_only_a_moment_that_comes(
        self, monday: datetime, laptop_request: ServiceRequest, olga: User, days: int
    ) -> None:
        with pytest.raises(Refused):
            transitions.hold(laptop_request, "Parts", by=olga, until=monday + timedelta(days=days))
