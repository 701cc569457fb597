"""Time spent: a click, a number or a timer; read by nobody but whoever noted it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from requests_app import efforts, transitions
from requests_app.models import Department, Effort, EffortTimer, Notification, ServiceRequest, User
from requests_app.transitions import Refused
from tests.conftest import SignedIn, Travel
from tests.make import make_request


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


@pytest.fixture
def page(laptop_request: ServiceRequest) -> str:
    return f"/requests/{laptop_request.pk}/"


class TestNoting:
    def test_a_click_and_a_number(
        self, laptop_request: ServiceRequest, page: str, olga: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(olga)
        assert client.post(f"{page}effort/", {"minutes": "15"}).status_code == 302
        assert client.post(f"{page}effort/", {"minutes": "7", "typed": "1"}).status_code == 302
        noted = Effort.objects.order_by("pk").values_list("minutes", "source", "department__code")
        assert list(noted) == [(15, "click", "it"), (7, "typed", "it")]
        assert "22 min" in client.get(page).content.decode()

    def test_it_belongs_to_the_leg_it_was_spent_in(
        self, laptop_request: ServiceRequest, finance: Department, olga: User, anna: User
    ) -> None:
        efforts.note(laptop_request, 5, by=olga)
        efforts.note(transitions.hand_over(laptop_request, finance, "Their budget", by=olga), 30, by=anna)
        assert list(Effort.objects.order_by("pk").values_list("department__code", flat=True)) == ["it", "finance"]

    def test_the_request_itself_does_not_change(self, laptop_request: ServiceRequest, olga: User) -> None:
        before = (laptop_request.version, laptop_request.events.count())
        efforts.note(laptop_request, 5, by=olga)
        laptop_request.refresh_from_db()
        assert (laptop_request.version, laptop_request.events.count()) == before

    @pytest.mark.parametrize("minutes", ["0", "-5", "961", "many", ""])
    def test_what_cannot_be_is_refused(self, minutes: str, page: str, olga: User, sign_in: SignedIn) -> None:
        answer = sign_in(olga).post(f"{page}effort/", {"minutes": minutes}, headers={"HX-Request": "true"})
        assert 'role="alert"' in answer.content.decode()
        assert not Effort.objects.exists()

    def test_a_department_may_do_without(
        self, laptop_request: ServiceRequest, page: str, olga: User, maria: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(olga)
        assert "Your time" in client.get(page).content.decode()
        assert sign_in(olga).post("/team/it/effort/", {}).status_code == 404
        assert sign_in(maria).post("/team/it/effort/", {}).status_code == 302
        assert "Your time" not in client.get(page).content.decode()
        assert "does not note time" in client.post(f"{page}effort/", {"minutes": "5"}, follow=True).content.decode()
        assert not Effort.objects.exists()


class TestTimer:
    def test_it_survives_everything_and_counts_begun_minutes(
        self, page: str, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        assert sign_in(olga).post(f"{page}effort/timer/").status_code == 302
        travel("2026-06-29 10:24:10")
        again = sign_in(olga)
        assert "25 min" in again.get(page).content.decode()
        assert again.post(f"{page}effort/timer/", {"stop": "1"}).status_code == 302
        assert Effort.objects.values_list("minutes", "source").get() == (25, "timer")
        assert not EffortTimer.objects.exists()

    def test_one_at_a_time(self, laptop_request: ServiceRequest, li_wei: User, olga: User, travel: Travel) -> None:
        other = make_request(laptop_request.service, li_wei, "A dock")
        efforts.start(laptop_request, by=olga)
        travel("2026-06-29 10:10")
        efforts.start(other, by=olga)
        assert EffortTimer.objects.get().request == other
        assert Effort.objects.values_list("request", "minutes").get() == (laptop_request.pk, 10)
        assert efforts.start(other, by=olga).request == other, "a second click changes nothing"

    def test_stopping_twice_notes_it_once(self, laptop_request: ServiceRequest, olga: User) -> None:
        efforts.start(laptop_request, by=olga)
        assert efforts.stop(by=olga)
        assert efforts.stop(by=olga) is None
        assert Effort.objects.count() == 1

    def test_one_that_was_forgotten_is_asked_about_and_never_guessed(
        self, laptop_request: ServiceRequest, page: str, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        efforts.start(laptop_request, by=olga)
        travel("2026-06-30 09:00")
        client = sign_in(olga)
        client.post(f"{page}effort/timer/", {"stop": "1"})
        assert not Effort.objects.exists()
        assert (efforts.ask_forgotten(), efforts.ask_forgotten()) == (1, 0)
        told = Notification.objects.get(recipient=olga, kind="timer_forgotten")
        assert client.get(f"/notifications/{told.pk}/")["Location"] == "/effort/"
        assert "How many minutes was it really?" in client.get("/effort/").content.decode()
        assert client.post("/effort/timer/", {"minutes": "40"}).status_code == 302
        effort = Effort.objects.get()
        assert (effort.minutes, effort.at.isoformat()) == (40, "2026-06-29T15:00:00+00:00")

    def test_or_it_was_nothing(self, laptop_request: ServiceRequest, olga: User, travel: Travel) -> None:
        efforts.start(laptop_request, by=olga)
        travel("2026-06-30 09:00")
        with pytest.raises(Refused, match="has run for very long"):
            efforts.start(make_request(laptop_request.service, olga), by=olga)
        assert efforts.settle(0, by=olga) is None
        assert not EffortTimer.objects.exists()
        assert not Effort.objects.exists()


class TestCorrecting:
    def test_what_it_was_before_is_kept(self, laptop_request: ServiceRequest, olga: User, sign_in: SignedIn) -> None:
        effort = efforts.note(laptop_request, 60, by=olga)
        client = sign_in(olga)
        assert client.post(f"/effort/{effort.pk}/", {"minutes": "20"}).status_code == 302
        assert client.post(f"/effort/{effort.pk}/", {"minutes": "20"}).status_code == 302
        page = client.get("/effort/").content.decode()
        assert "was 1 h" in page
        effort.refresh_from_db()
        assert (effort.minutes, effort.corrections.count()) == (20, 1)

    def test_only_ones_own(self, laptop_request: ServiceRequest, olga: User, maria: User, sign_in: SignedIn) -> None:
        effort = efforts.note(laptop_request, 60, by=olga)
        assert sign_in(maria).post(f"/effort/{effort.pk}/", {"minutes": "1"}).status_code == 404

    def test_not_after_two_weeks(self, laptop_request: ServiceRequest, olga: User, travel: Travel) -> None:
        effort = efforts.note(laptop_request, 60, by=olga)
        travel("2026-07-14 10:00")
        with pytest.raises(Refused, match="more than two weeks ago"):
            efforts.correct(effort, 30, by=olga)


class TestNobodyElseReadsIt:
    """An attack: everything the portal answers anybody else with is searched for what one person noted."""

    NOTED = 797  # minutes that nothing else shows: 13 h 17 min

    @pytest.fixture
    def others(self, ivan: User, maria: User, ada: User, li_wei: User, sign_in: SignedIn) -> dict[str, Client]:
        people = {"colleague": ivan, "manager": maria, "admin": ada, "requester": li_wei}
        return {name: sign_in(person) for name, person in people.items()}

    def test_on_no_page_no_list_no_export_and_no_api(
        self, laptop_request: ServiceRequest, olga: User, others: dict[str, Client], sign_in: SignedIn, travel: Travel
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        efforts.note(laptop_request, self.NOTED, by=olga)
        travel("2026-07-06 10:00")  # the week is over
        number = laptop_request.pk
        addresses = [
            *(
                "/",
                "/effort/",
                "/team/it/",
                "/queue/it/",
                "/queue/it/?view=mine",
                "/queue/it/?view=open&column=effort",
                "/notifications/",
                "/search/?q=laptop",
            ),
            *(f"/requests/{number}/", f"/api/v1/requests/{number}/clocks/", f"/api/v1/requests/{number}/standard/"),
            *("/dashboards/it/", "/dashboards/it/effort/", "/dashboards/it/requests/?figure=filed", "/reviews/"),
            *(f"/queue/it/?owner={olga.pk}", f"/people/{olga.pk}/", "/admin/", reverse("absences:list")),
        ]
        shown = ("13 h 17", "13.3", ">797<", "797 min", '"797"')
        for name, client in others.items():
            for address in addresses:
                text = client.get(address).content.decode()
                assert not [one for one in shown if one in text], f"{name} reads it at {address}"
        assert "13 h 17 min" in sign_in(olga).get(f"/requests/{number}/").content.decode()
        assert "13 h 17 min" in sign_in(olga).get("/effort/").content.decode()

    def test_djangos_own_admin_does_not_know_it(self) -> None:
        from django.contrib import admin

        assert not {Effort, EffortTimer} & set(admin.site._registry)
