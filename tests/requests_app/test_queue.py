"""A department's queue: views, filters and orders in the address, pages that do not slow down, taking and giving."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from requests_app import clock, transitions
from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.models.soon import soon_after
from tests.conftest import SignedIn
from tests.make import make_agent, make_department, make_request, make_service, make_user, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


def shown(client: Client, query: str = "") -> list[int]:
    response = client.get(f"/queue/it/{query}")
    assert response.status_code == 200
    return [row.pk for row in response.context["page"].rows]


def due(request: ServiceRequest, **when: float) -> ServiceRequest:
    ServiceRequest.objects.filter(pk=request.pk).update(due_at=clock.now() + timedelta(**when))
    return request


class TestViews:
    @pytest.fixture
    def requests(self, laptop: Service, li_wei: User, olga: User, ivan: User) -> dict[str, ServiceRequest]:
        made = {
            name: make_request(laptop, li_wei, name) for name in ("free", "olgas", "ivans", "asked", "held", "done")
        }
        transitions.assign(made["olgas"], to=olga, by=olga)
        transitions.assign(made["ivans"], to=ivan, by=ivan)
        transitions.assign(made["asked"], to=ivan, by=ivan)
        transitions.ask(made["asked"], "Which?", by=ivan)
        transitions.assign(made["held"], to=ivan, by=ivan)
        transitions.hold(made["held"], "Delivery", by=ivan)
        transitions.resolve(made["done"], by=olga)
        ServiceRequest.objects.update(due_at=None)
        due(made["ivans"], hours=2)
        return made

    @pytest.mark.parametrize(
        ("view", "expected"),
        [
            ("open", {"free", "olgas", "ivans", "asked", "held"}),
            ("mine", {"olgas"}),
            ("unassigned", {"free"}),
            ("risk", {"ivans"}),
            ("waiting", {"asked", "held"}),
            ("finished", {"done"}),
        ],
    )
    def test_each_view_holds_what_its_name_says(
        self, as_olga: Client, requests: dict[str, ServiceRequest], view: str, expected: set[str]
    ) -> None:
        assert set(shown(as_olga, f"?view={view}")) == {requests[name].pk for name in expected}

    def test_the_counts_agree_with_the_views(self, as_olga: Client, requests: dict[str, ServiceRequest]) -> None:
        views = as_olga.get("/queue/it/").context["views"]
        for view in views:
            if view["count"] is not None:
                assert int(view["count"]) == len(shown(as_olga, view["url"].removeprefix("/queue/it/")))

    def test_a_view_that_nobody_made_is_all_open(self, as_olga: Client, requests: dict[str, ServiceRequest]) -> None:
        assert len(shown(as_olga, "?view=../etc&sort=x&priority=9&owner=me&after=zzz")) == 5

    def test_another_departments_requests_are_not_in_it(
        self, as_olga: Client, travel_costs: Service, li_wei: User
    ) -> None:
        make_request(travel_costs, li_wei)
        assert shown(as_olga) == []


class TestFilters:
    def test_they_combine_and_are_kept_in_the_links(
        self, as_olga: Client, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        mail = make_service(it, "mail", "Mail")
        wanted = make_request(mail, li_wei, "Shared mailbox", impact=3, urgency=3)
        make_request(mail, li_wei, "Shared mailbox")
        make_request(laptop, li_wei, "Shared laptop", impact=3, urgency=3)
        query = "?service=mail&priority=1&owner=none&q=mailbox+shared"
        assert shown(as_olga, query) == [wanted.pk]
        page = as_olga.get(f"/queue/it/{query}").content.decode()
        assert "view=mine" in page
        assert "service=mail" in page.split("view=mine")[0].rsplit('href="', 1)[1]
        transitions.assign(wanted, to=olga, by=olga)
        assert shown(as_olga, query) == []
        assert shown(as_olga, f"?service=mail&owner={olga.pk}") == [wanted.pk]

    def test_a_number_finds_its_request(self, as_olga: Client, laptop_request: ServiceRequest) -> None:
        assert shown(as_olga, f"?q=%23{laptop_request.pk}") == [laptop_request.pk]
        assert shown(as_olga, "?q=99999999999999999999999") == []

    def test_a_search_over_htmx_gets_only_rows(self, as_olga: Client, laptop_request: ServiceRequest) -> None:
        page = as_olga.get("/queue/it/?q=laptops", headers={"hx-request": "true"}).content.decode()
        assert "<html" not in page
        assert laptop_request.title in page
        assert '<div hx-swap-oob="innerHTML:#said">Requests: 1</div>' in page
        assert "hx-swap-oob" not in as_olga.get("/queue/it/?q=laptops").content.decode()

    def test_who_hears_the_page_is_told_that_nothing_was_found(self, as_olga: Client) -> None:
        page = as_olga.get("/queue/it/?q=giraffes", headers={"hx-request": "true"}).content.decode()
        assert ">Requests: 0</div>" in page


class TestOrderAndPages:
    @pytest.fixture
    def many(self, laptop: Service, li_wei: User) -> list[ServiceRequest]:
        made = [make_request(laptop, li_wei, f"Request {number}") for number in range(60)]
        ServiceRequest.objects.update(due_at=None)
        for number, request in enumerate(made[:30]):
            due(request, hours=(number * 7) % 10)
        return made

    @pytest.mark.parametrize("sort", ["due", "priority", "new", "old", "changed"])
    def test_pages_forward_and_back_show_every_request_once(
        self, as_olga: Client, many: list[ServiceRequest], sort: str
    ) -> None:
        first = as_olga.get(f"/queue/it/?sort={sort}").context["page"]
        second = as_olga.get(first.older_url).context["page"]
        assert (len(first.rows), len(second.rows)) == (50, 10)
        assert {r.pk for r in first.rows} | {r.pk for r in second.rows} == {r.pk for r in many}
        assert first.newer_url == second.older_url == ""
        back = as_olga.get(second.newer_url).context["page"]
        assert [r.pk for r in back.rows] == [r.pk for r in first.rows]
        assert back.newer_url == ""

    def test_the_most_urgent_comes_first_and_what_has_no_promise_last(
        self, as_olga: Client, many: list[ServiceRequest]
    ) -> None:
        moments = [r.due_at for r in as_olga.get("/queue/it/").context["page"].rows]
        dated = [at for at in moments if at]
        assert dated == sorted(dated)
        assert moments[len(dated) :] == [None] * 20

    def test_a_place_that_nobody_made_is_the_first_page(self, as_olga: Client, many: list[ServiceRequest]) -> None:
        first = shown(as_olga)
        for place in ('["x",1]', "[1]", "{}", '[null,"1"]', '["2026-01-01",1]', "[[1],2]", "null", "[true"):
            assert shown(as_olga, f"?after={place}") == first


class TestTakeNext:
    def test_it_takes_the_most_urgent_that_nobody_has(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User
    ) -> None:
        later, sooner = (make_request(laptop, li_wei, name) for name in ("later", "sooner"))
        due(later, hours=5), due(sooner, hours=1)
        response = as_olga.post("/queue/it/next/")
        assert response.headers["Location"] == f"/requests/{sooner.pk}/"
        sooner.refresh_from_db()
        assert sooner.assignee == olga

    def test_what_waits_or_is_ones_own_is_passed_over(
        self, as_olga: Client, laptop: Service, li_wei: User, olga: User
    ) -> None:
        make_request(laptop, olga, "her own")
        held = make_request(laptop, li_wei, "held")
        transitions.hold(held, "Delivery", by=olga)
        response = as_olga.post("/queue/it/next/", follow=True)
        assert "Nothing is left to take" in response.content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_get_two_requests(self, laptop: Service, li_wei: User, olga: User, ivan: User) -> None:
        for name in ("one", "two"):
            make_request(laptop, li_wei, name)
        both_took, taken = threading.Barrier(2, timeout=20), []

        def take(person: User) -> None:
            from django.db import transaction

            try:
                with transaction.atomic():
                    request = transitions.take_next(laptop.provider, by=person)
                    both_took.wait()
                taken.append(request.pk if request else None)
            finally:
                connection.close()

        threads = [threading.Thread(target=take, args=(person,)) for person in (olga, ivan)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(taken) == len(set(taken)) == 2
        assert None not in taken


class TestWhoSeesIt:
    def test_only_who_serves_there(
        self, sign_in: SignedIn, it: Department, li_wei: User, anna: User, ada: User, maria: User
    ) -> None:
        for person in (li_wei, anna, ada):
            assert sign_in(person).get("/queue/it/").status_code == 404
            assert sign_in(person).post("/queue/it/next/").status_code == 404
            assert sign_in(person).post("/queue/it/bulk/").status_code == 404
        assert sign_in(maria).get("/queue/it/").status_code == 200


class TestNavigation:
    def test_who_serves_in_two_departments_has_both_queues_with_their_counts(
        self, sign_in: SignedIn, it: Department, finance: Department, laptop_request: ServiceRequest
    ) -> None:
        from requests_app.models import Membership

        both = make_agent("Kim", it)
        Membership.objects.create(user=both, department=finance)
        nav = sign_in(both).get("/").context["nav"]()
        assert {(g.label, i.url, i.count) for g in nav for i in g.items if "/queue/" in i.url} == {
            ("IT", "/queue/it/", "1"),
            ("Finance", "/queue/finance/", None),
        }

    def test_a_count_stops_at_its_cap(self, sign_in: SignedIn, olga: User, laptop: Service, li_wei: User) -> None:
        one = make_request(laptop, li_wei)
        rows = [
            ServiceRequest(
                title="x", service=laptop, department=laptop.provider, requester=li_wei, filed_by=li_wei,
                filed_at=one.filed_at, updated_at=one.updated_at,
            )
            for _ in range(1005)
        ]  # fmt: skip
        ServiceRequest.objects.bulk_create(rows)
        views = {v["url"]: v["count"] for v in sign_in(olga).get("/queue/it/").context["views"]}
        assert views["/queue/it/?view=open"] == "1000+"

    def test_an_employee_has_no_queue(self, sign_in: SignedIn) -> None:
        nobody = make_user("New", make_department("empty"))
        assert [g.label for g in sign_in(nobody).get("/").context["nav"]()] == [""]


class TestSoon:
    def test_a_span_within_the_week_is_what_it_says(self) -> None:
        thursday = utc(2026, 6, 11, 12)
        assert soon_after(thursday, timedelta(hours=4)) == utc(2026, 6, 11, 16)

    @pytest.mark.parametrize("now", [utc(2026, 6, 12, 22), utc(2026, 6, 13, 9), utc(2026, 6, 14, 23)])
    def test_over_a_weekend_mondays_promises_are_near(self, now: datetime) -> None:
        assert soon_after(now, timedelta(hours=4)) == utc(2026, 6, 15, 12)
