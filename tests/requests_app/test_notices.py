"""Notices: announced, shown where they concern somebody, ended with a word; “me too” makes no request."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app import notices, transitions
from requests_app.models import Department, Notice, NoticeRequest, Notification, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.make import make_notice, make_request

pytestmark = pytest.mark.django_db

NEW = "/notices/departments/it/new/"


@pytest.fixture
def olga_writes(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def li_reads(sign_in: SignedIn, li_wei: User) -> Client:
    return sign_in(li_wei)


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "planned", "title_en": "Mail is moved", "title_zh_hans": "邮件迁移", "text_en": "No mail **then**.",
        "audience": "everybody", "begins_at": "2026-06-13T09:00", "ends_at": "2026-06-13T12:00", **changes,
    }  # fmt: skip


@pytest.fixture
def outage(laptop: Service, olga: User) -> Notice:
    return make_notice(laptop.provider, olga, "The network is down", kind="outage", services=[laptop])


class TestWriting:
    def test_a_draft_is_seen_by_its_department_until_it_is_published(
        self, olga_writes: Client, li_reads: Client, it: Department, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        olga_writes.post(NEW, filled())
        notice = Notice.objects.get()
        assert li_reads.get(f"/notices/{notice.pk}/").status_code == 404
        olga_writes.post(f"/notices/{notice.pk}/edit/", filled(edition=notice.edition, publish="1"))
        assert "Mail is moved" in li_reads.get("/").content.decode()
        assert "<strong>then</strong>" in li_reads.get(f"/notices/{notice.pk}/").content.decode()

    def test_it_is_shown_from_the_time_that_was_chosen(
        self, olga_writes: Client, li_reads: Client, it: Department, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        olga_writes.post(NEW, filled(publish="1", publish_at="2026-06-12T08:00"))
        notice = Notice.objects.get()
        assert "Mail is moved" not in li_reads.get("/").content.decode()
        assert li_reads.get(f"/notices/{notice.pk}/").status_code == 404
        travel("2026-06-12 08:01")
        assert "Mail is moved" in li_reads.get("/").content.decode()

    def test_a_change_leaves_a_trace_that_everybody_reads(
        self, olga_writes: Client, li_reads: Client, it: Department, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        olga_writes.post(NEW, filled(publish="1"))
        notice = Notice.objects.get()
        olga_writes.post(f"/notices/{notice.pk}/edit/", filled(title_en="Mail is moved later", edition=notice.edition))
        page = li_reads.get(f"/notices/{notice.pk}/").content.decode()
        assert "Mail is moved later" in page
        assert "Changed · Olga Petrova" in page
        assert [one.what for one in notice.changes.all()] == ["written", "published", "changed"]

    def test_a_stale_form_keeps_what_was_typed(self, olga_writes: Client, olga: User, it: Department) -> None:
        notice = make_notice(it, olga, "First")
        response = olga_writes.post(f"/notices/{notice.pk}/edit/", filled(edition=0))
        assert response.status_code == 422
        assert "Somebody else changed this notice" in response.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"ends_at": "2026-06-12T09:00"}, "It ends before it begins."),
            ({"audience": "departments"}, "at least one department"),
            ({"audience": "users"}, "Choose the services of those who are meant."),
            ({"title_en": "", "title_zh_hans": ""}, "Give it a title"),
            ({"begins_at": "", "ends_at": "2026-06-01T09:00", "publish": "1"}, "would be over before"),
        ],
    )
    def test_what_does_not_fit_is_refused(
        self, olga_writes: Client, it: Department, travel: Travel, wrong: dict[str, Any], said: str
    ) -> None:
        travel("2026-06-10 09:00")
        response = olga_writes.post(NEW, filled(**wrong))
        assert response.status_code == 422
        assert said in response.content.decode()


class TestForWhom:
    def test_only_named_departments(
        self, it: Department, analytics: Department, olga: User, li_wei: User, anna: User, sign_in: SignedIn
    ) -> None:
        notice = make_notice(it, olga, "For analysts", audience="departments", audience_departments=[analytics])
        for person, status in ((li_wei, 200), (olga, 200), (anna, 404)):
            assert sign_in(person).get(f"/notices/{notice.pk}/").status_code == status
            assert ("For analysts" in sign_in(person).get("/").content.decode()) == (status == 200)

    def test_users_of_a_service_are_told_and_others_meet_it_on_its_page(
        self, laptop: Service, olga: User, li_wei: User, wang_fang: User, sign_in: SignedIn
    ) -> None:
        make_request(laptop, li_wei)
        make_notice(laptop.provider, olga, "For users", audience="users", services=[laptop])
        assert "For users" in sign_in(li_wei).get("/").content.decode()
        assert "For users" not in sign_in(wang_fang).get("/").content.decode()
        assert "For users" in sign_in(wang_fang).get("/services/it/laptop/").content.decode()


class TestEnding:
    def test_by_hand_with_a_closing_word_that_reaches_who_said_me_too(
        self, olga_writes: Client, li_reads: Client, outage: Notice, li_wei: User
    ) -> None:
        li_reads.post(f"/notices/{outage.pk}/me-too/")
        outage.refresh_from_db()
        assert "1 colleague who said" in olga_writes.get(f"/notices/{outage.pk}/ending/").content.decode()
        sent = {"edition": outage.edition, "closing_en": "A cable. Restart your laptop."}
        olga_writes.post(f"/notices/{outage.pk}/ending/", sent)
        assert Notification.objects.get(recipient=li_wei, kind="notice_ended").params["text"] == {
            "en": "A cable. Restart your laptop."
        }
        assert "Restart your laptop" in li_reads.get("/notifications/").content.decode()
        assert "The network is down" not in li_reads.get("/").content.decode().partition("<main")[2]
        assert "Restart your laptop" in li_reads.get(f"/notices/{outage.pk}/").content.decode()

    def test_what_speaks_of_a_time_ends_with_it_but_an_outage_does_not(
        self, it: Department, olga: User, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        until = {"ends_at": "2026-06-10T12:00:00+00:00"}
        planned = make_notice(it, olga, "Planned", kind="planned", **until)
        outage = make_notice(it, olga, "Outage", kind="outage", **until)
        assert notices.end_due() == 0
        travel("2026-06-10 12:01")
        assert (notices.end_due(), notices.end_due()) == (1, 0)
        planned.refresh_from_db()
        outage.refresh_from_db()
        assert (planned.state, outage.state) == ("ended", "published")

    def test_what_is_over_is_not_changed_any_more(self, olga_writes: Client, outage: Notice, olga: User) -> None:
        notices.end(outage, {}, edition=outage.edition, by=olga)
        response = olga_writes.post(f"/notices/{outage.pk}/edit/", filled(edition=outage.edition + 1))
        assert "This notice is over" in response.content.decode()


class TestMeToo:
    def test_it_counts_once_and_makes_no_request(self, li_reads: Client, outage: Notice, wang_fang: User) -> None:
        li_reads.post(f"/notices/{outage.pk}/me-too/")
        li_reads.post(f"/notices/{outage.pk}/me-too/", {"back": "home"})
        notices.me_too(outage, by=wang_fang)
        assert outage.followers.count() == 2
        assert not ServiceRequest.objects.exists()
        assert "you are told when it is over" in li_reads.get("/").content.decode()
        li_reads.post(f"/notices/{outage.pk}/not-me/")
        assert "1 colleague so far" in li_reads.get("/").content.decode()

    def test_only_an_outage_takes_it(self, li_reads: Client, it: Department, olga: User) -> None:
        rule = make_notice(it, olga, "A rule", kind="rule")
        assert li_reads.post(f"/notices/{rule.pk}/me-too/").status_code == 409


class TestRequests:
    def test_who_files_during_an_outage_may_say_that_it_is_about_it(
        self, li_reads: Client, laptop: Service, outage: Notice
    ) -> None:
        page = li_reads.get("/services/it/laptop/").content.decode()
        assert "Is it about this?" in page
        sent = {"title": "No network", "impact": "2", "urgency": "2", "about_notice": [str(outage.pk)]}
        li_reads.post("/services/it/laptop/", sent)
        request = ServiceRequest.objects.get()
        assert NoticeRequest.objects.get().request == request
        page = li_reads.get(f"/requests/{request.pk}/").content.decode()
        assert "linked it with the notice" in page
        assert "this request is about it" in page

    def test_a_notice_that_is_not_for_them_links_nothing(
        self, li_reads: Client, laptop: Service, olga: User, finance: Department
    ) -> None:
        hidden = make_notice(
            laptop.provider, olga, "Hidden", kind="outage", services=[laptop], audience="departments",
            audience_departments=[finance],
        )  # fmt: skip
        sent = {"title": "No network", "impact": "2", "urgency": "2", "about_notice": [str(hidden.pk), "x"]}
        li_reads.post("/services/it/laptop/", sent)
        assert not NoticeRequest.objects.exists()

    def test_an_agent_links_and_unlinks_a_request(
        self, olga_writes: Client, outage: Notice, laptop_request: ServiceRequest
    ) -> None:
        page = f"/requests/{laptop_request.pk}/"
        assert "It is about this" in olga_writes.get(page).content.decode()
        olga_writes.post(f"{page}notice/", {"notice": outage.pk})
        assert NoticeRequest.objects.count() == 1
        assert olga_writes.post(f"{page}notice/", {"notice": outage.pk}).status_code == 422
        olga_writes.post(f"{page}notice-removal/", {"notice": outage.pk})
        assert not NoticeRequest.objects.exists()
        verbs = list(laptop_request.events.values_list("verb", flat=True))
        assert verbs[-2:] == ["notice_linked", "notice_unlinked"]

    def test_what_is_over_is_not_linked(self, outage: Notice, laptop_request: ServiceRequest, olga: User) -> None:
        ended = notices.end(outage, {}, edition=outage.edition, by=olga)
        with pytest.raises(transitions.Refused):
            transitions.link_notice(laptop_request, ended, by=olga)
