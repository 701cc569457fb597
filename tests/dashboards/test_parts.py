"""Parts of the department's page: what they count, and that every figure leads to exactly that many requests."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from django.test import Client

from dashboards import rollups
from dashboards.parts import PARTS
from requests_app import clock, transitions
from requests_app.models import Department, Service, ServiceRequest, Thanks, User
from requests_app.search import unmet
from surveys.models import Invitation
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import Company, live_through
from tests.dashboards.test_dashboard_page import LINK, rows_in_list, shown
from tests.make import (
    make_agent,
    make_department,
    make_form,
    make_manager,
    make_request,
    make_service,
    make_standard,
    make_user,
    utc,
)

DAYS = "from=2026-05-30&to=2026-07-10"
CELL = re.compile(r'<a href="(/dashboards/[^"]*figure=[^"]*)"[^>]*aria-label="([^"]*)"')


def said(html: str) -> str:
    """The words of a page, one blank between any two."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def number_in(text: str) -> int | None:
    """“12”, “12 requests with a broken promise”, “1 50 %”: what the list behind it has to hold."""
    found = re.match(r"[\d,]+", text)
    return int(found.group().replace(",", "")) if found else None


def part(client: Client, name: str, query: str = "period=30d") -> str:
    return shown(client, f"/dashboards/it/parts/{name}/?{query}")


class TestEveryFigureLeadsToItsRequests:
    def test_to_exactly_as_many_as_it_says(self, travel: Travel, sign_in: SignedIn, db: None) -> None:
        it = make_department("it", "IT", time_zone="Asia/Shanghai")
        company = Company.of(it, make_department("finance", "Finance"))
        manager = make_manager("Maria Schulz", it)
        travel(utc(2026, 7, 29, 12))
        live_through(company, random.Random(5), since=utc(2026, 5, 25), requests=40, verbs=300)
        rollups.recount()
        client = sign_in(manager)
        counts = {}
        for name in PARTS:
            for url, text in LINK.findall(part(client, name, DAYS)):
                count = number_in(said(text))
                if count:
                    counts[unescape(url)] = count
        assert {url.split("figure=")[1].split("&")[0] for url in counts} >= {
            *("filed_at_hour", "broke_at_hour", "broke_because", "broke", "ways", "variant"),
        }
        # One of each kind twice is enough: the lists cost more than the figures.
        chosen = random.Random(1).sample(sorted(counts), 24)
        wrong = {url: (counts[url], rows_in_list(client, url)) for url in chosen}
        assert {url: pair for url, pair in wrong.items() if pair[0] != pair[1]} == {}

    @pytest.mark.parametrize(
        "asked",
        [
            *("figure=filed_at_hour", "figure=filed_at_hour&weekday=8&hour=1", "figure=broke_at_hour&weekday=1&hour=x"),
            *("figure=handed&giver=1", "figure=question&form=1&code=x", "figure=formality", "figure=open_since"),
        ],
    )
    def test_an_address_that_makes_no_sense_is_not_found(self, maria: User, sign_in: SignedIn, asked: str) -> None:
        assert sign_in(maria).get(f"/dashboards/it/requests/?{asked}").status_code == 404


