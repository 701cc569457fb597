"""A manager opens the page: figures from roll-ups, each a way to its requests, and none to a rater."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from dashboards import rollups
from requests_app import transitions
from requests_app.models import Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import Company, live_through, rate
from tests.make import make_department, make_manager, make_request, make_service, make_standard, utc

LINK = re.compile(r'<a href="(/dashboards/[^"]*figure=[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
PAGE = "/dashboards/it/?period=30d"


def shown(client: Client, url: str = PAGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def rows_in_list(client: Client, url: str) -> int:
    """How many requests the list behind a figure shows, over all its pages."""
    rows, following = 0, url
    while following:
        html = shown(client, following)
        rows += html.count('class="cover title"')
        older = re.search(r'rel="next" href="([^"]+)"', html)
        following = unescape(older.group(1)) if older else ""
    return rows


class TestFiguresChange:
    def test_the_page_changes_when_the_worker_has_counted(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(laptop.provider)
        client = sign_in(maria)
        travel("2026-06-11 09:00")
        request = make_request(laptop, li_wei)
        assert "Nothing to count yet" in shown(client)
        rollups.recount()
        assert "1 request filed" in shown(client)
        assert "No data yet" in shown(client)

        travel("2026-06-11 10:00")
        transitions.reply(request, "On my way.", by=olga)
        assert "1 h" not in strip_tags(shown(client))
        rollups.recount()
        html = shown(client)
        assert "1 h" in strip_tags(html)
        assert "100 % 1 of 1" in strip_tags(html)
        assert "too few to judge yet" in html

    def test_a_page_that_is_open_is_told_only_of_news(
        self, laptop_request: ServiceRequest, olga: User, maria: User, sign_in: SignedIn
    ) -> None:
        rollups.recount()
        client = sign_in(maria)
        found = re.search(r'id="figures"[^>]*hx-get="([^"]+)"', shown(client))
        assert found
        refresh = unescape(found.group(1))
        assert client.get(refresh, headers={"HX-Request": "true"}).status_code == 204
        transitions.resolve(laptop_request, by=olga)
        rollups.recount()
        news = client.get(refresh, headers={"HX-Request": "true"})
        assert news.status_code == 200
        assert news.content.decode().lstrip().startswith('<div id="figures"')


class TestEveryFigureLeadsToItsRequests:
    def test_to_exactly_as_many_as_it_says(self, travel: Travel, sign_in: SignedIn, db: None) -> None:
        it = make_department("it", "IT", time_zone="Asia/Shanghai")
        company = Company.of(it, make_department("finance", "Finance"))
        manager = make_manager("Maria Schulz", it)
        travel(utc(2026, 7, 29, 12))
        live_through(company, random.Random(5), since=utc(2026, 5, 25), requests=40, verbs=300)
        rollups.recount()
        client = sign_in(manager)
        html = shown(client, "/dashboards/it/?from=2026-05-30&to=2026-07-10")
        links = [(unescape(url), unescape(strip_tags(text)).strip()) for url, text in LINK.findall(html)]
        counts = {url: _count(text) for url, text in links if _count(text) is not None}
        assert len(counts) > 30  # the chart's table included
        wrong = {url: (count, rows_in_list(client, url)) for url, count in counts.items()}
        assert {url: pair for url, pair in wrong.items() if pair[0] != pair[1]} == {}

    def test_no_rating_does(self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn) -> None:
        for score in (5, 5, 4, 4, 4, 3, 5, 5, 1, 2):
            request = transitions.resolve(make_request(laptop, li_wei), by=olga)
            rate(request, score, at=request.resolved_at or request.filed_at)
        rollups.recount()
        html = shown(sign_in(maria))
        assert "satisfied, 10 answers" in html
        assert "70 %" in html
        assert not re.search(r"figure=(csat|ces|solved|rat)", html)
        assert sign_in(maria).get(PAGE.replace("?", "requests/?") + "&figure=csat.1").status_code == 404


class TestRatingsAreReleasedByTheRules:
    @pytest.mark.parametrize(("answers", "words"), [(4, "fewer than 5 answers"), (5, "satisfied, 5 answers")])
    def test_nothing_is_shown_below_five(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, answers: int, words: str
    ) -> None:
        self.rated(laptop, li_wei, olga, answers)
        html = shown(sign_in(maria))
        assert words in html
        assert ("100 %" in html) == (answers == 5)

    def test_a_service_is_hidden_where_the_rest_could_be_subtracted(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn
    ) -> None:
        mail = make_service(laptop.provider, "mail")
        self.rated(laptop, li_wei, olga, 6)
        self.rated(mail, li_wei, olga, 2)
        assert "satisfied, 8 answers" in shown(sign_in(maria))
        assert "hidden, so that nobody" in shown(sign_in(maria), f"{PAGE}&service=laptop")

    def rated(self, service: Service, requester: User, agent: User, answers: int) -> None:
        for _ in range(answers):
            request = transitions.resolve(make_request(service, requester), by=agent)
            rate(request, 5, at=request.resolved_at or request.filed_at)
        rollups.recount()


class TestAtRisk:
    def test_what_is_due_soon_or_late_is_listed_worst_first(
        self, laptop: Service, li_wei: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(laptop.provider, first_response=None, resolution=10 * 3600)
        travel("2026-06-10 08:00")
        make_request(laptop, li_wei, "Late already")
        travel("2026-06-11 08:00")
        make_request(laptop, li_wei, "Due this evening")
        rollups.recount()
        html = shown(sign_in(maria))
        assert 0 < html.index("Late already") < html.index("Due this evening")
        assert 'class="tag tone-late"' in html


class TestWhoMaySee:
    def test_managers_and_admins_do_and_others_find_nothing(
        self, laptop_request: ServiceRequest, maria: User, boris: User, olga: User, ada: User, li_wei: User,
        sign_in: SignedIn,
    ) -> None:  # fmt: skip
        for name in ("dashboards:department", "dashboards:requests"):
            url = reverse(name, args=["it"])
            seen = {user.display_name: sign_in(user).get(url).status_code for user in (maria, ada, boris, olga, li_wei)}
            assert seen == {"Maria Schulz": 200, "Ada Admin": 200, "Boris Weber": 404, "Olga Petrova": 404, "李伟": 404}

    def test_an_admin_sees_how_many_but_not_which(
        self, laptop_request: ServiceRequest, ada: User, sign_in: SignedIn
    ) -> None:
        html = shown(sign_in(ada), "/dashboards/it/requests/?figure=filed&period=30d")
        assert "1 request · " in html
        assert laptop_request.title not in html
        assert "not yours to open" in html


class TestTheAddress:
    def test_holds_period_and_service(
        self, laptop: Service, laptop_request: ServiceRequest, maria: User, sign_in: SignedIn
    ) -> None:
        make_service(laptop.provider, "mail", "Mail")
        rollups.recount()
        client = sign_in(maria)
        assert "1 request filed" in shown(client, f"{PAGE}&service=laptop")
        assert "Nothing to count yet" in shown(client, f"{PAGE}&service=mail")
        assert "Nothing to count yet" in shown(client, "/dashboards/it/?from=2020-01-01&to=2020-02-01")
        assert client.get(f"{PAGE}&service=unknown").status_code == 404

    @pytest.mark.parametrize("query", [
        "period=eternity", "from=x&to=y", "from=2026-02-01&to=2026-01-01", "from=9999-12-31&to=9999-12-31",
    ])  # fmt: skip
    def test_nonsense_shows_the_usual_period(
        self, laptop_request: ServiceRequest, maria: User, sign_in: SignedIn, query: str
    ) -> None:
        assert "last 90 days" in shown(sign_in(maria), f"/dashboards/it/?{query}")


def test_the_page_costs_seventeen_statements_whatever_the_number_of_figures(
    laptop: Service, li_wei: User, maria: User, sign_in: SignedIn
) -> None:
    """Session, person, roles, two of the frame, the time; the department, its roll-ups, its series, its risks and
    their clocks; the hours noted and those there were; the journey as it was counted, and what people said of it in
    three."""
    make_standard(laptop.provider)
    for _ in range(4):
        make_request(laptop, li_wei)
    rollups.recount()
    client = sign_in(maria)
    with CaptureQueriesContext(connection) as queries:
        shown(client)
    assert len(queries) <= 17, [query["sql"][:100] for query in queries]


def _count(text: str) -> int | None:
    """The number of requests a figure names: “12”, or “94 % 201 of 214”."""
    share = re.fullmatch(r"\d+ % ([\d,]+) of [\d,]+", text)
    found = share.group(1) if share else text
    return int(found.replace(",", "")) if re.fullmatch(r"[\d,]+", found) else None
