"""Calendars as people read them, and as an admin changes them: in the browser, with and without script."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from requests_app.models import ConfigurationChange, Department, Service, User
from sla import calendars
from sla.days import Day, Kind
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion, Recalculation
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_request, make_standard

pytestmark = pytest.mark.django_db

WEEK = {
    f"{day}-0-{end}": time
    for day in ("mon", "tue", "wed", "thu", "fri")
    for end, time in (("from", "09:00"), ("to", "18:00"))
}
NEW = {"code": "shanghai", "tz": "Asia/Shanghai", "name_en": "Shanghai", **WEEK}
CHINA_2026 = "?country=CN&years=2026"


@pytest.fixture(autouse=True)
def _autumn(travel: Travel) -> None:
    """Sunday, 22 November 2026: most of the year has passed, and China has announced nothing for 2027."""
    travel("2026-11-22 09:00")


@pytest.fixture
def office(ada: User) -> BusinessCalendar:
    return calendars.ensure("office", {"en": "Office"}, OFFICE_HOURS, by=ada).calendar


@pytest.fixture
def browser(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


@pytest.fixture
def draft(office: BusinessCalendar, ada: User) -> CalendarDraft:
    return calendars.open_draft(office, by=ada)


@pytest.fixture
def _used(office: BusinessCalendar, it: Department, laptop: Service, li_wei: User) -> None:
    make_standard(it, calendar=office)
    make_request(laptop, li_wei)


def at(name: str, *more: str, code: str = "office") -> str:
    return reverse(f"sla:calendar_{name}" if name else "sla:calendar", args=[code, *more])


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def current() -> CalendarDraft:
    return CalendarDraft.objects.get()


class TestReading:
    def test_everybody_reads_the_list(self, office: BusinessCalendar, li_wei: User, sign_in: SignedIn) -> None:
        page = text(sign_in(li_wei).get(reverse("sla:calendars")))
        assert "Mon–Fri 09:00–18:00 (Europe/Berlin)" in page
        assert reverse("sla:calendar_new") not in page

    def test_the_year_tells_each_day_by_colour_and_letter(self, browser: Client, ada: User) -> None:
        spec = {**OFFICE_HOURS, "holidays": ["2026-12-25"], "exceptions": {"2026-12-24": [["09:00", "12:00"]]}}
        calendars.ensure("office", {"en": "Office"}, spec)
        page = text(browser.get(at("")))
        christmas, eve = (
            "Friday, 25 December 2026: closed, holiday",
            "Thursday, 24 December 2026: 09:00–12:00, own hours",
        )
        for state, number, mark, words in (("holiday", 25, "H", christmas), ("hours", 24, "O", eve)):
            # Read aloud, pointed at, and reached by Tab.
            cell = f'<time class="day day-{state}" datetime="2026-12-{number}" title="{words}" data-exact="{words}"'
            assert f'{cell} tabindex="0">{number}<i>{mark}</i><span class="sr">{words}</span></time>' in page
        assert '<span class="day day-off" aria-current="date">22</span>' in page

    def test_days_that_differ_are_listed_and_counted(self, li_wei: User, sign_in: SignedIn) -> None:
        calendars.ensure("office", {"en": "Office"}, {**OFFICE_HOURS, "holidays": ["2026-12-24", "2026-12-25"]})
        page = text(sign_in(li_wei).get(at("")))
        assert "24–25 Dec 2026" in page
        assert "259 working days, 2,331 h" in page

    def test_another_year_is_a_link_away(self, office: BusinessCalendar, browser: Client) -> None:
        assert "Days that differ in 2027" in text(browser.get(at("") + "?year=2027"))
        assert "Days that differ in 2026" in text(browser.get(at("") + "?year=soon"))

    def test_the_tester_answers_everybody(self, office: BusinessCalendar, li_wei: User, sign_in: SignedIn) -> None:
        page = text(sign_in(li_wei).get(at("") + "?on=2026-11-23&at=20:00"))
        assert "Monday, 23 November 2026 is a working day: 09:00–18:00." in page
        assert "At 20:00 it is closed." in page
        assert "Next opening: Tuesday, 24 November 2026, 09:00." in page

    @pytest.mark.parametrize("on", ["tomorrow", "1066-10-14", "9999-01-01"])
    def test_the_tester_says_what_it_does_not_understand(
        self, office: BusinessCalendar, browser: Client, on: str
    ) -> None:
        answer = browser.get(at("") + f"?on={on}")
        assert answer.status_code == 200
        assert "error-text" in text(answer)

    def test_who_may_not_change_it_is_shown_no_draft(
        self, draft: CalendarDraft, maria: User, sign_in: SignedIn
    ) -> None:
        assert at("edit") not in text(sign_in(maria).get(at("")))
        assert sign_in(maria).get(at("edit")).status_code == 403


class TestNew:
    def test_an_admin_makes_one_with_any_number_of_openings(self, browser: Client, ada: User) -> None:
        split = {"mon-0-to": "13:00", "mon-1-from": "14:00", "mon-1-to": "18:00", "fri-0-from": "22", "fri-0-to": "6"}
        answer = browser.post(reverse("sla:calendar_new"), NEW | split)
        assert answer["Location"] == at("", code="shanghai")
        version = CalendarVersion.objects.get()
        assert version.created_by == ada
        assert ConfigurationChange.objects.of_kind("calendar").get().by == ada
        assert version.spec["tz"] == "Asia/Shanghai"
        assert version.spec["weekly"]["mon"] == [["09:00", "13:00"], ["14:00", "18:00"]]
        assert version.spec["weekly"]["fri"] == [["22:00", "06:00"]]

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"mon-0-from": "nine"}, "“nine” is not a time between 00:00 and 24:00"),
            ({"mon-0-from": "25:00"}, "“25:00” is not a time"),
            ({"mon-0-from": ""}, "Each opening needs a beginning and an end."),
            ({"mon-0-from": "18:00"}, "18:00–18:00 starts and ends at the same time."),
            ({"mon-0-from": "24:00"}, "An opening cannot start at 24:00."),
            (dict.fromkeys(WEEK, ""), "This calendar is never open"),
            ({"code": "new"}, "This short name is taken"),
            ({"code": "office"}, "There is a calendar with this short name already"),
        ],
    )
    def test_what_cannot_be_used_is_refused_with_the_reason(
        self, office: BusinessCalendar, browser: Client, changes: dict[str, str], problem: str
    ) -> None:
        page = browser.post(reverse("sla:calendar_new"), NEW | changes)
        assert page.status_code == 422
        assert problem in text(page)
        assert BusinessCalendar.objects.count() == 1

    def test_around_the_clock_fills_the_grid_and_saves_nothing(self, browser: Client) -> None:
        page = browser.post(reverse("sla:calendar_new"), NEW | {"fill": "always"})
        assert text(page).count('value="24:00"') == 7
        assert 'value="Shanghai"' in text(page)
        assert not BusinessCalendar.objects.exists()


class TestWeek:
    def test_it_is_saved_in_the_draft_and_nowhere_else(self, draft: CalendarDraft, browser: Client) -> None:
        nights = {"tz": "Asia/Shanghai", "sat-0-from": "22:00", "sat-0-to": "06:00"}
        assert browser.post(at("week"), nights)["Location"] == at("edit")
        assert (current().tz, current().weekly) == ("Asia/Shanghai", {"sat": [["22:00", "06:00"]]})
        assert CalendarVersion.objects.get().spec["tz"] == "Europe/Berlin"

    def test_a_night_shift_says_that_it_ends_the_next_day(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("week"), {"tz": "UTC", "sat-0-from": "22:00", "sat-0-to": "06:00"})
        assert '<small class="next-day">next day</small>' in text(browser.get(at("edit")))

    def test_without_script_two_empty_rows_are_there_for_every_day(self, draft: CalendarDraft, browser: Client) -> None:
        page = text(browser.get(at("week")))
        assert page.count('class="opening no-script"') == 14
        assert 'name="mon-2-from"' in page

    def test_one_more_row_is_given_on_request(self, draft: CalendarDraft, browser: Client) -> None:
        page = text(browser.post(at("week"), {"tz": "UTC", **WEEK, "fill": "more:sat"}))
        assert page.count('class="opening"') == 6
        assert 'name="sat-0-from" id="id_sat_0"' in page

    def test_monday_is_copied(self, draft: CalendarDraft, browser: Client) -> None:
        page = text(browser.post(at("week"), {"tz": "UTC", **WEEK, "mon-0-from": "07:00", "fill": "monday"}))
        assert page.count('value="07:00"') == 7
        assert current().weekly == OFFICE_HOURS["weekly"]

    def test_what_is_wrong_stands_beside_the_day(self, draft: CalendarDraft, browser: Client) -> None:
        page = browser.post(at("week"), {"tz": "UTC", **WEEK, "tue-0-to": "9:00"})
        assert page.status_code == 422
        assert "09:00–09:00 starts and ends at the same time" in text(page)
        assert 'href="#id_tue_0"' in text(page)


class TestDays:
    DAY = "2026-12-24"

    def post(self, browser: Client, **values: str) -> HttpResponse:
        return browser.post(at("day", self.DAY), values)  # type: ignore[return-value]

    def test_every_day_of_the_draft_is_a_link(self, draft: CalendarDraft, browser: Client) -> None:
        page = text(browser.get(at("edit")))
        assert page.count('<a class="day day-') == 365
        assert f'href="{at("day", self.DAY)}" aria-label="Thursday, 24 December 2026: 09:00–18:00"' in page

    def test_a_day_is_closed(self, draft: CalendarDraft, browser: Client) -> None:
        answer = self.post(browser, kind="closed", name_en="Christmas Eve")
        assert answer["Location"] == f"{at('edit')}?year=2026#d2026-12-24"
        assert current().days == {self.DAY: {"kind": "closed", "name": {"en": "Christmas Eve"}}}
        assert "Christmas Eve" in text(browser.get(at("edit")))

    def test_or_has_hours_of_its_own(self, draft: CalendarDraft, browser: Client) -> None:
        self.post(browser, **{"kind": "hours", "hours-0-from": "9", "hours-0-to": "12"})
        assert current().days[self.DAY]["openings"] == [["09:00", "12:00"]]

    def test_own_hours_without_hours_are_refused(self, draft: CalendarDraft, browser: Client) -> None:
        page = self.post(browser, kind="hours")
        assert page.status_code == 422
        assert "Give the hours, or close the day." in text(page)

    def test_several_days_in_a_row_at_once(self, draft: CalendarDraft, browser: Client) -> None:
        self.post(browser, kind="closed", until="2027-01-01")
        assert len(current().days) == 9
        assert self.post(browser, kind="closed", until="2026-12-01").status_code == 422

    def test_it_goes_back_to_normal(self, draft: CalendarDraft, browser: Client) -> None:
        self.post(browser, kind="closed")
        browser.post(at("day_removal", self.DAY))
        assert current().days == {}

    def test_an_imported_day_lies_beneath_and_comes_back(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("import") + "?country=DE&years=2026", {"take": ["2026-12-25"]})
        browser.post(at("day", "2026-12-25"), {"kind": "hours", "hours-0-from": "10:00", "hours-0-to": "12:00"})
        assert "Imported beneath: Christmas Day, imported from Germany 2026" in text(
            browser.get(at("day", "2026-12-25"))
        )
        browser.post(at("day_removal", "2026-12-25"))
        assert current().days["2026-12-25"]["kind"] == "holiday"

    def test_in_the_dialog_a_refused_form_comes_back_to_the_dialog(self, draft: CalendarDraft, browser: Client) -> None:
        page = browser.post(at("day", self.DAY), {"kind": "hours"}, headers={"HX-Request": "true"})
        assert (page["HX-Retarget"], page["HX-Reselect"]) == ("#day-body", "#day-form")

    @pytest.mark.parametrize("day", ["2026-02-30", "today", "0001-01-01"])
    def test_what_is_no_day_is_not_found(self, draft: CalendarDraft, browser: Client, day: str) -> None:
        assert browser.get(at("day", day)).status_code == 404

    def test_without_a_draft_there_is_nothing_to_change(self, office: BusinessCalendar, browser: Client) -> None:
        assert browser.get(at("edit")).status_code == 404
        assert browser.post(at("revision"))["Location"] == at("edit")
        assert browser.get(at("edit")).status_code == 200


class TestImport:
    def everything(self, browser: Client, query: str) -> list[str]:
        page = text(browser.get(at("import") + query))
        return [part.split('"')[0] for part in page.split('name="take" value="')[1:]]

    def test_the_chinese_year_comes_with_its_make_up_days(self, browser: Client, ada: User) -> None:
        """A calendar is made, the days are taken over, and 14 February 2026 is open."""
        browser.post(reverse("sla:calendar_new"), NEW)
        here = {name: at(name, code="shanghai") for name in ("revision", "import", "publication", "")}
        browser.post(here["revision"])
        page = text(browser.get(here["import"] + CHINA_2026))
        assert "make-up working day for 20 February" in page
        assert page.count("checked") == 28 + 1  # every row, and the year
        browser.post(
            here["import"] + CHINA_2026, {"take": [part[:10] for part in page.split('name="take" value="')[1:]]}
        )
        version = current().version
        assert browser.post(here["publication"], {"version": version, "note": "Days of 2026"}).status_code == 302
        told = text(browser.get(here[""] + "?on=2026-02-14"))
        assert (
            "Saturday, 14 February 2026 is a working day: 09:00–18:00"
            " (make-up working day for 20 February, imported from China 2026)." in told
        )
        assert "248 working days" in told

    def test_the_country_of_the_time_zone_is_chosen_already(self, draft: CalendarDraft, browser: Client) -> None:
        assert '<option value="DE" selected>Germany' in text(browser.get(at("import")))

    def test_only_what_is_ticked_is_taken(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("import") + CHINA_2026, {"take": ["2026-10-01"]})
        assert current().days.keys() == {"2026-10-01"}
        assert current().days["2026-10-01"]["origin"] == "CN"
        assert current().days["2026-10-01"]["library"].startswith("holidays ")
        assert "2026" in str(ConfigurationChange.objects.of_kind("calendar_draft").get().changes)

    def test_the_second_time_nothing_is_left_to_take(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("import") + CHINA_2026, {"take": self.everything(browser, CHINA_2026)})
        page = text(browser.get(at("import") + CHINA_2026))
        assert "Nothing to change" in page
        assert "28 days are the same already" in page

    def test_a_day_closed_by_hand_is_said_to_be_closed_once(self, draft: CalendarDraft, browser: Client) -> None:
        calendars.set_day(draft, date(2026, 10, 1), Day(Kind.CLOSED), by=None)
        page = text(browser.get(at("import") + CHINA_2026))
        stays = page.split("The import would say")[1].split('data-label="Stays">')[1].split("<")[0]
        assert stays == "closed"

    def test_what_is_set_by_hand_is_shown_as_kept(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("day", "2026-10-01"), {"kind": "closed", "name_en": "Anniversary"})
        page = text(browser.get(at("import") + CHINA_2026))
        assert "Kept: you said otherwise" in page
        assert "closed, Anniversary" in page
        assert 'value="2026-10-01"' not in page

    def test_regions_and_their_days(self, draft: CalendarDraft, browser: Client) -> None:
        assert "Bayern" in text(browser.get(at("import") + "?country=DE&years=2027"))
        assert "2027-01-06" in self.everything(browser, "?country=DE&region=BY&years=2027")
        assert "2027-01-06" not in self.everything(browser, "?country=DE&region=BE&years=2027")

    def test_a_region_left_over_from_another_country_is_ignored(self, draft: CalendarDraft, browser: Client) -> None:
        assert self.everything(browser, "?country=CN&region=BY&years=2026") == self.everything(browser, CHINA_2026)

    def test_make_up_days_take_the_hours_that_were_typed(self, draft: CalendarDraft, browser: Client) -> None:
        query = CHINA_2026 + "&hours-0-from=10:00&hours-0-to=16:00"
        browser.post(at("import") + query, {"take": ["2026-10-10"]})
        assert current().days["2026-10-10"]["openings"] == [["10:00", "16:00"]]

    def test_russian_eves_are_an_hour_shorter(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("import") + "?country=RU&years=2027", {"take": ["2027-06-11"]})
        assert current().days["2027-06-11"]["openings"] == [["09:00", "17:00"]]
        assert "shortened day before a holiday" in text(browser.get(at("edit") + "?year=2027"))

    def test_a_country_and_a_year_are_needed(self, draft: CalendarDraft, browser: Client) -> None:
        for query in ("?country=XX&years=2026", "?country=CN", "?country=CN&years=1850"):
            assert browser.get(at("import") + query).status_code == 422

    def test_another_country_on_top_is_warned_of(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("import") + CHINA_2026, {"take": ["2026-10-01"]})
        page = text(browser.get(at("import") + "?country=RU&years=2026"))
        assert "This calendar has the days of China already" in page

    def test_days_are_called_in_the_language_of_the_reader(
        self, draft: CalendarDraft, browser: Client, ada: User
    ) -> None:
        browser.post(at("import") + CHINA_2026, {"take": ["2026-02-17"]})
        ada.language = "zh-hans"
        ada.save(update_fields=["language"])
        assert "春节" in text(browser.get(at("edit")))


class TestProvisional:
    NEXT = "?country=CN&years=2027"

    @pytest.fixture(autouse=True)
    def _imported(self, draft: CalendarDraft, browser: Client) -> None:
        assert "China has not announced 2027 yet" in text(browser.get(at("import") + self.NEXT))
        browser.post(at("import") + self.NEXT, {"take": ["2027-10-01", "2027-10-02"]})

    def test_the_draft_warns(self, browser: Client) -> None:
        page = text(browser.get(at("edit") + "?year=2027"))
        assert "Provisional: 2027" in page
        assert 'class="day day-holiday provisional"' in page

    def test_published_it_warns_on_the_calendar_and_in_the_list(self, browser: Client) -> None:
        browser.post(at("publication"), {"version": current().version})
        assert "Provisional: 2027" in text(browser.get(at("")))
        assert "2027 provisional" in text(browser.get(reverse("sla:calendars")))

    def test_and_on_the_standards_that_use_it(self, browser: Client, it: Department) -> None:
        browser.post(at("publication"), {"version": current().version})
        standard = make_standard(it, calendar=BusinessCalendar.objects.get(code="office"))
        assert "2027 provisional" in text(browser.get(reverse("sla:detail", args=[standard.pk])))

    def test_a_year_that_is_over_warns_no_more(self, browser: Client, travel: Travel) -> None:
        browser.post(at("publication"), {"version": current().version})
        travel("2028-01-01 09:00")
        assert "Provisional: 2027" not in text(browser.get(at("")))


class TestPublication:
    def test_it_says_what_changes(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("day", "2026-12-24"), {"kind": "closed", "name_en": "Christmas Eve"})
        page = text(browser.get(at("publication")))
        for said in ("Thu, 24 Dec 2026", "as usual: 09:00–18:00", "closed, Christmas Eve"):
            assert said in page

    def test_it_makes_a_version_with_its_reason(self, draft: CalendarDraft, browser: Client, ada: User) -> None:
        browser.post(at("day", "2026-12-24"), {"kind": "closed"})
        answer = browser.post(at("publication"), {"version": current().version, "note": "Christmas"})
        assert answer["Location"] == at("")
        version = CalendarVersion.objects.get(number=2)
        assert (version.note, version.created_by) == ("Christmas", ada)

    def test_a_draft_that_changed_meanwhile_is_not_published(self, draft: CalendarDraft, browser: Client) -> None:
        seen = current().version
        browser.post(at("day", "2026-12-24"), {"kind": "closed"})
        answer = browser.post(at("publication"), {"version": seen, "note": "Christmas"})
        assert answer.status_code == 409
        assert "Christmas" in text(answer)

    def test_one_that_changes_nothing_is_refused(self, draft: CalendarDraft, browser: Client) -> None:
        answer = browser.post(at("publication"), {"version": current().version})
        assert answer.status_code == 422
        assert "says what version 1 says" in text(answer)

    @pytest.mark.usefixtures("_used")
    def test_the_past_is_changed_only_on_purpose_and_with_a_reason(self, draft: CalendarDraft, browser: Client) -> None:
        browser.post(at("day", "2026-11-16"), {"kind": "closed"})
        assert "It changes days that have passed" in text(browser.get(at("edit")))
        values = {"version": current().version}
        assert "Correct the past" in text(browser.get(at("publication")))
        assert "days that have passed" in text(browser.post(at("publication"), values))
        refused = browser.post(at("publication"), values | {"correct_past": "on"})
        assert refused.context["form"].fields["note"].required
        assert "Say why the past is corrected." in text(refused)
        done = browser.post(at("publication"), values | {"correct_past": "on", "note": "Strike"})
        assert done.status_code == 302
        assert f"{CalendarVersion.objects.get(number=2).counts_from:%F %R}" == "2026-11-15 23:00"
        assert "Corrected the past" in text(browser.get(at("history")))

    @pytest.mark.usefixtures("_used")
    def test_running_clocks_are_shown_before_and_follow_after(
        self, draft: CalendarDraft, browser: Client, ada: User
    ) -> None:
        """Filed on a Sunday, to be answered on Monday at 11:00; but Monday is to be a day off."""
        browser.post(at("day", "2026-11-23"), {"kind": "closed"})
        page = text(browser.get(at("publication")))
        assert "Requests that are due at another moment" in page
        assert "Later by up to" in page
        answer = browser.post(at("publication"), {"version": current().version})
        job = Recalculation.objects.get()
        assert (job.calendar_version.number, job.asked_by) == (2, ada)  # type: ignore[union-attr]
        assert answer["Location"] == reverse("sla:recalculation", args=[job.pk])

    @pytest.mark.usefixtures("_used")
    def test_an_import_leaves_out_the_days_that_have_passed(self, draft: CalendarDraft, browser: Client) -> None:
        page = text(browser.get(at("import") + "?country=RU&years=2026"))
        assert 'value="2026-11-04" id="take-2026-11-04" aria-label' in page
        assert 'value="2026-12-31" id="take-2026-12-31" checked' in page
        assert "Correct the past" not in text(browser.get(at("publication")))

    def test_the_draft_is_thrown_away(self, draft: CalendarDraft, browser: Client) -> None:
        assert browser.post(at("removal"))["Location"] == at("")
        assert not CalendarDraft.objects.exists()


def test_the_history_says_who_changed_what_when_and_why(draft: CalendarDraft, browser: Client) -> None:
    browser.post(at("week"), {"tz": "Europe/Berlin", **WEEK, "fri-0-to": "16:00"})
    browser.post(at("publication"), {"version": current().version, "note": "Early Fridays"})
    page = text(browser.get(at("history")))
    for said in ("Version 2", "Early Fridays", "Ada Admin", "Friday", "09:00–16:00", "The first version."):
        assert said in page
