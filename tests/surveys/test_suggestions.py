"""Suggestions: signed or not, supported once each, answered by a date; nothing of an unsigned one leads to a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import models

from requests_app.models import Department, Notification, User
from requests_app.transitions import Refused
from surveys.models import Improvement, Suggestion, SuggestionAuthor
from surveys.suggestions import telling, verbs
from tests.conftest import SignedIn, Travel
from tests.make import make_suggestion

FORM = {"title": "A shelf", "text": "For parcels."}


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


class TestSecrecy:
    def test_no_foreign_key_leaves_a_suggestion_and_it_knows_no_moment(self) -> None:
        fields = Suggestion._meta.concrete_fields
        assert not [one for one in fields if one.is_relation or isinstance(one, models.DateTimeField)]
        assert isinstance(Suggestion._meta.pk, models.UUIDField)

    def test_an_unsigned_one_writes_one_row_and_tells_nobody_that_day(
        self, it: Department, laptop: object, li_wei: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        page = sign_in(li_wei).post("/suggestions/new/", {**FORM, "department": it.pk, "name": "nameless"})
        assert page.status_code == 302
        assert not SuggestionAuthor.objects.exists()
        assert telling.announce() == 0
        travel("2026-06-30 22:00")
        assert (telling.announce(), telling.announce()) == (1, 0)
        assert [one.recipient for one in Notification.objects.filter(kind="suggestion_made")] == [maria]
        shown = sign_in(maria).get(page["Location"]).content.decode()
        assert "without a name" in shown
        assert li_wei.display_name not in shown

    def test_a_signed_one_says_by_whom(
        self, it: Department, laptop: object, li_wei: User, wang_fang: User, sign_in: SignedIn
    ) -> None:
        page = sign_in(li_wei).post("/suggestions/new/", {**FORM, "department": it.pk, "name": "signed"})
        assert li_wei.display_name in sign_in(wang_fang).get(page["Location"]).content.decode()

    def test_five_a_day_are_enough(self, it: Department, li_wei: User, wang_fang: User, travel: Travel) -> None:
        for _number in range(5):
            make_suggestion(it, li_wei)
        with pytest.raises(Refused, match="Five suggestions"):
            make_suggestion(it, li_wei)
        make_suggestion(it, wang_fang)
        travel("2026-06-30 10:00")
        make_suggestion(it, li_wei)

    def test_a_cache_that_is_emptied_meanwhile_refuses_nobody(
        self, it: Department, li_wei: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cache, "add", lambda *_args: cache.clear())
        assert make_suggestion(it, li_wei).title == "A shelf for parcels"


class TestSupporting:
    def test_once_each_and_until_it_is_answered(
        self, it: Department, li_wei: User, wang_fang: User, olga: User, sign_in: SignedIn
    ) -> None:
        one, browser = make_suggestion(it, li_wei), sign_in(wang_fang)
        browser.post(f"/suggestions/{one.pk}/support/")
        browser.post(f"/suggestions/{one.pk}/support/")
        assert one.supports.count() == 1
        browser.post(f"/suggestions/{one.pk}/withdrawal/")
        assert one.supports.count() == 0
        verbs.answer(one, "declined", "No room.", by=olga)
        one.refresh_from_db()
        with pytest.raises(Refused, match="answered already"):
            verbs.support(one, by=wang_fang)


class TestAnswering:
    def test_by_ten_working_days_later(self, it: Department, li_wei: User) -> None:
        assert make_suggestion(it, li_wei).answer_by == date(2026, 7, 13)

    def test_the_department_answers_and_who_supports_it_hears(
        self, it: Department, li_wei: User, wang_fang: User, olga: User, sign_in: SignedIn
    ) -> None:
        one = make_suggestion(it, li_wei, signed=True)
        verbs.support(one, by=wang_fang)
        page = sign_in(olga).post(f"/suggestions/{one.pk}/answer/", {"state": "accepted", "reason": "In July."})
        assert page.status_code == 302
        told = Notification.objects.filter(kind="suggestion_answered")
        assert {one.recipient for one in told} == {li_wei, wang_fang}
        assert "In July." in sign_in(wang_fang).get(f"/suggestions/{one.pk}/").content.decode()

    def test_what_is_put_aside_only_the_department_sees(
        self, it: Department, li_wei: User, wang_fang: User, olga: User, sign_in: SignedIn
    ) -> None:
        one = make_suggestion(it, li_wei)
        verbs.answer(one, "aside", "Spam.", by=olga)
        assert sign_in(wang_fang).get(f"/suggestions/{one.pk}/").status_code == 404
        assert one.title not in sign_in(wang_fang).get("/suggestions/?state=aside").content.decode()
        assert one.title in sign_in(olga).get("/suggestions/?state=aside").content.decode()

    def test_it_becomes_an_improvement_once(self, it: Department, li_wei: User, maria: User, sign_in: SignedIn) -> None:
        one, browser = make_suggestion(it, li_wei), sign_in(maria)
        first = browser.post(f"/suggestions/{one.pk}/improvement/")
        assert first["Location"] == browser.post(f"/suggestions/{one.pk}/improvement/")["Location"]
        made = Improvement.objects.get()
        assert (made.suggestion, made.finding, made.department) == (one, one.text, it)


def test_pages_follow_each_other(it: Department, li_wei: User, sign_in: SignedIn) -> None:
    day = date(2026, 6, 1)
    Suggestion.objects.bulk_create(
        Suggestion(department=it.pk, title=f"No. {number}", text="x", day=day, answer_by=day) for number in range(35)
    )
    browser = sign_in(li_wei)
    first = browser.get("/suggestions/").context
    second = browser.get(first["page"].older_url).context
    shown = [one.pk for one, _department in [*first["lines"], *second["lines"]]]
    assert len(set(shown)) == 35
    assert browser.get('/suggestions/?after=["x","y"]').status_code == 200
