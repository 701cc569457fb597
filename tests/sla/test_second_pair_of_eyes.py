"""A checklist that a colleague checks: without that nobody marks the request as done."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.states import Status
from requests_app.transitions import Refused
from sla import checklists, standards
from sla.models import ChecklistCheck
from tests.conftest import SignedIn
from tests.make import make_request, make_standard

POINTS = [{"key": "backup", "text": {"en": "Backed up"}}, {"key": "wiped", "text": {"en": "Wiped"}}]


@pytest.fixture
def request_to_it(it: Department, laptop: Service, li_wei: User, olga: User) -> ServiceRequest:
    """Olga works on it; its standard wants a second pair of eyes."""
    make_standard(it, checklist=POINTS, checked_by_another=True)
    return transitions.assign(make_request(laptop, li_wei), to=olga, by=olga)


@pytest.fixture
def ticked(request_to_it: ServiceRequest, olga: User) -> ServiceRequest:
    for point in POINTS:
        checklists.tick(request_to_it, str(point["key"]), by=olga)
    return request_to_it


def resolve(browser: Client, request: ServiceRequest) -> int:
    version = ServiceRequest.objects.get(pk=request.pk).version
    data = {"version": version, "result": "Done"}
    return browser.post(f"/requests/{request.pk}/resolution/", data).status_code


def check(browser: Client, request: ServiceRequest) -> int:
    return browser.post(f"/standards/requests/{request.pk}/checklist/check/").status_code


def test_it_is_refused_with_a_sentence_until_a_colleague_has_checked(
    sign_in: SignedIn, ticked: ServiceRequest, olga: User, ivan: User
) -> None:
    as_olga = sign_in(olga)
    answer = as_olga.post(f"/requests/{ticked.pk}/resolution/", {"version": 1, "result": "Done"})
    assert answer.status_code == 422
    assert "A colleague has to check the checklist first" in answer.content.decode()
    assert "I have checked it" in sign_in(ivan).get(f"/requests/{ticked.pk}/").content.decode()
    assert check(sign_in(ivan), ticked) == 302
    assert "Checked by Ivan Kuznetsov" in as_olga.get(f"/requests/{ticked.pk}/").content.decode()
    assert resolve(as_olga, ticked) == 302


def test_not_by_whoever_works_on_it(sign_in: SignedIn, ticked: ServiceRequest, olga: User) -> None:
    assert "I have checked it" not in sign_in(olga).get(f"/requests/{ticked.pk}/").content.decode()
    assert check(sign_in(olga), ticked) == 409


def test_who_checked_and_then_took_it_over_needs_another(ticked: ServiceRequest, ivan: User) -> None:
    checklists.confirm(ticked, by=ivan)
    transitions.assign(ticked, to=ivan, by=ivan)
    with pytest.raises(Refused):
        transitions.resolve(ticked, by=ivan)


def test_nobody_works_on_it_then_not_by_who_hands_it_out(ticked: ServiceRequest, ivan: User, maria: User) -> None:
    transitions.assign(ticked, to=None, by=maria)
    checklists.confirm(ticked, by=ivan)
    with pytest.raises(Refused):
        transitions.resolve(ticked, by=ivan)
    transitions.resolve(ticked, by=maria)


def test_only_a_list_that_is_ticked_is_checked_and_unticking_takes_the_check_back(
    sign_in: SignedIn, request_to_it: ServiceRequest, ticked: ServiceRequest, ivan: User
) -> None:
    checklists.confirm(ticked, by=ivan)
    checklists.untick(ticked, "wiped")
    assert not ChecklistCheck.objects.exists()
    assert check(sign_in(ivan), ticked) == 409


def test_what_comes_back_is_checked_anew(ticked: ServiceRequest, ivan: User, olga: User, li_wei: User) -> None:
    checklists.confirm(ticked, by=ivan)
    transitions.resolve(ticked, by=olga)
    transitions.reopen(ticked, "Not yet", by=li_wei)
    with pytest.raises(Refused):
        transitions.resolve(ticked, by=olga)


def test_without_the_flag_the_list_only_reminds(
    it: Department, laptop: Service, li_wei: User, olga: User, sign_in: SignedIn
) -> None:
    make_standard(it, checklist=POINTS)
    request = make_request(laptop, li_wei)
    assert check(sign_in(olga), request) == 409
    assert transitions.resolve(request, by=olga).status == Status.RESOLVED


def test_who_is_not_of_the_department_checks_nothing(
    sign_in: SignedIn, ticked: ServiceRequest, li_wei: User, anna: User
) -> None:
    assert [check(sign_in(person), ticked) for person in (li_wei, anna)] == [403, 404]


def test_the_flag_is_part_of_the_standard_and_needs_points(it: Department) -> None:
    standard = make_standard(it, checklist=POINTS, checked_by_another=True)
    assert standards.revise(standard, by=None).checked_by_another
    with pytest.raises(Refused):
        make_standard(it, checked_by_another=True)
