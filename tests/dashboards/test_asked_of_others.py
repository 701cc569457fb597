"""The requester's side: how other departments serve one's own."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from requests_app import transitions
from requests_app.models import Department, Service, User
from tests.conftest import SignedIn, Travel
from tests.make import make_agent, make_request, make_service, make_standard, make_user

PAGE = "/figures/asked/finance/"


def text(client: Client, url: str = f"{PAGE}?period=30d") -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode())).split())


@pytest.fixture
def paul(finance: Department) -> User:
    """Of finance, and serves nowhere."""
    return make_user("Paul Weber", finance)


def numbers(page: str) -> list[str]:
    """What the row of IT says."""
    return page.partition("We had to ask IT ")[2].partition("How it is counted")[0].split()


class TestHowOthersServe:
    def test_by_department_with_what_is_open_and_silent(
        self, laptop: Service, paul: User, anna: User, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(laptop.provider, first_response=4 * 3600, resolution=8 * 3600)
        travel("2026-06-08 08:00")
        transitions.resolve(make_request(laptop, paul, "Quick"), by=olga, now=None)
        silent = make_request(laptop, paul, "Silent")
        travel("2026-06-09 08:00")
        transitions.chase(silent, by=paul)
        travel("2026-06-15 08:00")
        transitions.reply(make_request(laptop, anna, "Fresh"), "We look at it", by=olga)
        client = sign_in(anna)
        page = text(client)
        # Asked 3; answered and done in time; half answered and done at once; open 2, silent 1, chased 1.
        assert numbers(page) == ["3", "67", "%", "2", "of", "3", "50", "%", "1", "of", "2", "0", "s", "0", "s", *"211"]
        assert "1 request" in text(client, f"{PAGE}requests/?period=30d&provider=it&figure=silent")
        assert "2 requests" in text(client, f"{PAGE}requests/?period=30d&provider=it&figure=still_open")
        assert client.get(f"{PAGE}requests/?figure=nonsense").status_code == 404

    def test_what_a_colleague_asked_is_counted_and_stays_theirs(
        self, laptop: Service, paul: User, anna: User, sign_in: SignedIn
    ) -> None:
        make_request(laptop, paul, "For Paul alone")
        assert numbers(text(sign_in(anna)))[0] == "1"
        assert "For Paul alone" not in text(sign_in(anna))
        page = text(sign_in(anna), f"{PAGE}requests/?figure=filed")
        assert "Some of them are not yours to open" in page
        assert "For Paul alone" not in page

    def test_confidential_services_are_not_counted(
        self, it: Department, paul: User, anna: User, sign_in: SignedIn
    ) -> None:
        make_request(make_service(it, "trust", "Person of trust", is_confidential=True), paul)
        assert "Nothing was asked of others" in text(sign_in(anna))

    def test_nor_is_what_stays_in_the_house(
        self, travel_costs: Service, paul: User, anna: User, sign_in: SignedIn
    ) -> None:
        make_request(travel_costs, paul)
        assert "Nothing was asked of others" in text(sign_in(anna))

    def test_a_department_asks_for_work_of_its_own(
        self, laptop: Service, finance: Department, anna: User, sign_in: SignedIn
    ) -> None:
        colleague = make_agent("Vera Lang", finance)
        request = make_request(laptop, colleague, "For the team")
        request.asking_department = finance
        request.save(update_fields=["asking_department"])
        assert "For the team" in text(sign_in(anna))


class TestWhoSeesIt:
    def test_who_serves_there_its_head_and_admins(
        self, finance: Department, anna: User, paul: User, olga: User, ada: User, sign_in: SignedIn
    ) -> None:
        assert [sign_in(one).get(PAGE).status_code for one in (anna, ada, paul, olga)] == [200, 200, 404, 404]
        finance.head = paul
        finance.save(update_fields=["head"])
        assert sign_in(paul).get(PAGE).status_code == 200
