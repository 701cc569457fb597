"""What no browser sends is answered with a refusal: never with an error, and never by a page that stays broken."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from requests_app.models import Promise, ServiceRequest, User
from tests.conftest import SignedIn, Travel

NUL = "a\0b"


@pytest.mark.parametrize("address", ["/?q=", "/colleagues/?on_behalf=", "/queue/it/?q=", "/queue/it/?service="])
def test_nul_in_an_address_is_a_bad_request(address: str, olga: User, sign_in: SignedIn) -> None:
    path, _mark, name = address.partition("?")
    assert sign_in(olga).get(f"{path}?{name}x").status_code == 200
    assert sign_in(olga).get(f"{path}?{name}{urlencode({'': NUL})[1:]}").status_code == 400


@pytest.mark.django_db
def test_nul_in_a_cookie_is_a_bad_request() -> None:
    assert Client().get("/sign-in/", HTTP_COOKIE='portal_session="abcdefghij\\000"').status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["unicode_escape", "hex", "utf-16"])
def test_a_form_in_another_encoding_is_a_bad_request(charset: str) -> None:
    field = '--B\r\nContent-Disposition: form-data; name="username"\r\n\r\n\\ud800@example.com\r\n--B--\r\n'
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    assert Client().generic("POST", "/sign-in/", field, content_type=kind).status_code == 400
    assert Client().generic("POST", "/sign-in/", field, content_type=kind.replace(charset, "UTF-8")).status_code == 422


@pytest.mark.parametrize("path", ["/requests/", "/waiting/", "/notifications/", "/queue/it/"])
def test_a_place_in_a_list_that_nobody_made_here_is_the_first_page(path: str, olga: User, sign_in: SignedIn) -> None:
    for place in (
        "[" * 3000,
        "[1e999]",
        "[" + "9" * 30 + "]",
        '["9999-12-31T23:59:59-14:00", 1]',
        '["0001-01-01T00:00+23:59", 1]',
    ):
        assert sign_in(olga).get(path, {"after": place}).status_code == 200


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati"])
@pytest.mark.parametrize("day", ["9999-12-31T23:59", "9998-01-01T00:00", "2036-06-13T00:00"])
def test_a_promise_for_the_end_of_time_is_refused_and_breaks_no_page(
    zone: str, day: str, laptop_request: ServiceRequest, olga: User, sign_in: SignedIn, travel: Travel
) -> None:
    travel("2026-06-11 10:00")
    User.objects.filter(pk=olga.pk).update(time_zone=zone)
    form = {"version": laptop_request.version, "done_by": day, "reason": "Because."}
    assert sign_in(olga).post(f"/requests/{laptop_request.pk}/promise/", form).status_code == 422
    assert not Promise.objects.exists()
    for reader, path in (
        (olga, "/queue/it/"),
        (laptop_request.requester, "/"),
        (laptop_request.requester, "/requests/"),
    ):
        assert sign_in(reader).get(path).status_code == 200


def test_a_reason_longer_than_its_column_is_said_beside_the_field(
    laptop_request: ServiceRequest, olga: User, sign_in: SignedIn
) -> None:
    form = {"version": laptop_request.version, "done_by": "2031-01-01T10:00", "reason": "y" * 501}
    answer = sign_in(olga).post(f"/requests/{laptop_request.pk}/promise/", form)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"reason"}


@pytest.mark.parametrize("department", ["", "99999", "\0", "x"])
def test_a_role_without_a_department_is_said_beside_it(
    department: str, ada: User, li_wei: User, sign_in: SignedIn
) -> None:
    person = {"display_name": "Li", "email": li_wei.email, "department": "", "language": "en", "time_zone": "UTC"}
    rows = {"roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0, "roles-0-role": "agent", "roles-0-department": department}
    assert sign_in(ada).post(f"/people/{li_wei.pk}/", {**person, **rows}).status_code == 422
