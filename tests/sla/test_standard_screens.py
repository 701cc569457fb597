"""Standards in the browser: everybody reads them, admins write, publish and retire them."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from requests_app.models import ConfigurationChange, Department, Service, User
from sla import calendars, standards
from sla.models import BusinessCalendar, Scope, ServiceStandard
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_request, make_standard
from tests.sla.conftest import at

LIST = reverse("sla:list")


@pytest.fixture
def office(db: None) -> BusinessCalendar:
    return calendars.ensure("office", {"en": "Office"}, OFFICE_HOURS).calendar


def filled(department: Department, calendar: BusinessCalendar, **changes: Any) -> dict[str, Any]:
    values = {
        "department": department.pk,
        "service": "",
        "calendar": calendar.pk,
        "name_en": "General requests",
        "name_zh_hans": "一般请求",
        "name_ru": "",
        "pledge_en": "We answer the same day.",
        "first_response_any": "2 h",
        "resolution_any": "3 d",
        "resolution_1": "4:30",
        "step-0-amount": "50",
        "step-0-tell": ["owner"],
        "step-1-amount": "80 %",
        "step-1-tell": ["owner", "head"],
        "pause_statuses": ["waiting"],
    }
    return {**values, **changes}


def draft_of(department: Department) -> ServiceStandard:
    return ServiceStandard.objects.drafts().get(department=department)


class TestReading:
    def test_everybody_sees_what_is_promised(self, it: Department, li_wei: User, sign_in: SignedIn) -> None:
        standard = make_standard(it, spec=OFFICE_HOURS, name={"en": "IT in general"})
        page = sign_in(li_wei).get(LIST)
        assert page.status_code == 200
        text = page.content.decode()
        assert "IT in general" in text
        assert "First answer within 2 working hours, done within 8 working hours." in text
        assert reverse("sla:new") not in text
        page = sign_in(li_wei).get(reverse("sla:detail", args=[standard.pk]))
        assert "Mon–Fri 09:00–18:00 (Europe/Berlin)" in page.content.decode()

    def test_managers_find_their_departments_standards_in_the_menu(
        self, it: Department, maria: User, olga: User, sign_in: SignedIn
    ) -> None:
        link = f'href="{LIST}#it"'
        assert link in sign_in(maria).get("/").content.decode()
        assert link not in sign_in(olga).get("/").content.decode()
        make_standard(it)
        assert '<tbody id="it">' in sign_in(maria).get(LIST).content.decode()

    def test_an_empty_list_says_what_to_do_next(self, ada: User, li_wei: User, sign_in: SignedIn) -> None:
        assert "Write the first standard" in sign_in(ada).get(LIST).content.decode()
        assert "Write the first standard" not in sign_in(li_wei).get(LIST).content.decode()

    @pytest.mark.parametrize(("who", "status"), [("ada", 200), ("maria", 200), ("boris", 404), ("li_wei", 404)])
    def test_a_draft_is_for_admins_and_the_departments_managers(
        self, it: Department, who: str, status: int, sign_in: SignedIn, request: pytest.FixtureRequest
    ) -> None:
        draft = standards.revise(make_standard(it, name={"en": "In force"}), by=None)
        ServiceStandard.objects.filter(pk=draft.pk).update(name={"en": "Secret plan"})
        browser = sign_in(request.getfixturevalue(who))
        assert browser.get(reverse("sla:detail", args=[draft.pk])).status_code == status
        assert ("Secret plan" in browser.get(LIST).content.decode()) == (status == 200)

    def test_superseded_versions_leave_the_list_and_stay_in_the_history(
        self, it: Department, li_wei: User, sign_in: SignedIn
    ) -> None:
        first = make_standard(it, name={"en": "The old one"})
        draft = standards.revise(first, by=None)
        ServiceStandard.objects.filter(pk=draft.pk).update(name={"en": "The new one"})
        second = standards.publish(draft, by=None)
        text = sign_in(li_wei).get(LIST).content.decode()
        assert ("The new one" in text, "The old one" in text) == (True, False)
        history = sign_in(li_wei).get(reverse("sla:detail", args=[second.pk])).content.decode()
        assert reverse("sla:detail", args=[first.pk]) in history
        assert "Superseded" in history

    def test_the_number_of_queries_does_not_grow_with_the_list(
        self,
        it: Department,
        finance: Department,
        laptop: Service,
        li_wei: User,
        sign_in: SignedIn,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        browser = sign_in(li_wei)
        make_standard(it)
        browser.get(LIST)
        with CaptureQueriesContext(connection) as one:
            browser.get(LIST)
        make_standard(it, laptop)
        make_standard(finance)
        with django_assert_num_queries(len(one)):
            browser.get(LIST)


class TestWriting:
    def test_an_admin_writes_a_draft_in_working_time(
        self, it: Department, office: BusinessCalendar, ada: User, sign_in: SignedIn
    ) -> None:
        answer = sign_in(ada).post(reverse("sla:new"), filled(it, office))
        draft = draft_of(it)
        row = ConfigurationChange.objects.of_kind("standard_draft", str(draft.pk)).get()
        assert (row.by, row.action) == (ada, "created")
        assert answer["Location"] == reverse("sla:detail", args=[draft.pk])
        assert set(draft.targets.values_list("metric", "priority", "seconds")) == {
            ("first_response", None, 7200),
            ("resolution", None, 3 * 9 * 3600),  # three working days of nine hours
            ("resolution", 1, 16_200),
        }
        assert draft.name == {"en": "General requests", "zh-hans": "一般请求"}
        assert draft.targets.get(metric="first_response").steps == [
            {"at": "50%", "tell": ["owner"]},
            {"at": "80%", "tell": ["owner", "head"]},
        ]
        assert (draft.created_by, draft.edition) == (ada, 1)

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"first_response_any": "soon"}, "Write a time such as"),
            ({"first_response_any": "0 min"}, "Write a time such as"),
            ({"first_response_any": "", "resolution_any": "", "resolution_1": ""}, "Give at least one target."),
            ({"first_response_any": "0,001 h"}, "Write a time such as"),
            ({"step-0-amount": "half"}, "Write a whole number from 1 to 1000"),
            ({"name_en": "", "name_zh_hans": ""}, "Give it a name in at least one language."),
        ],
    )
    def test_what_cannot_be_read_is_said_beside_the_field_and_nothing_is_lost(
        self,
        it: Department,
        office: BusinessCalendar,
        ada: User,
        sign_in: SignedIn,
        changes: dict[str, str],
        problem: str,
    ) -> None:
        page = sign_in(ada).post(reverse("sla:new"), filled(it, office, **changes))
        assert page.status_code == 422
        text = page.content.decode()
        assert problem in text
        assert "We answer the same day." in text
        assert not ServiceStandard.objects.exists()

    def test_the_less_usual_clocks_the_scope_and_the_reopening_are_kept(
        self, it: Department, finance: Department, office: BusinessCalendar, ada: User, sign_in: SignedIn
    ) -> None:
        more = {"next_reply_any": "4 h", "promise_any": "1 d", "approval_any": "90 min", "ola_any": "2 d"}
        whose = {"requester_department": finance.pk, "priority": "2", "resolution_1": "", "reopening": "new"}
        assert sign_in(ada).post(reverse("sla:new"), filled(it, office, **more, **whose)).status_code == 302
        draft = draft_of(it)
        assert draft.scope == Scope(it.pk, None, finance.pk, 2)
        assert draft.reopening == "new"
        assert dict(draft.targets.values_list("metric", "seconds")) == {
            "first_response": 2 * 3600,
            "next_reply": 4 * 3600,
            "promise": 9 * 3600,
            "resolution": 27 * 3600,
            "approval": 5400,
            "ola": 18 * 3600,
        }

    def test_a_standard_for_one_priority_has_no_targets_for_others(
        self, it: Department, office: BusinessCalendar, ada: User, sign_in: SignedIn
    ) -> None:
        page = sign_in(ada).post(reverse("sla:new"), filled(it, office, priority="3"))
        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["resolution_1"]

    def test_a_second_standard_for_the_same_is_refused(
        self, it: Department, office: BusinessCalendar, ada: User, sign_in: SignedIn
    ) -> None:
        make_standard(it)
        page = sign_in(ada).post(reverse("sla:new"), filled(it, office))
        assert "There is a standard for this already" in page.content.decode()

    def test_a_service_of_another_department_is_refused(
        self, finance: Department, laptop: Service, office: BusinessCalendar, ada: User, sign_in: SignedIn
    ) -> None:
        page = sign_in(ada).post(reverse("sla:new"), filled(finance, office, service=laptop.pk))
        assert "This service belongs to another department." in page.content.decode()

    def test_the_draft_comes_back_as_it_was_written(
        self, it: Department, office: BusinessCalendar, ada: User, sign_in: SignedIn
    ) -> None:
        browser = sign_in(ada)
        browser.post(reverse("sla:new"), filled(it, office))
        url = reverse("sla:edit", args=[draft_of(it).pk])
        form = browser.get(url).context["form"]
        again = {name: value for name, value in form.initial.items() if value is not None}
        before = set(draft_of(it).targets.values_list("metric", "priority", "seconds"))
        assert browser.post(url, again | {"pledge_en": "Changed"}).status_code == 302
        assert set(draft_of(it).targets.values_list("metric", "priority", "seconds")) == before
        assert draft_of(it).pledge["en"] == "Changed"

    def test_beside_it_stands_what_it_would_mean(
        self, it: Department, office: BusinessCalendar, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel("2026-06-10 12:00")
        page = sign_in(ada).get(reverse("sla:example"), filled(it, office, name_en="", resolution_any="half-typed"))
        text = page.content.decode()
        assert "Filed Friday 12 June 17:30" in text
        assert "answer by Monday 15 June 10:30" in text
        assert "done by" not in text

    def test_a_draft_can_be_thrown_away(self, it: Department, ada: User, sign_in: SignedIn) -> None:
        draft = standards.revise(make_standard(it), by=None)
        sign_in(ada).post(reverse("sla:removal", args=[draft.pk]))
        assert not ServiceStandard.objects.drafts().exists()


class TestPublishing:
    def test_the_page_says_what_changes_and_for_whom(
        self, it: Department, laptop: Service, li_wei: User, ada: User, sign_in: SignedIn
    ) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        make_request(laptop, li_wei)
        browser = sign_in(ada)
        browser.post(reverse("sla:revision", args=[ServiceStandard.objects.get().pk]))
        draft_of(it).targets.filter(metric="resolution").update(seconds=4 * 3600)
        text = browser.get(reverse("sla:publication", args=[draft_of(it).pk])).content.decode()
        assert "8 working hours" in text
        assert "4 working hours" in text
        assert "2 working hours" not in text  # the same as before
        assert "1 open request keeps version 1" in text

    def test_it_counts_from_now_by_default(self, it: Department, ada: User, sign_in: SignedIn, travel: Travel) -> None:
        travel(at(9))
        draft = standards.revise(make_standard(it), by=None)
        sign_in(ada).post(reverse("sla:publication", args=[draft.pk]))
        draft.refresh_from_db()
        assert (draft.state, draft.in_force_from, draft.published_by) == ("published", at(9), ada)

    def test_it_can_begin_later_in_the_admins_own_zone(
        self, it: Department, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel(at(9))
        ada.time_zone = "Asia/Shanghai"
        ada.save(update_fields=["time_zone"])
        draft = standards.revise(make_standard(it), by=None)
        sign_in(ada).post(reverse("sla:publication", args=[draft.pk]), {"since": "2026-06-09T09:00"})
        draft.refresh_from_db()
        assert draft.in_force_from == at(1, day=9)

    def test_tomorrow_begins_at_midnight_where_the_department_works(
        self, it: Department, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel(at(9))
        ada.time_zone = "Asia/Shanghai"
        ada.save(update_fields=["time_zone"])
        draft = standards.revise(make_standard(it, spec=OFFICE_HOURS), by=None)
        browser, url = sign_in(ada), reverse("sla:publication", args=[draft.pk])
        assert "from tomorrow on: Tuesday 9 June 00:00, Europe/Berlin" in browser.get(url).content.decode()
        browser.post(url, {"when": "tomorrow"})
        draft.refresh_from_db()
        assert draft.in_force_from == at(22)

    def test_a_chosen_moment_has_to_be_said(self, it: Department, ada: User, sign_in: SignedIn) -> None:
        draft = standards.revise(make_standard(it), by=None)
        page = sign_in(ada).post(reverse("sla:publication", args=[draft.pk]), {"when": "chosen"})
        assert page.status_code == 422
        assert "Say from when." in page.content.decode()

    def test_today_and_tomorrow_are_filed_under_two_versions(
        self, it: Department, laptop: Service, li_wei: User, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel(at(9))
        first = make_standard(it)
        draft = standards.revise(first, by=None)
        sign_in(ada).post(reverse("sla:publication", args=[draft.pk]), {"when": "tomorrow"})
        today, tomorrow = (make_request(laptop, li_wei, now=when) for when in (at(10), at(10, day=9)))
        assert [one.clocks.get(metric="resolution").standard for one in (today, tomorrow)] == [first, draft]

    def test_every_version_says_what_it_changed(
        self, it: Department, office: BusinessCalendar, ada: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        first = make_standard(it, spec=OFFICE_HOURS, checklist=[{"key": "a", "text": {"en": "Wiped"}}])
        draft = standards.revise(first, by=None)
        changed = filled(it, office, edition=1, reopening="new", **{"step-0-amount": "95"})
        assert sign_in(ada).post(reverse("sla:edit", args=[draft.pk]), changed).status_code == 302
        standards.publish(draft, by=ada)
        page = sign_in(li_wei).get(reverse("sla:detail", args=[draft.pk]))
        found = {row.what: (row.before, row.after) for row in page.context["differences"]}
        assert found["When it comes back"] == ("the same promise goes on", "a new promise begins")
        assert found["Checklist"] == ("Wiped", "–")
        assert "At 95 % of the time" in found["Warnings and escalation"][1]
        assert found["Done"] == ("8 working hours", "3 working days")
        assert "First answer" not in found
        assert not sign_in(li_wei).get(reverse("sla:detail", args=[first.pk])).context["differences"]

    def test_it_cannot_change_what_was_promised_in_the_past(
        self, it: Department, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        travel(at(9))
        draft = standards.revise(make_standard(it), by=None)
        page = sign_in(ada).post(reverse("sla:publication", args=[draft.pk]), {"since": "2026-06-07T09:00"})
        assert page.status_code == 422
        assert "This moment is over." in page.content.decode()

    def test_a_year_that_no_calendar_knows_is_refused_in_words(
        self, it: Department, ada: User, sign_in: SignedIn
    ) -> None:
        draft = standards.revise(make_standard(it), by=None)
        page = sign_in(ada).post(reverse("sla:publication", args=[draft.pk]), {"since": "2300-01-01T09:00"})
        assert page.status_code == 422
        assert "know the years 1900 to 2199" in page.content.decode()

    def test_retiring_asks_first(self, it: Department, ada: User, sign_in: SignedIn) -> None:
        standard = make_standard(it)
        url = reverse("sla:retirement", args=[standard.pk])
        browser = sign_in(ada)
        assert "keep what they were promised" in browser.get(url).content.decode()
        browser.post(url)
        standard.refresh_from_db()
        assert standard.state == "retired"
        assert browser.post(url).status_code == 422


OF_A_DRAFT = [  # name, method, for the department's manager, for another department's, for an agent of the department
    ("edit", "get", 200, 404, 404),
    ("removal", "post", 302, 404, 404),
    ("sharing", "post", 302, 404, 404),
    ("handover", "post", 302, 404, 404),
    ("publication", "get", 403, 404, 404),
    ("publication", "post", 403, 404, 404),
]
OF_WHAT_IS_IN_FORCE = [("revision", "post", 302, 403, 403), ("retirement", "get", 403, 403, 403)]


class TestWhoMay:
    @pytest.mark.parametrize("name", ["new", "example"])
    def test_admins_and_managers_draft(self, name: str, ada: User, maria: User, olga: User, sign_in: SignedIn) -> None:
        answers = [sign_in(person).get(reverse(f"sla:{name}")).status_code for person in (ada, maria, olga)]
        assert answers == [200, 200, 403]

    @pytest.mark.parametrize(("name", "method", "own", "other", "agent"), OF_A_DRAFT)
    def test_a_draft_is_its_departments_managers_and_publishing_the_admins(
        self,
        name: str,
        method: str,
        own: int,
        other: int,
        agent: int,
        it: Department,
        ada: User,
        maria: User,
        boris: User,
        olga: User,
        sign_in: SignedIn,
    ) -> None:
        url = reverse(f"sla:{name}", args=[standards.revise(make_standard(it), by=None).pk])
        found = [getattr(sign_in(person), method)(url).status_code for person in (boris, olga, maria)]
        assert found == [other, agent, own]
        allowed = (403,) if name == "handover" else (200, 302, 404)  # she need not ask herself
        assert getattr(sign_in(ada), method)(url).status_code in allowed

    @pytest.mark.parametrize(("name", "method", "own", "other", "agent"), OF_WHAT_IS_IN_FORCE)
    def test_what_is_in_force_gets_a_new_version_from_its_manager_and_an_end_from_an_admin(
        self,
        name: str,
        method: str,
        own: int,
        other: int,
        agent: int,
        it: Department,
        ada: User,
        maria: User,
        boris: User,
        olga: User,
        sign_in: SignedIn,
    ) -> None:
        url = reverse(f"sla:{name}", args=[make_standard(it).pk])
        found = [getattr(sign_in(person), method)(url).status_code for person in (boris, olga, maria)]
        assert found == [other, agent, own]
        assert getattr(sign_in(ada), method)(url).status_code in (200, 302)

    def test_a_manager_drafts_for_her_own_department_only(
        self, it: Department, finance: Department, office: BusinessCalendar, maria: User, sign_in: SignedIn
    ) -> None:
        assert sign_in(maria).post(reverse("sla:new"), filled(finance, office)).status_code == 422
        assert sign_in(maria).post(reverse("sla:new"), filled(it, office)).status_code == 302
        assert draft_of(it).created_by == maria

    def test_an_installation_may_let_managers_publish_their_own(
        self, it: Department, finance: Department, maria: User, settings: LazySettings, sign_in: SignedIn
    ) -> None:
        settings.MANAGERS_PUBLISH_STANDARDS = True
        own, other = (standards.revise(make_standard(one), by=None) for one in (it, finance))
        assert sign_in(maria).post(reverse("sla:publication", args=[own.pk])).status_code == 302
        assert sign_in(maria).post(reverse("sla:publication", args=[other.pk])).status_code == 404
        own.refresh_from_db()
        assert (own.state, own.published_by) == ("published", maria)
