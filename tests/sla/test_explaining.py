"""Which standard a request gets, and why: every one of the department with its reason, most specific first."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse

from requests_app import transitions
from requests_app.models import Department, Priority, Service, ServiceRequest, User
from sla import explaining, standards
from sla.explaining import explain
from sla.models import ServiceStandard
from sla.standards import Asked, standard_for
from tests.conftest import SignedIn
from tests.make import make_request, make_service, make_standard, utc
from tests.sla.conftest import NINE, at

HOUR = 3600


def asked(
    department: Department, service: Service, *, by: Department | None = None, priority: int = Priority.NORMAL
) -> Asked:
    return Asked(department.pk, service.pk, by.pk if by else None, priority)


def reasons(of: Asked, when: datetime = NINE) -> list[tuple[str, str]]:
    return [(str(one.standard), one.why) for one in explain(of, when).reasons]


class TestOrder:
    def test_service_then_requesters_department_then_priority(
        self, it: Department, finance: Department, laptop: Service
    ) -> None:
        for name, service, scope in [
            ("all", None, ()),
            ("urgent", None, (None, 2)),
            ("for finance", None, (finance.pk, None)),
            ("for finance, urgent", None, (finance.pk, 2)),
            ("laptops", laptop, ()),
            ("laptops for finance", laptop, (finance.pk, None)),
        ]:
            make_standard(it, service, name={"en": name}, scope=scope)
        said = reasons(asked(it, laptop, by=finance, priority=2))
        assert [name for name, _why in said] == [
            "laptops for finance", "laptops", "for finance, urgent", "for finance", "urgent", "all",
        ]  # fmt: skip
        assert said[0][1].startswith("It applies: it is the most specific one that fits, made for this service.")
        assert {why for _name, why in said[1:]} == {"It would fit, but a more specific one came first."}

    @pytest.mark.parametrize(("priority", "by_finance"), [(1, True), (2, False), (3, True), (4, False)])
    def test_the_one_that_applies_is_the_one_a_request_gets(
        self,
        it: Department,
        finance: Department,
        analytics: Department,
        laptop: Service,
        priority: int,
        by_finance: bool,
    ) -> None:
        make_standard(it, scope=(finance.pk, None))
        make_standard(it, scope=(None, 2))
        make_standard(it, laptop, scope=(analytics.pk, 4))
        make_standard(it)
        of = asked(it, laptop, by=finance if by_finance else analytics, priority=priority)
        assert explain(of, NINE).standard == standard_for(of, NINE)


class TestReasons:
    def test_each_says_why_not(self, it: Department, finance: Department, laptop: Service) -> None:
        vpn = make_service(it, "vpn", "VPN")
        make_standard(it, vpn, name={"en": "a"})
        make_standard(it, laptop, name={"en": "b"}, scope=(finance.pk, None))
        make_standard(it, laptop, name={"en": "c"}, scope=(None, 1))
        critical: dict[tuple[str, int | None], int] = {("resolution", 1): HOUR}
        make_standard(it, laptop, name={"en": "d"}, first_response=None, resolution=None, by_priority=critical)
        make_standard(it, name={"en": "e"}, since=utc(2027, 3, 1))
        assert dict(reasons(asked(it, laptop))) == {
            "a": "It is for the service “VPN” only.",
            "b": "It is for requests from Finance only.",
            "c": "It is for priority Critical only.",
            "d": "It promises nothing for priority Normal.",
            "e": "It is not in force before 1 Mar 2027 00:00.",
        }
        assert explain(asked(it, laptop), NINE).standard is None

    def test_one_that_is_over_says_until_when(self, it: Department, laptop: Service) -> None:
        standards.retire(make_standard(it), now=at(9, day=1))
        assert reasons(asked(it, laptop))[0][1] == "It was in force until 1 June 09:00."

    def test_of_each_standard_only_the_version_that_matters_is_shown(self, it: Department, laptop: Service) -> None:
        first = make_standard(it)
        second = standards.publish(standards.revise(first, by=None), by=None, now=at(8), since=at(12))
        for when, version in ((at(9), first), (at(12), second)):
            assert [one.standard for one in explain(asked(it, laptop), when).reasons] == [version]

    def test_drafts_and_other_departments_are_not_mentioned(
        self, it: Department, finance: Department, laptop: Service
    ) -> None:
        standards.revise(make_standard(it), by=None)
        make_standard(finance)
        assert len(reasons(asked(it, laptop))) == 1


class TestThePage:
    def test_everybody_may_ask(self, it: Department, laptop: Service, li_wei: User, sign_in: SignedIn) -> None:
        make_standard(it, name={"en": "IT in general"})
        browser, url = sign_in(li_wei), reverse("sla:question")
        assert "Choose a service." in browser.get(url).content.decode()
        text = browser.get(url, {"service": laptop.pk, "priority": 3}).content.decode()
        assert "IT in general" in text
        assert "no more specific one fits" in text

    def test_at_another_moment_another_answer(
        self, it: Department, laptop: Service, li_wei: User, sign_in: SignedIn
    ) -> None:
        make_standard(it, since=utc(2026, 6, 8))
        browser, url = sign_in(li_wei), reverse("sla:question")
        text = browser.get(f"{url}?service={laptop.pk}&at=2026-06-07T12:00").content.decode()
        assert "None of them applies: nothing is promised." in text

    def test_a_department_without_standards_says_so(self, laptop: Service, li_wei: User, sign_in: SignedIn) -> None:
        text = sign_in(li_wei).get(reverse("sla:question"), {"service": laptop.pk}).content.decode()
        assert "This department has published no standard" in text

    def test_what_cannot_be_read_is_said_beside_the_field(self, li_wei: User, sign_in: SignedIn) -> None:
        page = sign_in(li_wei).get(f"{reverse('sla:question')}?service=77777&at=tomorrow")
        assert "Select a valid choice" in page.content.decode()


class TestOfARequest:
    @pytest.fixture
    def request_to_it(self, standard: ServiceStandard, laptop: Service, li_wei: User) -> ServiceRequest:
        return make_request(laptop, li_wei, now=NINE)

    def text(self, person: User, request: ServiceRequest, sign_in: SignedIn) -> str:
        return sign_in(person).get(reverse("sla:why", args=[request.pk])).content.decode()

    def test_it_is_explained_for_the_moment_of_filing(
        self, request_to_it: ServiceRequest, standard: ServiceStandard, li_wei: User, sign_in: SignedIn
    ) -> None:
        standards.publish(standards.revise(standard, by=None), by=None, now=at(12))
        story = explaining.of_request(request_to_it, now=at(13))
        assert story.given == story.explanation.standard == standard
        assert "version 1" in self.text(li_wei, request_to_it, sign_in)

    def test_a_new_priority_is_a_new_choice(
        self, it: Department, request_to_it: ServiceRequest, li_wei: User, olga: User
    ) -> None:
        urgent = make_standard(it, scope=(None, Priority.CRITICAL))
        transitions.amend(request_to_it, {"impact": 3, "urgency": 3}, by=olga, now=at(10))
        request_to_it.refresh_from_db()
        story = explaining.of_request(request_to_it, now=at(11))
        assert story.explanation.at == NINE  # among the standards it was filed under
        assert story.given == story.explanation.standard == urgent

    def test_one_without_any_says_so(self, laptop: Service, li_wei: User, sign_in: SignedIn) -> None:
        assert "It has none" in self.text(li_wei, make_request(laptop, li_wei), sign_in)

    def test_where_another_would_be_found_today_that_is_said(
        self, it: Department, finance: Department, request_to_it: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        make_standard(it, scope=(finance.pk, None))
        li_wei.department = finance
        li_wei.save(update_fields=["department"])
        assert "Looked up again, another one would be found" in self.text(li_wei, request_to_it, sign_in)

    def test_it_is_for_everybody_who_sees_the_request_and_nobody_else(
        self, request_to_it: ServiceRequest, li_wei: User, olga: User, anna: User, ada: User, sign_in: SignedIn
    ) -> None:
        url = reverse("sla:why", args=[request_to_it.pk])
        assert [sign_in(one).get(url).status_code for one in (li_wei, olga, anna, ada)] == [200, 200, 404, 404]

    def test_htmx_gets_the_part_and_not_the_page(
        self, request_to_it: ServiceRequest, li_wei: User, sign_in: SignedIn
    ) -> None:
        part = sign_in(li_wei).get(reverse("sla:why", args=[request_to_it.pk]), headers={"HX-Request": "true"})
        assert "<html" not in part.content.decode()
