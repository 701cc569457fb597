"""What a department published goes along when it becomes part of another one, or some of it one of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app import clock, queue_views, reorganising, transitions, undertakings
from requests_app.models import (
    ApprovalRule,
    ApproverGroup,
    AssignmentRule,
    CannedReply,
    ConfigurationChange,
    Department,
    QueueMark,
    QueueView,
    Service,
    ServiceApproval,
    ServiceRequest,
    Sheet,
    User,
)
from requests_app.queue_views import Kept
from surveys.models import Question, Questionnaire
from tests.conftest import SignedIn
from tests.make import make_article, make_notice, make_questionnaire, make_request, make_service, make_sheet


def test_articles_information_notices_and_views_go_along(
    it: Department, finance: Department, ada: User, olga: User, anna: User
) -> None:
    moved: list[Any] = [make_article(it, olga), make_sheet(it, olga), make_notice(it, olga)]
    told = make_notice(finance, anna, "Told")
    told.audience_departments.add(it)
    view = queue_views.save(it, "view=open", Kept("Late", is_shared=True, is_default=True), by=olga, now=clock.now())
    undertakings.finish_small(reorganising.merge(it, finance, by=ada))
    for thing in (*moved, view):
        thing.refresh_from_db()
        assert thing.department == finance
    assert list(told.audience_departments.all()) == [finance]
    assert QueueMark.objects.get(view=view).department == finance
    assert not undertakings.free_ones()


class TestSplit:
    @pytest.fixture
    def admin(self, ada: User, sign_in: SignedIn) -> Client:
        return sign_in(ada)

    @pytest.fixture
    def things(self, it: Department, laptop: Service, olga: User, maria: User) -> dict[str, Any]:
        """Published things about the laptops, about both services, and about none; a questionnaire of two versions."""
        phone = make_service(it, "phone")
        AssignmentRule.objects.create(department=it, service=laptop)
        old = make_questionnaire("pulse-it", owner=it)
        new = Questionnaire.objects.create(code=old.code, version=2, instrument=old.instrument, owner=it)
        return {
            "about_laptops": make_article(it, olga, "Laptops", services=[laptop]),
            "about_both": make_article(it, olga, "Both", services=[laptop, phone]),
            "outage": make_notice(it, olga, "Laptops are slow", kind="outage", services=[laptop]),
            "stock": make_sheet(it, olga),
            "prices": make_sheet(it, olga, "Prices"),
            "reply": CannedReply.objects.create(department=it, title="Hi", text={"en": "Hi"}, updated_at=clock.now()),
            "old": old,
            "new": new,
        }

    def sent(self, laptop: Service, things: dict[str, Any], **more: Any) -> dict[str, Any]:
        chosen = {"things_sheet": things["stock"].pk, "things_questionnaire": things["new"].pk}
        return {"name_en": "Desk", "time_zone": "Europe/Berlin", "services": [laptop.pk], **chosen, **more}

    def test_the_preview_counts_what_would_go_and_changes_nothing(
        self, admin: Client, it: Department, laptop: Service, things: dict[str, Any], laptop_request: ServiceRequest
    ) -> None:
        page = admin.post(f"/administration/departments/{it.pk}/split/", self.sent(laptop, things, look="1"))
        preview = page.context["preview"]
        assert (preview.services, preview.people, preview.requests) == (1, 0, 1)
        assert dict(preview.more) == {
            "Articles": 1, "Published information": 1, "Notices": 1, "Questionnaires": 1, "Assignment rules": 1,
        }  # fmt: skip
        assert not Department.objects.filter(code="desk").exists()
        nothing = admin.post(f"/administration/departments/{it.pk}/split/", {"name_en": "Desk", "look": "1"})
        assert nothing.status_code == 422

    def test_what_is_about_the_services_follows_and_the_rest_as_chosen(
        self, admin: Client, it: Department, laptop: Service, things: dict[str, Any], ada: User
    ) -> None:
        admin.post(f"/administration/departments/{it.pk}/split/", self.sent(laptop, things))
        desk = Department.objects.get(code="desk")
        for thing in things.values():
            thing.refresh_from_db()
        gone = {name for name, one in things.items() if getattr(one, "department", None) == desk}
        assert gone == {"about_laptops", "outage", "stock"}
        assert things["old"].owner == things["new"].owner == desk
        assert AssignmentRule.objects.get(service=laptop).department == desk
        told = ConfigurationChange.objects.get(kind="department", action="split")
        assert told.by == ada
        assert not undertakings.free_ones()

    def test_views_and_groups_of_the_services_follow_and_own_views_go_with_their_owner(
        self, it: Department, laptop: Service, olga: User, maria: User, ada: User
    ) -> None:
        phone = make_service(it, "phone")

        def view(query: str, name: str, *, is_shared: bool = True) -> QueueView:
            return queue_views.save(it, query, Kept(name, is_shared=is_shared), by=olga, now=clock.now())

        going = [view("view=open&service=laptop", "Laptops"), view("view=mine", "My own", is_shared=False)]
        staying = [view("service=laptop&service=phone", "Both"), view("view=open", "All")]
        board, both = (ApproverGroup.objects.create(department=it, name={"en": name}) for name in ("Board", "Both"))
        for service, groups in ((laptop, (board, both)), (phone, (both,))):
            rule = ApprovalRule.objects.create(service=service, question={"en": "May they?"})
            for number, group in enumerate(groups, 1):
                ServiceApproval.objects.create(rule=rule, number=number, chosen="group", group=group)
        desk = Department.objects.create(code="desk", name={"en": "Desk"})
        told = dict(reorganising.preview_of_split(it, [laptop], [olga], {}).more)
        assert (told["Shared views of the queue"], told["Groups of approvers"]) == (1, 1)
        undertakings.finish_small(reorganising.split(it, desk, [laptop], [olga], by=ada))
        assert set(QueueView.objects.filter(department=desk)) == set(going)
        assert set(QueueView.objects.filter(department=it)) == set(staying)
        assert (ApproverGroup.objects.get(department=desk), ApproverGroup.objects.get(department=it)) == (board, both)

    def test_a_merger_takes_everything(self, it: Department, finance: Department, things: Any, ada: User) -> None:
        own = Question.objects.filter(owner=it).count()
        undertakings.finish_small(reorganising.merge(it, finance, by=ada))
        assert not Questionnaire.objects.filter(owner=it).exists()
        assert not Question.objects.filter(owner=it).exists()
        assert Question.objects.filter(owner=finance).count() == own
        assert not Sheet.objects.filter(department=it).exists()

    def test_what_is_reopened_later_goes_where_the_service_is_now(
        self, it: Department, finance: Department, laptop: Service, li_wei: User, olga: User, ada: User
    ) -> None:
        done = transitions.resolve(make_request(laptop, li_wei), by=olga)
        elsewhere = make_request(laptop, li_wei)
        transitions.hand_over(elsewhere, finance, "Theirs", by=olga)
        transitions.resolve(elsewhere, by=None)
        desk = Department.objects.create(code="desk", name={"en": "Desk"})
        undertakings.finish_small(reorganising.split(it, desk, [laptop], [], by=ada))
        done.refresh_from_db()
        assert done.department == it
        assert transitions.reopen(done, "Not yet", by=li_wei).department == desk
        assert transitions.reopen(elsewhere, "Not yet", by=li_wei).department == finance
