"""Chains of requests end to end, and promises broken while somebody outside the company waits."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from dashboards.chains import page
from dashboards.chains.reading import Chain, chains
from dashboards.days import Days
from dashboards.outside import reading
from dashboards.period import Period
from requests_app import clock, transitions
from requests_app.models import Department, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_service, make_standard, utc

JUNE = Period("custom", date(2026, 6, 1), date(2026, 7, 1))


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode().replace("<", " <"))).split())


@pytest.fixture
def desk(analytics: Department) -> Service:
    return make_service(analytics, "desk", "A desk")


@pytest.fixture
def long_one(
    laptop: Service, travel_costs: Service, desk: Service, li_wei: User, olga: User, anna: User, travel: Travel
) -> ServiceRequest:
    """IT for two hours, finance for four; of those, analytics does a part for one hour and never ends it."""
    travel("2026-06-10 08:00")
    request = make_request(laptop, li_wei, "Abroad")
    travel("2026-06-10 10:00")
    transitions.hand_over(request, travel_costs.provider, "Yours", by=olga)
    travel("2026-06-10 13:00")
    part = make_request(desk, anna, "A part")
    part.parent = request
    part.save(update_fields=["parent"])
    travel("2026-06-10 14:00")
    request.refresh_from_db()
    return transitions.resolve(request, by=anna)


class TestChains:
    def test_every_stint_and_part_is_in_it(
        self, long_one: ServiceRequest, it: Department, finance: Department, analytics: Department, maria: User
    ) -> None:
        found = chains(JUNE, maria, utc(2026, 6, 10, 14))
        assert [(one.root, one.lead(clock.now())) for one in found] == [(long_one.pk, 6.0)]
        assert found[0].path == (it.pk, finance.pk, analytics.pk)
        assert found[0].hours == {it.pk: 2.0, finance.pk: 4.0, analytics.pk: 1.0}

    def test_what_one_department_did_alone_is_none(self, laptop: Service, li_wei: User, maria: User) -> None:
        part = make_request(laptop, li_wei)
        part.parent = make_request(laptop, li_wei)
        part.save(update_fields=["parent"])
        today = clock.now().date()
        assert chains(Period("custom", today, date(2100, 1, 1)), maria, clock.now()) == []

    def test_other_days_have_others(self, long_one: ServiceRequest, maria: User) -> None:
        assert chains(Period("custom", date(2026, 6, 11), date(2026, 7, 1)), maria, clock.now()) == []

    def test_ways_count_what_is_not_over(self, it: Department, finance: Department) -> None:
        it.refresh_from_db()
        finance.refresh_from_db()
        begins = utc(2026, 6, 1)
        made = [Chain(number, begins, utc(2026, 6, 1, number) if number < 4 else None) for number in range(1, 6)]
        for chain in made:
            chain.add(finance.pk, begins, utc(2026, 6, 1, 1))
            chain.add(it.pk, utc(2026, 6, 1, 1), utc(2026, 6, 1, 4))
        (way,) = page.ways(made, {it.pk: it, finance.pk: finance}, utc(2026, 6, 2))
        assert (way.label, way.code, way.n, way.running) == ("Finance → IT", "finance.it", 5, 2)
        # Of five, the third is over after three hours; the slowest of so few is nothing to speak of.
        assert (way.half, way.most, way.longest) == ("3 h", None, "IT · 75 %")
        assert page.path_of("finance.it", {it.pk: it, finance.pk: finance}) == (finance.pk, it.pk)
        assert page.path_of("finance.nowhere", {it.pk: it, finance.pk: finance}) is None

    def test_a_way_leads_to_its_requests(self, long_one: ServiceRequest, maria: User, sign_in: SignedIn) -> None:
        client = sign_in(maria)
        url = "/figures/chains/?from=2026-06-01&to=2026-06-30"
        assert "IT → Finance → Analytics" in text(client, url)
        link = re.search(r'href="(/figures/chains/requests/[^"]*)"', client.get(url).content.decode())
        assert link is not None
        assert "1 request · IT → Finance → Analytics" in text(client, unescape(link.group(1)))
        assert client.get("/figures/chains/requests/?path=it.nowhere").status_code == 404

    def test_without_any_it_says_where_they_come_from(self, maria: User, sign_in: SignedIn) -> None:
        assert "No chains in these days" in text(sign_in(maria), "/figures/chains/")


class TestSomebodyOutside:
    @pytest.fixture
    def waiting(self, laptop: Service, li_wei: User, olga: User, travel: Travel) -> list[ServiceRequest]:
        """For customers one done in time, one late, one overdue; and one overdue for a colleague."""
        make_standard(laptop.provider, first_response=None, resolution=2 * 3600)
        travel("2026-06-10 08:00")
        names = ("in time", "late", "overdue")
        asked = [make_request(laptop, li_wei, name, outside_party="Norsk Data") for name in names]
        make_request(laptop, li_wei, "for a colleague")
        transitions.resolve(asked[0], by=olga)
        travel("2026-06-10 12:00")
        transitions.resolve(asked[1], by=olga)
        return asked

    def test_is_counted_by_department(self, waiting: list[ServiceRequest], it: Department, maria: User) -> None:
        june = Days(JUNE.start, JUNE.end)
        (row,) = reading.by_department(june, maria, {it.pk: it}, clock.now())
        assert (row.filed, row.broken, row.overdue) == (3, 2, 1)
        numbers = {name: reading.requests_behind(name, june, maria, clock.now()).count() for name in reading.FIGURES}
        assert numbers == {"filed": 3, "broken": 2, "overdue": 1}

    def test_is_shown_with_who_waits(self, waiting: list[ServiceRequest], maria: User, sign_in: SignedIn) -> None:
        client = sign_in(maria)
        page = text(client, "/figures/outside/?from=2026-06-01&to=2026-06-30")
        assert "IT 3 2 67 % 1" in page
        assert f"overdue #{waiting[2].pk} · IT · Norsk Data" in page
        assert client.get("/figures/outside/requests/?figure=nonsense").status_code == 404
        assert client.get("/figures/outside/requests/?department=nowhere").status_code == 404

    def test_nobody_outside_means_nothing_to_count(self, maria: User, sign_in: SignedIn) -> None:
        assert "No request names anybody outside" in text(sign_in(maria), "/figures/outside/")
