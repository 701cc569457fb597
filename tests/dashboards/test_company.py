"""The company overview: departments compared fairly, and where requests wait."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from dashboards import rollups
from dashboards.company.comparing import Counted, compare, said
from dashboards.company.waited import Between, requests_that_waited, waited_in
from dashboards.company.waiting import standing, waiting_for
from requests_app import clock, transitions
from requests_app.models import Department, Service, Translated, User, WaitingReason, WaitKind
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import rate
from tests.make import make_department, make_manager, make_request, make_service, make_standard, utc

PAGE = "/figures/?period=30d"


def text(client: Client, url: str = PAGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def departments(count: int) -> list[Department]:
    return [Department(pk=number, code=f"d{number}", name=Translated(en=f"D{number}")) for number in range(count)]


class TestComparing:
    def test_three_good_requests_do_not_top_a_list(self) -> None:
        small, good, bad = departments(3)
        found = compare([Counted(small, 3, 3), Counted(good, 480, 500), Counted(bad, 300, 500)])
        assert found is not None
        assert [one.counted.department for one in found.placed] == [bad, small, good]
        assert [one.differs for one in found.placed] == ["below", "", "above"]
        assert all(one.low < one.value < one.high for one in found.placed)
        assert said(found) == (
            "Above the company by more than chance explains: D1. Below the company by more than chance explains: D2. "
            "1 other cannot be told apart from the company."
        )

    def test_differences_that_chance_explains_are_none(self) -> None:
        found = compare([Counted(one, 8 + one.pk, 10 + one.pk) for one in departments(3)])
        assert found is not None
        assert found.alike
        assert {one.value for one in found.placed} == {found.company}
        assert said(found) == "No real difference between departments is visible at these numbers."

    @pytest.mark.parametrize("rows", [[], [(9, 10)], [(10, 10), (20, 20)], [(0, 10), (0, 20)]])
    def test_there_may_be_nothing_to_compare(self, rows: list[tuple[int, int]]) -> None:
        one_by_one = zip(departments(len(rows)), rows, strict=True)
        assert compare([Counted(department, good, n) for department, (good, n) in one_by_one]) is None


class TestThePage:
    def test_it_compares_what_was_kept_and_leads_to_what_one_may_see(
        self, laptop: Service, travel_costs: Service, li_wei: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        for service in (laptop, travel_costs):
            make_standard(service.provider, resolution=3600)
        travel("2026-06-10 08:00")
        for service, late in ((laptop, 1), (travel_costs, 3)):
            for number in range(4):
                request = make_request(service, li_wei)
                transitions.resolve(request, by=None, now=clock.now())
                if number < late:
                    make_request(service, li_wei)
        travel("2026-06-12 08:00")
        rollups.recount()
        client = sign_in(maria)
        page = text(client)
        assert "No real difference between departments is visible" in page
        assert "4 of 5" in page
        assert "4 of 7" in page
        links = re.findall(r'href="(/dashboards/[^"]*figure=[^"]*)"', client.get(PAGE).content.decode())
        assert {link.split("/")[2] for link in links} == {"it"}
        listed = client.get(unescape(links[0])).content.decode()
        assert listed.count('class="cover title"') == 4

    def test_ratings_are_those_of_ones_own_departments_and_released(
        self, laptop: Service, travel_costs: Service, li_wei: User, maria: User, ada: User, sign_in: SignedIn
    ) -> None:
        legal = make_service(make_department("legal", "Legal"), "contracts")
        desks = make_service(make_department("facilities", "Facilities"), "desks")
        given = {laptop: [5] * 6, desks: [4, 4, 4, 4, 1, 2, 5], travel_costs: [1, 5, 5, 5, 4], legal: [2]}
        for service, scores in given.items():
            for score in scores:
                request = transitions.resolve(make_request(service, li_wei), by=None)
                rate(request, score, at=clock.now())
        rollups.recount()
        page = text(sign_in(ada), f"{PAGE}&measure=satisfied")
        # One answer in Legal: with it another department has to hide, or subtraction would show it.
        assert "6 of 6" in page
        assert "5 of 7" in page
        assert "4 of 5" not in page
        assert "fewer than 5 answers" in page
        assert "Nothing to compare yet" in text(sign_in(maria), f"{PAGE}&measure=satisfied")
        assert "figure=csat" not in sign_in(ada).get(f"{PAGE}&measure=satisfied").content.decode()

    def test_an_empty_company_says_so(self, maria: User, sign_in: SignedIn) -> None:
        page = text(sign_in(maria), "/figures/?measure=nonsense")
        assert "Nothing to compare yet" in page
        assert "No request waits" in page

    def test_who_leads_nothing_finds_no_such_page(self, olga: User, sign_in: SignedIn) -> None:
        assert sign_in(olga).get(PAGE).status_code == 404


class TestWhereRequestsWait:
    def test_every_wait_is_counted_once_with_its_hours(
        self, laptop: Service, li_wei: User, olga: User, maria: User, travel: Travel
    ) -> None:
        travel("2026-06-10 08:00")
        supplier = WaitingReason.objects.create(code="vendor", name={"en": "The vendor"}, kind=WaitKind.SUPPLIER)
        fresh, asked, held, worked = (make_request(laptop, li_wei, name) for name in ("new", "ask", "hold", "work"))
        travel("2026-06-10 10:00")
        transitions.ask(asked, "Which?", by=olga)
        transitions.hold(held, "Parts are on their way", because=supplier, by=olga)
        transitions.start(worked, by=olga)
        transitions.ask_approval(make_request(laptop, li_wei, "agree"), maria, "May they?", by=olga)
        travel("2026-06-10 12:00")
        found = standing({laptop.provider_id: laptop.provider}, clock.now())
        assert {(one.label, one.n, one.hours) for one in found} == {
            ("Nobody has begun", 1, 4.0),
            ("The requester", 1, 2.0),
            ("The vendor", 1, 2.0),
            ("An approval", 1, 2.0),
        }
        assert all(waiting_for(one.why).count() == one.n for one in found)
        assert waiting_for("received").get().pk == fresh.pk

    def test_a_line_leads_to_its_requests(self, laptop: Service, li_wei: User, maria: User, sign_in: SignedIn) -> None:
        make_request(laptop, li_wei, "A new screen")
        client = sign_in(maria)
        link = re.search(r'href="(/figures/waiting/[^"]*)"', client.get(PAGE).content.decode())
        assert link is not None
        assert "A new screen" in text(client, unescape(link.group(1)))
        assert client.get("/figures/waiting/?why=nonsense").status_code == 404
        assert client.get("/figures/waiting/?department=nowhere").status_code == 404

    def test_what_one_may_not_open_is_counted_and_not_listed(
        self, travel_costs: Service, li_wei: User, maria: User, sign_in: SignedIn
    ) -> None:
        make_request(travel_costs, li_wei, "To Paris")
        page = text(sign_in(maria), "/figures/waiting/?department=finance")
        assert "1 request" in page
        assert "Some of them are not yours to open" in page
        assert "To Paris" not in page


class TestWhereRequestsWaited:
    def test_each_spell_counts_where_and_as_far_as_it_lay_in_the_days(
        self, laptop: Service, travel_costs: Service, li_wei: User, olga: User, anna: User, travel: Travel
    ) -> None:
        it, finance = laptop.provider, travel_costs.provider
        vendor = WaitingReason.objects.create(code="vendor", name={"en": "The vendor"}, kind=WaitKind.SUPPLIER)
        travel("2026-06-10 08:00")
        one = make_request(laptop, li_wei)
        travel("2026-06-10 10:00")
        transitions.hold(one, "Parts are on their way", because=vendor, by=olga)
        travel("2026-06-10 11:00")
        transitions.reply(one, "Still on their way", by=olga)
        travel("2026-06-11 10:00")
        transitions.hold(one, "Until the holidays are over", until=utc(2026, 7, 1), by=olga)
        travel("2026-06-11 12:00")
        transitions.resume(one, by=olga)
        transitions.hand_over(one, finance, "A question of money", by=olga)
        travel("2026-06-11 15:00")
        transitions.resolve(one, "Bought", by=anna)
        travel("2026-06-20 08:00")
        between = Between(utc(2026, 6, 10, 9), utc(2026, 6, 12), clock.now())
        found = waited_in(between, Department.objects.in_bulk([it.pk, finance.pk]))
        assert [(str(row.department), row.label, row.n, row.hours) for row in found.rows] == [
            ("IT", "The vendor", 1, 24.0),
            ("Finance", "Nobody has begun", 1, 3.0),
            ("IT", "A planned date", 1, 2.0),
            ("IT", "Nobody has begun", 1, 1.0),
        ]
        assert found.said().startswith("Most of the waiting was for: The vendor (80 %), Nobody has begun (13")
        assert all(requests_that_waited(between, row.department, row.why).count() == row.n for row in found.rows)
        assert not requests_that_waited(between, finance, "date").exists()
        assert requests_that_waited(between, None, "").get() == one

    def test_what_still_waits_counts_up_to_now(
        self, laptop: Service, li_wei: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel("2026-06-10 08:00")
        make_request(laptop, li_wei, "A new screen")
        travel("2026-06-10 12:00")
        client = sign_in(maria)
        assert 'hx-get="/figures/waited/?period=30d"' in client.get(PAGE).content.decode()
        part = client.get("/figures/waited/?period=30d", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert "4 h" in part
        [link] = re.findall(r'href="(/figures/waited/requests/[^"]*)"', part)
        assert "A new screen" in text(client, unescape(link))
        assert "Where requests waited, last 30 days" in text(client, "/figures/waited/?period=30d")
        assert client.get("/figures/waited/requests/?why=nonsense").status_code == 404


def test_a_manager_of_another_department_compares_as_well(finance: Department, sign_in: SignedIn) -> None:
    assert sign_in(make_manager("Pavel Stein", finance)).get(PAGE).status_code == 200
