"""Replays in the browser and on the command line."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from requests_app import transitions
from requests_app.models import Department, Service, ServiceRequest, User
from sla import calendars, standards, tasks
from sla.models import CalendarDraft, ServiceStandard
from sla.replay import stored
from sla.replay.plan import Period
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, calendar_code, make_request, make_standard
from tests.sla.conftest import NINE, at
from tests.sla.test_replay import HOUR, stricter

NOW = at(12, day=20)


@pytest.fixture(autouse=True)
def _today(travel: Travel) -> None:
    travel(NOW)


@pytest.fixture
def slow(standard: ServiceStandard, laptop: Service, li_wei: User, olga: User) -> ServiceRequest:
    """Kept by the standard in force, and broken by the draft."""
    filed = make_request(laptop, li_wei, "A slow one", now=NINE)
    transitions.resolve(filed, by=olga, now=NINE + timedelta(hours=5))
    return filed


@pytest.fixture
def draft(standard: ServiceStandard, slow: ServiceRequest) -> ServiceStandard:
    return stricter(standard, 2 * HOUR)


def address(draft: ServiceStandard) -> str:
    return reverse("sla:replay", args=[draft.pk])


def asked(browser: Client, draft: ServiceStandard, **form: str) -> str:
    """The page after the form was sent."""
    answer = browser.post(address(draft), form or {"days": "90"})
    assert answer.status_code == 302, answer.content.decode()
    return browser.get(answer["Location"]).content.decode()


class TestReplaying:
    def test_a_manager_sees_what_the_draft_would_have_meant(
        self, draft: ServiceStandard, slow: ServiceRequest, maria: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(maria)
        assert "Not replayed yet" in browser.get(address(draft)).content.decode()
        text = asked(browser, draft)
        assert "1 request filed over the last 90 days" in text
        assert "1 that was kept would have been broken." in text
        assert "0 that were broken would have been kept." in text
        assert "−100" in text
        assert "A slow one" in text
        assert reverse("requests:detail", args=[slow.pk]) in text
        assert "Late by 3 working hours in the median" in text
        assert "By the requester&#x27;s department" in text
        assert "Analytics" in text
        assert "To finish so that 95 % is kept" in text

    def test_the_result_stays_with_the_draft_and_is_said_on_its_page(
        self, draft: ServiceStandard, maria: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(maria)
        asked(browser, draft)
        draft.refresh_from_db()
        assert draft.replay is not None
        assert draft.replay["n"] == 1
        page = browser.get(reverse("sla:detail", args=[draft.pk])).content.decode()
        assert "Done: would have been kept 0 % (now 100 %), n = 1." in page
        published = standards.publish(draft, by=None)
        assert published.replay == draft.replay

    def test_an_edited_draft_forgets_it_and_other_hours_make_it_stale(
        self, draft: ServiceStandard, maria: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(maria)
        assert "The draft has changed since" not in asked(browser, draft)
        draft.targets.update(seconds=HOUR)
        assert "The draft has changed since" in browser.get(address(draft)).content.decode()

    def test_other_days_are_chosen_in_the_address(self, draft: ServiceStandard, maria: User, sign_in: SignedIn) -> None:
        browser = sign_in(maria)
        text = asked(browser, draft, days="chosen", **{"from": "2026-06-01", "to": "2026-06-08"})
        assert "from 1 Jun 2026 to 8 Jun 2026" in text
        assert "1 that was kept would have been broken." in text
        assert "Nothing was filed in these days" in asked(
            browser, draft, days="chosen", **{"from": "2026-06-09", "to": "2026-06-10"}
        )
        other = browser.get(address(draft), {"days": "30"}).content.decode()
        assert "Not replayed over these days yet" in other

    @pytest.mark.parametrize(
        ("form", "problem"),
        [
            ({"days": "chosen"}, "Say from which day to which."),
            ({"days": "chosen", "from": "2026-06-09", "to": "2026-06-08"}, "The last day lies before the first."),
            ({"days": "chosen", "from": "2001-01-01", "to": "2026-06-08"}, "Choose five years at most."),
            ({"days": "7"}, "Select a valid choice."),
        ],
    )
    def test_days_that_make_no_sense_are_said_beside_the_field(
        self, draft: ServiceStandard, maria: User, sign_in: SignedIn, form: dict[str, str], problem: str
    ) -> None:
        answer = sign_in(maria).post(address(draft), form)
        assert answer.status_code == 422
        assert problem in answer.content.decode()

    def test_another_clock_is_a_link_away(self, draft: ServiceStandard, maria: User, sign_in: SignedIn) -> None:
        browser = sign_in(maria)
        asked(browser, draft)
        text = browser.get(address(draft), {"clock": "first_response"}).content.decode()
        assert "First answer: what would change" in text
        assert "0 that were kept would have been broken." in text


class TestWhoMay:
    @pytest.mark.parametrize(("who", "status"), [("ada", 200), ("maria", 200), ("olga", 404), ("boris", 404)])
    def test_whoever_may_edit_the_draft(
        self, draft: ServiceStandard, who: str, status: int, sign_in: SignedIn, request: pytest.FixtureRequest
    ) -> None:
        browser = sign_in(request.getfixturevalue(who))
        assert browser.get(address(draft)).status_code == status
        assert browser.post(address(draft), {"days": "30"}).status_code == (302 if status == 200 else status)

    def test_counts_are_about_all_and_titles_only_for_those_who_may_read_them(
        self, draft: ServiceStandard, ada: User, sign_in: SignedIn
    ) -> None:
        text = asked(sign_in(ada), draft)
        assert "1 that was kept would have been broken." in text
        assert "A slow one" not in text
        assert "None of them is yours to open." in text

    def test_what_is_published_is_not_replayed_any_more(
        self, standard: ServiceStandard, maria: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(maria)
        assert "It was published without a replay" in browser.get(address(standard)).content.decode()
        assert browser.post(address(standard), {"days": "30"}).status_code == 422
        standard.refresh_from_db()
        assert standard.replay is None


class TestManyRequests:
    @pytest.fixture
    def sent(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
        """What workers are asked for, once more than nothing is many."""
        jobs: list[tuple[Any, ...]] = []
        monkeypatch.setattr(stored, "AT_ONCE", 0)
        monkeypatch.setattr(tasks.replay, "delay_on_commit", lambda *job: jobs.append(job))
        return jobs

    def test_a_worker_does_it_and_the_page_asks_again(
        self, sent: list[tuple[Any, ...]], draft: ServiceStandard, maria: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(maria)
        text = asked(browser, draft)
        assert "The replay is running" in text
        assert 'hx-trigger="every 2s"' in text
        tasks.replay(*sent.pop())
        text = browser.get(address(draft), {"days": "90"}, headers={"HX-Request": "true"}).content.decode()
        assert "1 that was kept would have been broken." in text
        assert "hx-trigger" not in text
        assert "<html" not in text

    def test_what_was_known_before_stays_until_then(
        self, sent: list[tuple[Any, ...]], draft: ServiceStandard, maria: User, sign_in: SignedIn
    ) -> None:
        stored.replay(draft, Period.last(90, now=NOW), now=NOW)
        text = asked(sign_in(maria), draft)
        assert "The replay is running" in text
        assert "1 that was kept would have been broken." in text

    def test_a_worker_that_died_is_not_waited_for(
        self, sent: list[tuple[Any, ...]], draft: ServiceStandard, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        asked(sign_in(maria), draft)
        travel(NOW + stored.LOST_AFTER)
        assert "The replay is running" not in sign_in(maria).get(address(draft)).content.decode()

    def test_a_draft_that_is_gone_is_no_failure(
        self, sent: list[tuple[Any, ...]], draft: ServiceStandard, maria: User, sign_in: SignedIn
    ) -> None:
        asked(sign_in(maria), draft)
        standards.discard(draft, by=None)
        tasks.replay(*sent.pop())


class TestCalendars:
    @pytest.fixture
    def hours(self, it: Department, laptop: Service, li_wei: User, olga: User) -> CalendarDraft:
        standard = make_standard(it, spec=OFFICE_HOURS)
        transitions.resolve(make_request(laptop, li_wei, now=at(7)), by=olga, now=at(14, day=9))
        return calendars.open_draft(standard.calendar, by=olga)

    def test_an_admin_replays_other_working_hours(self, hours: CalendarDraft, ada: User, sign_in: SignedIn) -> None:
        calendars.change_week(
            hours, "Europe/Berlin", {"mon": [["09:00", "12:00"]], "tue": [["09:00", "13:00"]]}, by=ada
        )
        browser, page = sign_in(ada), reverse("sla:calendar_replay", args=[hours.calendar.code])
        answer = browser.post(page, {"days": "30"})
        text = browser.get(answer["Location"]).content.decode()
        assert "1 that was broken would have been kept." in text
        hours.refresh_from_db()
        version = calendars.publish(hours, by=ada, now=NOW)
        assert version.replay is not None
        assert version.replay["n"] == 1

    @pytest.mark.parametrize(("who", "status"), [("maria", 403), ("li_wei", 403)])
    def test_only_admins(
        self, hours: CalendarDraft, who: str, status: int, sign_in: SignedIn, request: pytest.FixtureRequest
    ) -> None:
        page = reverse("sla:calendar_replay", args=[hours.calendar.code])
        assert sign_in(request.getfixturevalue(who)).get(page).status_code == status

    def test_a_calendar_without_a_draft_has_nothing_to_replay(
        self, hours: CalendarDraft, ada: User, sign_in: SignedIn
    ) -> None:
        code = hours.calendar.code
        hours.delete()
        assert sign_in(ada).get(reverse("sla:calendar_replay", args=[code])).status_code == 404


class TestCommand:
    def said(self, *arguments: str) -> dict[str, Any]:
        out = StringIO()
        call_command("replay", *arguments, stdout=out)
        found: dict[str, Any] = json.loads(out.getvalue())
        return found

    def test_gives_the_same_as_json(self, draft: ServiceStandard, slow: ServiceRequest, laptop: Service) -> None:
        said = self.said(f"--standard={draft.pk}", "--days=30")
        assert (said["standard"], said["state"], said["n"]) == (draft.pk, "draft", 1)
        done = next(one for one in said["metrics"] if one["metric"] == "resolution")
        assert done["now"] == {"kept": 1, "broken": 0, "undecided": 0, "n": 1, "rate": 1.0}
        assert done["then"] == {"kept": 0, "broken": 1, "undecided": 0, "n": 1, "rate": 0.0}
        assert done["changed"] == [[slow.pk, "kept", "broken"]]
        assert done["load"]["needed"] == 1
        assert said["names"]["service"] == {str(laptop.pk): "it/laptop"}
        draft.refresh_from_db()
        assert draft.replay is None

    def test_keeps_it_where_asked_to(self, draft: ServiceStandard) -> None:
        self.said(f"--standard={draft.pk}", "--from=2026-06-08", "--to=2026-06-09", "--keep")
        draft.refresh_from_db()
        assert draft.replay is not None
        assert (draft.replay["n"], draft.replay["days"]) == (1, None)

    def test_knows_the_draft_of_a_calendar(self, it: Department, olga: User) -> None:
        draft = calendars.open_draft(make_standard(it, spec=OFFICE_HOURS).calendar, by=olga)
        said = self.said(f"--calendar={draft.calendar.code}")
        assert (said["calendar"], said["n"], said["metrics"]) == (calendar_code(OFFICE_HOURS), 0, [])

    @pytest.mark.django_db
    @pytest.mark.parametrize("arguments", [["--standard=0"], ["--calendar=none"]])
    def test_says_what_is_not_there(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError, match="There is no"):
            self.said(*arguments)
