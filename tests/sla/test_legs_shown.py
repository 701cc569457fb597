"""Who had a request: the stints of the departments, with working time for those who serve."""

from __future__ import annotations

import pytest

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_request, make_standard


@pytest.fixture
def passed_on(
    travel: Travel, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User
) -> ServiceRequest:
    """IT has it on a Monday from 8 to 10 UTC, then finance; both have agreed on a share, finance by Berlin's hours."""
    make_standard(it, by_priority={("ola", None): 4 * 3600})
    make_standard(finance, spec=OFFICE_HOURS, by_priority={("ola", None): 4 * 3600})
    travel("2026-06-08 08:00")
    request = make_request(laptop, li_wei)
    travel("2026-06-08 10:00")
    return transitions.hand_over(request, finance, "Money", by=olga)


def page(sign_in: SignedIn, who: User, request: ServiceRequest) -> str:
    found = sign_in(who).get(f"/requests/{request.pk}/").content.decode()
    begin = found.find('id="legs"')
    return found[begin : found.index("</section>", begin)] if begin >= 0 else ""


def test_those_who_serve_see_each_stint_with_its_own_time(
    passed_on: ServiceRequest, sign_in: SignedIn, travel: Travel, anna: User, olga: User
) -> None:
    travel("2026-06-08 18:00")  # two hours after Berlin went home
    for person in (anna, olga):
        card = page(sign_in, person, passed_on)
        assert "IT" in card
        assert "2 h<" in card
        assert "Finance" in card
        assert "6 h<" in card
        assert "of working time" in card


def test_a_department_that_gets_it_back_has_two_stints(
    passed_on: ServiceRequest, sign_in: SignedIn, travel: Travel, anna: User, olga: User, it: Department
) -> None:
    travel("2026-06-08 11:00")
    transitions.hand_over(passed_on, it, "Back", by=anna)
    travel("2026-06-08 14:00")
    card = page(sign_in, olga, passed_on)
    assert card.count("<b>IT</b>") == 2
    assert [card.count(time) for time in ("2 h<", "1 h<", "3 h<")] == [1, 1, 1]


def test_the_requester_sees_names_and_no_times(passed_on: ServiceRequest, sign_in: SignedIn, li_wei: User) -> None:
    card = page(sign_in, li_wei, passed_on)
    assert "Finance" in card
    assert "of working time" not in card


def test_without_an_agreed_share_it_is_real_time(
    travel: Travel, laptop: Service, finance: Department, li_wei: User, olga: User, sign_in: SignedIn
) -> None:
    travel("2026-06-08 08:00")
    request = make_request(laptop, li_wei)
    travel("2026-06-08 10:30")
    transitions.hand_over(request, finance, "Money", by=olga)
    card = page(sign_in, olga, request)
    assert "2 h 30 min" in card
    assert "of real time" in card


def test_one_department_alone_has_no_card(laptop_request: ServiceRequest, sign_in: SignedIn, olga: User) -> None:
    assert page(sign_in, olga, laptop_request) == ""