class TestTheParts:
    def test_the_page_fetches_each_with_its_own_days(self, maria: User, sign_in: SignedIn) -> None:
        html = shown(sign_in(maria), "/dashboards/it/?period=365d")
        for name in PARTS:
            assert f'hx-get="/dashboards/it/parts/{name}/?period=365d"' in html

    @pytest.mark.parametrize("name", PARTS)
    def test_each_is_a_page_of_its_own_and_a_fragment(self, maria: User, sign_in: SignedIn, name: str) -> None:
        client = sign_in(maria)
        assert "<html" in part(client, name)
        fragment = client.get(f"/dashboards/it/parts/{name}/", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in fragment
        assert "<h2" in fragment or "empty" in fragment

    def test_an_unknown_one_is_not_found(self, maria: User, olga: User, sign_in: SignedIn) -> None:
        assert sign_in(maria).get("/dashboards/it/parts/nothing/").status_code == 404
        assert sign_in(olga).get("/dashboards/it/parts/hours/").status_code == 404


class TestBreaches:
    def test_the_reason_is_what_held_it_longest_before_it_broke(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(laptop.provider)
        travel("2026-06-10 09:00")
        untouched, worked = (make_request(laptop, li_wei) for _ in range(2))
        travel("2026-06-10 09:05")
        transitions.reply(worked, "On it.", by=olga)
        transitions.start(worked, by=olga)
        travel("2026-06-24 09:00")
        html = said(part(sign_in(maria), "breaches"))
        assert "2 requests with a broken promise" in html
        assert re.search(r"Nobody had taken it up 1 50 %", html)
        assert re.search(r"In work 1 50 %", html)
        assert untouched.pk != worked.pk

    def test_without_a_broken_promise_it_says_so(
        self, laptop_request: ServiceRequest, maria: User, sign_in: SignedIn
    ) -> None:
        assert "No promise broke" in part(sign_in(maria), "breaches")


class TestWays:
    def test_there_and_back_is_a_detour(
        self, laptop: Service, li_wei: User, olga: User, anna: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        request = transitions.hand_over(
            make_request(laptop, li_wei), anna.memberships.get().department, "Yours", by=olga
        )
        transitions.hand_over(request, laptop.provider, "No, yours", by=anna)
        make_request(laptop, li_wei)
        text = said(part(sign_in(maria), "ways"))
        assert "Went to another department and came back 1 50 %" in text
        assert "1 request was handed over" in text
        assert "received 2 100 %" in text

    def test_a_matrix_names_both_directions(
        self, laptop: Service, li_wei: User, olga: User, anna: User, maria: User, sign_in: SignedIn
    ) -> None:
        request = transitions.hand_over(
            make_request(laptop, li_wei), anna.memberships.get().department, "Yours", by=olga
        )
        transitions.hand_over(request, laptop.provider, "No, yours", by=anna)
        client = sign_in(maria)
        cells = {unescape(tip): unescape(url) for url, tip in CELL.findall(part(client, "ways"))}
        assert {"IT · Finance · 1", "Finance · IT · 1"} <= set(cells)
        assert {rows_in_list(client, url) for url in cells.values()} == {1}


class TestNeedless:
    def test_an_approval_nobody_ever_refuses(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        for _ in range(20):
            travel("2026-06-10 09:00")
            request = transitions.ask_approval(make_request(laptop, li_wei), maria, "May I?", by=olga)
            travel("2026-06-10 11:00")
            transitions.approve(request, by=maria)
        text = said(part(sign_in(maria), "needless"))
        assert "Approval of “New equipment” Rejected: 0 of 20. 20 " in text
        assert re.search(r"1\.7 d|40 h", text)

    def test_a_question_the_department_did_not_wait_for(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        unanswered, answered = (
            transitions.ask(make_request(laptop, li_wei), "Which model?", by=olga) for _ in range(2)
        )
        travel("2026-06-10 12:00")
        transitions.answer(answered, "The large one", by=li_wei)
        transitions.resume(unanswered, by=olga)
        client = sign_in(maria)
        html = part(client, "needless")
        assert re.search(r"went on without an answer in the portal\. 1 3 h", said(html))
        assert "went on without it 1 50 %" in said(part(client, "ways"))
        [url] = re.findall(r'href="([^"]*figure=unanswered[^"]*)"', html)
        assert rows_in_list(client, unescape(url)) == 1

    def test_a_question_nobody_answers(
        self, laptop: Service, li_wei: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        form = make_form(
            laptop,
            {"code": "room", "kind": "short", "label": {"en": "Room"}},
            {"code": "why", "kind": "short", "label": {"en": "Why"}},
        )
        for _ in range(20):
            make_request(laptop, li_wei)
        ServiceRequest.objects.update(form=form, answers={"why": "broken"})
        html = part(sign_in(maria), "needless")
        assert "Answered: 0 of 20." in html
        assert "“Room”" in html
        assert "“Why”" not in html


class TestHeard:
    def test_thanks_are_quoted_only_where_their_receiver_agreed(
        self, laptop_request: ServiceRequest, li_wei: User, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        for text, state in (("To the wall", Thanks.Shown.AGREED), ("Between us", Thanks.Shown.DECLINED)):
            request = make_request(laptop_request.service, li_wei)
            Thanks.objects.create(
                request=request, said_by=li_wei, to_department=it, text=text, shown=state, said_at=request.filed_at
            )
        html = part(sign_in(maria), "heard")
        assert "2 times to the department" in html
        assert "To the wall" in html
        assert "Between us" not in html


class TestWhoAnswers:
    def asked_about(self, service: Service, number: int, *, answered: int, reopened: bool = False) -> None:
        """So many people, each asked about a request of their own."""
        for index in range(number):
            person = make_user(f"Asked {service.code} {reopened} {index}", None)
            request = make_request(service, person)
            if reopened:
                transitions.resolve(request, "Done", by=None)
                transitions.reopen(request, "Not yet", by=person)
            Invitation.objects.create(
                person=person,
                request=request,
                department=service.provider,
                sent_on=clock.now().date(),
                done=index < answered,
            )

    def test_what_is_known_of_requests_says_whose_voice_is_missing(
        self, laptop: Service, maria: User, sign_in: SignedIn
    ) -> None:
        self.asked_about(laptop, 40, answered=32)
        self.asked_about(laptop, 20, answered=5, reopened=True)
        text = said(part(sign_in(maria), "heard"))
        assert "62 % (37 of 60)" in text
        assert "Who answers differs by more than chance explains: Reopened." in text
        assert "Reopened differs 25 % (5 of 20) 80 % (32 of 40)" in text
        assert "R-indicator: 0.5" in text
        assert "Of high or critical priority" not in text, "nobody was asked about such a request"

    def test_nothing_is_told_of_few(self, laptop: Service, maria: User, sign_in: SignedIn) -> None:
        self.asked_about(laptop, 40, answered=32)
        self.asked_about(laptop, 9, answered=5, reopened=True)
        text = said(part(sign_in(maria), "heard"))
        assert "Too few were asked about requests of one kind to compare who answers." in text
        assert "of 9" not in text
        Invitation.objects.filter(done=True).update(done=False)
        assert "Too few were asked or answered in these days" in said(part(sign_in(maria), "heard"))


class TestDemand:
    def test_a_service_that_grows_beyond_chance_is_named(
        self, laptop: Service, it: Department, li_wei: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        quiet = make_service(it, "quiet", "Quiet corner")
        for day, number in (("2026-05-01 09:00", 2), ("2026-06-09 09:00", 18)):
            travel(day)
            for _ in range(number):
                make_request(laptop, li_wei)
            for _ in range(6):
                make_request(quiet, li_wei)
        rollups.recount()
        text = said(part(sign_in(maria), "demand"))
        assert "New equipment grows 18 2" in text
        assert "Quiet corner" not in text

    def test_what_five_people_did_not_find_stands_with_the_department_it_resembles(
        self, laptop: Service, it: Department, analytics: Department, maria: User, sign_in: SignedIn
    ) -> None:
        for number in range(5):
            person = make_user(f"Person {number}", analytics)
            for typed in ("equipment trolley", "parental leave"):
                unmet.count(person, typed, at=clock.now())
        text = said(part(sign_in(maria), "demand"))
        assert "equipment trolley 5" in text
        assert "parental leave" not in text
        whole = said(shown(sign_in(maria), "/figures/?period=30d"))
        assert "equipment trolley IT 5" in whole
        assert "parental leave no department 5" in whole


def test_a_page_of_thousands_says_that_it_looked_at_the_newest_only(
    laptop: Service, li_wei: User, maria: User, sign_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboards.ways.reading.MOST", 2)
    for _ in range(3):
        make_request(laptop, li_wei)
    text = said(part(sign_in(maria), "ways"))
    assert "Looked at: the newest 2 of 3." in text
    assert "2 requests" in text


def test_agents_of_elsewhere_change_nothing(it: Department, maria: User, sign_in: SignedIn) -> None:
    make_agent("Other", make_department("other"))
    assert "No ways to look at" in part(sign_in(maria), "ways")
