"""Who asks whom, and one pair in both directions."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from dashboards import rollups
from requests_app import transitions
from requests_app.models import Service, User
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard

PAIR = "/figures/pairs/analytics/it/?from=2026-06-01&to=2026-06-30"


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode().replace("<", " <"))).split())


@pytest.fixture
def june(laptop: Service, travel_costs: Service, li_wei: User, anna: User, olga: User, travel: Travel) -> None:
    """Analytics asks IT four times: one done in time, one chased, one asked back; finance asks once, nobody IT."""
    make_standard(laptop.provider, first_response=None, resolution=4 * 3600)
    travel("2026-06-10 08:00")
    done, chased, unclear, _open = (make_request(laptop, li_wei, name) for name in ("done", "late", "ask", "open"))
    make_request(laptop, anna, "from finance")
    transitions.resolve(done, by=olga)
    transitions.ask(unclear, "Which?", by=olga)
    travel("2026-06-10 10:00")
    transitions.chase(chased, by=li_wei)
    travel("2026-06-11 08:00")
    rollups.recount()


def test_both_directions_stand_beside_each_other(june: None, maria: User, sign_in: SignedIn) -> None:
    shown = text(sign_in(maria), PAIR)
    assert "Analytics asks IT IT asks Analytics Asked 4 0" in shown
    assert "Open now 3 0" in shown
    # Two of the open ones are late; the question rests.
    assert re.search(r"Done in time 33 % 1 of 3 –", shown)
    assert "Chased by the requester 25 % 1 of 4 –" in shown
    assert "Asked back before work began 25 % 1 of 4 –" in shown
    assert "Rounds of questions, per request 0.2 –" in shown


def test_every_number_leads_to_as_many_requests(june: None, maria: User, sign_in: SignedIn) -> None:
    client = sign_in(maria)
    html = client.get(PAIR).content.decode()
    links = re.findall(r'href="(/figures/pairs/analytics/it/requests/[^"]*)">([^<]*)</a>(?: <small[^>]*>(\d+))?', html)
    assert len(links) >= 5
    for url, shown, part in links:
        number = int(part or shown) if "rounds" not in url and (part or shown.isdecimal()) else 1
        assert f"{number} request" in text(client, unescape(url)), url


def test_the_grid_and_the_list_lead_to_the_pair(june: None, maria: User, sign_in: SignedIn) -> None:
    client = sign_in(maria)
    for page in ("/figures/", "/figures/pairs/"):
        html = client.get(f"{page}?from=2026-06-01&to=2026-06-30").content.decode()
        assert "/figures/pairs/analytics/it/?" in html
        assert "/figures/pairs/finance/it/?" in html
    shown = text(client, "/figures/pairs/?from=2026-06-01&to=2026-06-30")
    assert shown.index("Analytics → IT") < shown.index("Finance → IT")


def test_other_days_and_other_pairs_are_empty_or_not_there(june: None, maria: User, sign_in: SignedIn) -> None:
    client = sign_in(maria)
    assert "Neither asked the other" in text(client, "/figures/pairs/analytics/it/?from=2026-05-01&to=2026-05-31")
    assert "Nobody asked another department" in text(client, "/figures/pairs/?from=2026-05-01&to=2026-05-31")
    for url in ("it/it/", "it/nowhere/", "analytics/it/requests/?figure=csat.1"):
        assert client.get(f"/figures/pairs/{url}").status_code == 404


def test_who_leads_nothing_sees_no_pairs(june: None, olga: User, sign_in: SignedIn) -> None:
    assert [sign_in(olga).get(url).status_code for url in (PAIR, "/figures/pairs/")] == [404, 404]
