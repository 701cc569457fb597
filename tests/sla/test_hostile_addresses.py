"""Addresses and forms that no browser sends: each is answered, none is an error of the portal."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from requests_app.models import Department, User
from sla import calendars, standards
from tests.conftest import SignedIn, Travel
from tests.make import make_standard

LONG = "9" * 5000


@pytest.mark.parametrize("year", [LONG, "٢٠٢٦", "-1", "0000", "²"])
def test_a_year_that_is_none_is_this_year(
    it: Department, li_wei: User, sign_in: SignedIn, travel: Travel, year: str
) -> None:
    travel("2026-06-11 09:00")
    calendar = make_standard(it).calendar
    page = sign_in(li_wei).get(reverse("sla:calendar", args=[calendar.code]), {"year": year})
    assert page.context["year"].number == 2026


@pytest.mark.parametrize("wish", ["(:more", "[a-:more", "step:drop:" + LONG, "step:drop:²", ".*:more", "step", ""])
def test_rows_are_asked_for_by_name_and_number(it: Department, maria: User, sign_in: SignedIn, wish: str) -> None:
    draft = standards.revise(make_standard(it), by=None)
    sent = {"rows": wish, "name_en": "IT", "step-0-amount": "50"}
    page = sign_in(maria).post(reverse("sla:edit", args=[draft.pk]), sent)
    assert page.status_code == 200
    assert [row["amount"].value() for row in page.context["form"].ladder_rows()][:1] == ["50"]


@pytest.mark.parametrize(("first", "last"), [("9999-12-30", "9999-12-31"), ("0001-01-01", "0001-01-02")])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_replay_of_no_time_there_is_says_so(
    it: Department, maria: User, sign_in: SignedIn, first: str, last: str, method: str
) -> None:
    draft = standards.revise(make_standard(it), by=None)
    asked: dict[str, Any] = {"days": "chosen", "from": first, "to": last}
    page = getattr(sign_in(maria), method)(reverse("sla:replay", args=[draft.pk]), asked)
    assert "Calendars know the years 1900 to 2199 only." in page.content.decode()


@pytest.mark.parametrize("since", ["9999-12-31T23:59", "2199-12-30T00:00", "2195-01-01T00:00"])
def test_a_standard_from_the_end_of_time_on_is_refused(
    it: Department, ada: User, sign_in: SignedIn, since: str
) -> None:
    in_force = make_standard(it, resolution=3600 * 24 * 3650)
    draft = standards.revise(in_force, by=None)
    page = sign_in(ada).post(reverse("sla:publication", args=[draft.pk]), {"when": "chosen", "since": since})
    assert page.status_code == 422


def test_a_calendar_with_the_nastiest_names_shows_them_as_text(it: Department, ada: User, sign_in: SignedIn) -> None:
    nasty = '"><script>alert(1)</script>'
    standard = make_standard(it, name={"en": nasty}, checklist=[{"key": "a", "text": {"en": nasty}}])
    draft = calendars.open_draft(standard.calendar, by=ada)
    browser = sign_in(ada)
    code = standard.calendar.code
    browser.post(
        reverse("sla:calendar_day", args=[code, "2027-03-03"]), {"kind": "closed", "name_en": nasty, "until": ""}
    )
    draft.refresh_from_db()
    assert draft.days["2027-03-03"]["name"] == {"en": nasty}
    pages = [
        reverse("sla:calendar_edit", args=[code]) + "?year=2027&on=2027-03-03",
        reverse("sla:calendar_publication", args=[code]),
        reverse("sla:detail", args=[standard.pk]),
        reverse("sla:list"),
    ]
    for url in pages:
        assert "<script>alert" not in browser.get(url).content.decode(), url


def test_a_draft_that_changed_while_it_was_read_is_not_published(
    it: Department, ada: User, maria: User, sign_in: SignedIn
) -> None:
    draft = standards.revise(make_standard(it), by=maria)
    browser, url = sign_in(ada), reverse("sla:publication", args=[draft.pk])
    seen = browser.get(url).context["form"]["edition"].value()
    said = {
        "department": it.pk,
        "calendar": draft.calendar_id,
        "name_en": "IT",
        "resolution_any": "1 min",
        "edition": draft.edition,
    }
    assert sign_in(maria).post(reverse("sla:edit", args=[draft.pk]), said).status_code == 302
    answer = browser.post(url, {"when": "now", "edition": seen})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert browser.post(url, {"when": "now", "edition": draft.edition}).status_code == 302
