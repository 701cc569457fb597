"""Filing for somebody else: whose request it is, who sees it, hears of it and agrees to it, and what is promised."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from requests_app import approval_rules, transitions
from requests_app.approvers import Wanted
from requests_app.forms import FilingForm
from requests_app.models import Approval, Channel, Chosen, Department, Service, ServiceRequest, Translated, User
from requests_app.notifications import reading
from requests_app.transitions import Filing, Refused
from sla.models import Clock
from surveys.models import Invitation
from tests.conftest import SignedIn, Travel
from tests.make import make_form, make_service, make_standard, make_user, utc
from tests.requests_app.test_notifications import told

pytestmark = pytest.mark.django_db

URL = "/services/it/laptop/"
NOW = utc(2026, 6, 10, 10)


@pytest.fixture(autouse=True)
def _clock(travel: Travel) -> None:
    travel(NOW)


@pytest.fixture
def pavel(finance: Department) -> User:
    """Of another department than Li Wei."""
    return make_user("Pavel Sokolov", finance)


@pytest.fixture
def for_li_wei(laptop: Service, li_wei: User, pavel: User) -> ServiceRequest:
    return transitions.submit(laptop, Filing("A laptop", "Quiet, please."), requester=li_wei, by=pavel)


def form(**changes: Any) -> dict[str, Any]:
    return {"title": "A laptop", "impact": "2", "urgency": "2", "on_behalf": "李伟", **changes}


def kinds(person: User) -> list[str]:
    return [kind.rstrip("*") for kind in told(person)]


def only_for(service: Service, *departments: Department) -> None:
    service.audience = Service.Audience.SOME
    service.save()
    service.audience_departments.set(departments)


class TestWhoSeesIt:
    def test_both_read_it_and_nobody_else(
        self, sign_in: SignedIn, for_li_wei: ServiceRequest, li_wei: User, pavel: User, wang_fang: User
    ) -> None:
        page = f"/requests/{for_li_wei.pk}/"
        assert [sign_in(one).get(page).status_code for one in (li_wei, pavel, wang_fang)] == [200, 200, 404]

    def test_it_stands_in_the_lists_of_both(
        self, sign_in: SignedIn, for_li_wei: ServiceRequest, li_wei: User, pavel: User
    ) -> None:
        assert "A laptop" in sign_in(li_wei).get("/requests/").content.decode()
        assert "for 李伟" in sign_in(pavel).get("/requests/").content.decode()

    def test_what_one_filed_for_others_has_its_own_list_open_and_finished(
        self, sign_in: SignedIn, for_li_wei: ServiceRequest, laptop: Service, li_wei: User, pavel: User
    ) -> None:
        transitions.submit(laptop, Filing("My own chair"), requester=pavel, by=pavel)
        ended = transitions.submit(laptop, Filing("A lamp"), requester=li_wei, by=pavel)
        transitions.cancel(ended, by=li_wei)
        shown = sign_in(pavel).get("/requests/?show=for-others").content.decode()
        assert ("A laptop" in shown, "A lamp" in shown, "My own chair" in shown) == (True, True, False)
        assert shown.count("for 李伟") == 2
        assert "You filed nothing for others yet" in sign_in(li_wei).get("/requests/?show=for-others").content.decode()

    def test_an_unknown_tab_is_the_open_one(self, sign_in: SignedIn, for_li_wei: ServiceRequest, pavel: User) -> None:
        assert sign_in(pavel).get("/requests/?show=nonsense").context["show"] == "open"


class TestWhatThePageSays:
    @pytest.mark.parametrize("description", ["", "Quiet, please."])
    def test_the_timeline_names_who_filed_for_whom(
        self, sign_in: SignedIn, laptop: Service, li_wei: User, pavel: User, description: str
    ) -> None:
        filed = transitions.submit(laptop, Filing("A laptop", description), requester=li_wei, by=pavel)
        page = sign_in(li_wei).get(f"/requests/{filed.pk}/").content.decode()
        story = re.sub(r"<[^>]+>|\s+", " ", page[page.index('class="timeline"') :])
        assert "Pavel Sokolov" in story[:300]
        assert "李伟" in story[:300]

    def test_a_call_with_details_names_the_caller(
        self, sign_in: SignedIn, laptop: Service, li_wei: User, olga: User
    ) -> None:
        filing = Filing("A laptop", "By Monday.", channel=Channel.PHONE)
        filed = transitions.submit(laptop, filing, requester=li_wei, by=olga)
        page = sign_in(olga).get(f"/requests/{filed.pk}/").content.decode()
        assert "noted down a call for IT: 李伟" in page

    def test_ones_own_request_names_nobody_else(self, sign_in: SignedIn, laptop: Service, li_wei: User) -> None:
        filed = transitions.submit(laptop, Filing("A laptop", "Quiet."), requester=li_wei, by=li_wei)
        page = sign_in(li_wei).get(f"/requests/{filed.pk}/").content.decode()
        assert "filed it with IT" in page
        assert "on behalf of" not in page

    def test_right_after_filing_it_says_that_both_hear_of_it(
        self, sign_in: SignedIn, laptop: Service, li_wei: User, pavel: User
    ) -> None:
        page = sign_in(pavel).post(URL, form(), follow=True).content.decode()
        assert "You filed it for 李伟, who sees it as well." in page


class TestWhoHears:
    def test_the_requester_hears_that_it_was_filed_and_the_filer_not(
        self, for_li_wei: ServiceRequest, li_wei: User, pavel: User
    ) -> None:
        assert (told(li_wei), told(pavel)) == (["filed_for_you*"], [])

    def test_both_hear_what_the_department_does(
        self, for_li_wei: ServiceRequest, li_wei: User, pavel: User, olga: User
    ) -> None:
        transitions.reply(for_li_wei, "Which size?", by=olga)
        transitions.resolve(transitions.assign(for_li_wei, to=olga, by=olga), "Here.", by=olga)
        assert kinds(li_wei) == ["filed_for_you", "reply", "resolved"]
        assert kinds(pavel) == ["reply", "resolved"]

    def test_each_hears_under_the_bell_what_the_other_does(
        self, for_li_wei: ServiceRequest, li_wei: User, pavel: User
    ) -> None:
        transitions.reply(for_li_wei, "Fourteen inches.", by=li_wei)
        transitions.cancel(for_li_wei, by=pavel)
        assert told(pavel) == ["fellow_wrote"]
        assert told(li_wei)[1:] == ["fellow_acted"]

    def test_it_says_what_became_of_it_and_why_one_is_told(
        self, for_li_wei: ServiceRequest, li_wei: User, pavel: User
    ) -> None:
        transitions.cancel(for_li_wei, by=pavel)
        newest = li_wei.notifications.latest("pk")
        [row] = reading.in_words([newest], li_wei, now=NOW)
        assert row.line == "Pavel Sokolov acted on “A laptop”, which has a new state: Cancelled."
        assert "filed it for somebody" in row.why

    def test_an_agent_who_noted_down_a_call_hears_nothing_of_the_requester_beyond_the_teams_news(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        request = transitions.submit(laptop, Filing("A call"), requester=li_wei, by=ivan)
        transitions.start(request, by=olga)
        transitions.reply(request, "And a mouse.", by=li_wei)
        assert "fellow_wrote" not in kinds(ivan)


class TestWhoseRulesCount:
    def test_the_clock_follows_the_standard_for_the_requesters_department(
        self, it: Department, analytics: Department, laptop: Service, li_wei: User, pavel: User
    ) -> None:
        make_standard(it, laptop, resolution=8 * 3600)
        make_standard(it, laptop, resolution=2 * 3600, first_response=3600, scope=(analytics.pk, None))
        filed = transitions.submit(laptop, Filing("A laptop"), requester=li_wei, by=pavel)
        assert Clock.objects.get(request=filed, metric="resolution").due_at == NOW + timedelta(hours=2)

    def test_the_line_of_the_form_promises_what_the_requester_would_get(
        self, sign_in: SignedIn, it: Department, analytics: Department, laptop: Service, li_wei: User, pavel: User
    ) -> None:
        make_standard(it, laptop, resolution=8 * 3600)
        make_standard(it, laptop, resolution=2 * 3600, first_response=3600, scope=(analytics.pk, None))
        client = sign_in(pavel)
        own = client.get(f"{URL}pledge/", {"impact": 2, "urgency": 2}).content.decode()
        theirs = client.get(f"{URL}pledge/", {"impact": "2", "urgency": "2", "on_behalf": "李伟"}).content.decode()
        nobody = client.get(f"{URL}pledge/", {"impact": "2", "urgency": "2", "on_behalf": "Nemo"}).content.decode()
        assert own != theirs
        assert own == nobody

    def test_the_requesters_own_line_agrees_and_never_whoever_filed_it(
        self, laptop: Service, li_wei: User, pavel: User
    ) -> None:
        boss, above = make_user("Boss"), make_user("Above")
        User.objects.filter(pk=li_wei.pk).update(manager=boss)
        User.objects.filter(pk=pavel.pk).update(manager=above)
        approval_rules.set_rule(laptop, Translated({"en": "May they?"}), [Wanted(Chosen.MANAGER)], in_order=True)
        li_wei.refresh_from_db()
        filed = transitions.submit(laptop, Filing("A laptop"), requester=li_wei, by=pavel)
        assert Approval.objects.get(request=filed).approver == boss

    def test_a_manager_who_files_for_their_own_people_does_not_agree_to_it(
        self, laptop: Service, li_wei: User, pavel: User
    ) -> None:
        above = make_user("Above")
        User.objects.filter(pk=pavel.pk).update(manager=above)
        User.objects.filter(pk=li_wei.pk).update(manager=pavel)
        approval_rules.set_rule(laptop, Translated({"en": "May they?"}), [Wanted(Chosen.MANAGER)], in_order=True)
        li_wei.refresh_from_db()
        filed = transitions.submit(laptop, Filing("A laptop"), requester=li_wei, by=pavel)
        assert Approval.objects.get(request=filed).approver == above

    def test_conditions_of_the_form_are_kept(
        self, sign_in: SignedIn, laptop: Service, li_wei: User, pavel: User
    ) -> None:
        abroad = {"field": "abroad", "test": "is", "values": ["yes"]}
        make_form(
            laptop,
            {"kind": "yes_no", "code": "abroad"},
            {"kind": "short", "code": "where", "required": True, "when": abroad},
        )
        client = sign_in(pavel)
        asked = form(form_number="1", q_abroad="yes")
        assert client.post(URL, asked).status_code == 422
        assert client.post(URL, {**asked, "q_where": "Riga"}).status_code == 302
        assert ServiceRequest.objects.get().answers["where"] == "Riga"

    def test_the_form_takes_plain_data_without_a_page(self, laptop: Service, li_wei: User, pavel: User) -> None:
        sent = FilingForm(form(key=str(uuid4())), service=laptop, by=pavel)
        assert sent.is_valid(), sent.errors
        filed = transitions.submit_once(laptop, sent.filing(), requester=sent.requester, by=pavel)
        assert (filed.requester, filed.filed_by) == (li_wei, pavel)

    def test_how_it_was_is_asked_of_the_requester_alone(
        self, for_li_wei: ServiceRequest, li_wei: User, pavel: User, olga: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        transitions.resolve(transitions.assign(for_li_wei, to=olga, by=olga), "Here.", by=olga)
        with django_capture_on_commit_callbacks(execute=True):
            transitions.confirm(for_li_wei, by=pavel)
        assert [one.person for one in Invitation.objects.all()] == [li_wei]


class TestWhomItIsMeantFor:
    def test_a_service_that_is_not_for_the_requester_is_refused_beside_the_field(
        self, sign_in: SignedIn, laptop: Service, finance: Department, li_wei: User, pavel: User
    ) -> None:
        only_for(laptop, finance)
        response = sign_in(pavel).post(URL, form())
        assert response.status_code == 422
        assert "This service is not meant for 李伟" in str(response.context["form"].errors["on_behalf"])
        assert not ServiceRequest.objects.exists()

    def test_the_verb_refuses_it_as_well(self, laptop: Service, finance: Department, li_wei: User, pavel: User) -> None:
        only_for(laptop, finance)
        with pytest.raises(Refused, match="not meant for 李伟"):
            transitions.submit(laptop, Filing("A laptop"), requester=li_wei, by=pavel)

    def test_named_people_and_those_who_serve_there_are_meant(
        self, laptop: Service, finance: Department, li_wei: User, pavel: User, olga: User
    ) -> None:
        only_for(laptop, finance)
        laptop.audience_people.add(li_wei)
        assert laptop.is_meant_for(li_wei)
        assert laptop.is_meant_for(olga)
        assert not laptop.is_meant_for(make_user("Somebody else"))

    def test_what_an_agent_notes_down_is_for_those_it_is_meant_for(
        self, sign_in: SignedIn, it: Department, finance: Department, li_wei: User, olga: User
    ) -> None:
        secret = make_service(it, "vip")
        only_for(secret, finance)
        noted = {
            "on_behalf": "李伟", "service": secret.pk, "asks_for": secret.pk, "title": "A call",
            "channel": "phone", "at_once": "", "key": str(uuid4()),
        }  # fmt: skip
        response = sign_in(olga).post("/intake/", noted)
        assert response.status_code == 422
        assert "not meant for 李伟" in response.content.decode()
