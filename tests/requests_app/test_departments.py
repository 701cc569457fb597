"""Admins begin, move, close, merge and split departments; nobody loses sight of what was done, no old link dies."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from requests_app import departments, reorganising, transitions, undertakings
from requests_app.models import (
    ApproverGroup,
    CannedReply,
    ConfigurationChange,
    Department,
    Membership,
    Notification,
    Service,
    ServiceRequest,
    Translated,
    Undertaking,
    User,
)
from requests_app.transitions import Refused
from sla.models import Clock, ServiceStandard
from tests.conftest import SignedIn
from tests.make import make_agent, make_request, make_service, make_standard, utc

HERE = "/administration/departments/"


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def form(**changes: Any) -> dict[str, Any]:
    return {"name_en": "Desk", "time_zone": "Europe/Berlin", **changes}


class TestBeginningAndChanging:
    def test_a_new_one_in_three_languages(self, admin: Client, it: Department) -> None:
        sent = form(name_ru="Стойка", name_zh_hans="服务台", parent=it.pk)
        answer = admin.post(f"{HERE}new/", sent)
        made = Department.objects.get(code="desk")
        assert answer["Location"] == f"{HERE}{made.pk}/"
        assert (made.name["ru"], made.parent, made.time_zone) == ("Стойка", it, "Europe/Berlin")
        assert ConfigurationChange.objects.get().kind == "department"

    def test_a_taken_address_is_refused(self, admin: Client, it: Department) -> None:
        answer = admin.post(f"{HERE}new/", form(code="it"))
        assert answer.status_code == 422
        assert "already" in answer.content.decode()

    def test_without_an_english_name_it_needs_an_address(self, admin: Client) -> None:
        assert admin.post(f"{HERE}new/", form(name_en="", name_ru="Стойка")).status_code == 422

    def test_renaming_and_moving_keeps_the_address(self, admin: Client, it: Department, finance: Department) -> None:
        admin.post(f"{HERE}{it.pk}/", form(name_en="Technology", parent=finance.pk))
        it.refresh_from_db()
        assert (str(it.name), it.code, it.parent) == ("Technology", "it", finance)
        assert ConfigurationChange.objects.get().action == "moved"

    def test_nothing_is_a_part_of_itself(self, admin: Client, it: Department, finance: Department) -> None:
        Department.objects.filter(pk=finance.pk).update(parent=it)
        answer = admin.post(f"{HERE}{it.pk}/", form(parent=finance.pk))
        assert answer.status_code == 422
        assert "is a part of" in answer.content.decode()

    def test_the_tree_shows_parts_below_the_whole(self, admin: Client, it: Department, finance: Department) -> None:
        Department.objects.filter(pk=finance.pk).update(parent=it)
        assert [(one.code, depth) for one, depth in admin.get(HERE).context["tree"]] == [("it", 0), ("finance", 1)]


class TestClosing:
    def test_it_says_what_is_left_first(self, admin: Client, laptop_request: ServiceRequest, it: Department) -> None:
        admin.post(f"{HERE}{it.pk}/closing/")
        it.refresh_from_db()
        assert it.closed_at is None
        page = admin.get(f"{HERE}{it.pk}/").content.decode()
        assert "1 open request is there." in page
        assert "1 service is not retired." in page

    def test_an_empty_one_is_closed_and_opened_again(
        self, admin: Client, it: Department, olga: User, sign_in: SignedIn
    ) -> None:
        User.objects.filter(pk=olga.pk).update(department=None)
        admin.post(f"{HERE}{it.pk}/closing/")
        assert sign_in(olga).get("/queue/it/").status_code == 404
        assert "IT" not in [group.label for group in admin.get("/").context["nav"]()]
        admin.post(f"{HERE}{it.pk}/opening/")
        assert sign_in(olga).get("/queue/it/").status_code == 200

    def test_saving_a_person_keeps_their_role_in_a_closed_one(self, admin: Client, olga: User, it: Department) -> None:
        from tests.requests_app.test_people_admin import fields_of

        User.objects.filter(pk=olga.pk).update(department=None)
        olga.refresh_from_db()
        departments.close(it, by=olga)
        admin.post(f"/people/{olga.pk}/", fields_of(olga, [], display_name="Olga S"))
        assert Membership.objects.filter(user=olga, department=it).exists()


class TestMerging:
    @pytest.fixture
    def finished(self, laptop: Service, li_wei: User, olga: User) -> ServiceRequest:
        request = make_request(laptop, li_wei, "Finished")
        transitions.assign(request, to=olga, by=olga)
        return transitions.resolve(request, "Done", by=olga)

    def merge(self, admin: Client, department: Department, into: Department) -> Any:
        return admin.post(f"{HERE}{department.pk}/merger/", {"into": into.pk})

    def test_the_preview_counts_and_changes_nothing(
        self, admin: Client, it: Department, finance: Department, laptop_request: ServiceRequest, olga: User
    ) -> None:
        make_service(finance, "laptop", "Other laptops")
        page = admin.get(f"{HERE}{it.pk}/merger/", {"into": finance.pk})
        preview = page.context["preview"]
        assert (preview.services, preview.people, preview.requests) == (1, 1, 1)
        assert "New equipment" in page.content.decode()
        it.refresh_from_db()
        assert it.merged_into is None

    def test_services_people_and_open_requests_go(
        self,
        admin: Client,
        ada: User,
        it: Department,
        finance: Department,
        laptop_request: ServiceRequest,
        olga: User,
        maria: User,
        laptop: Service,
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        before = laptop_request.events.count()
        Notification.objects.all().delete()
        answer = self.merge(admin, it, finance)
        assert answer["Location"] == f"{HERE}{it.pk}/progress/"
        for thing in (it, laptop, laptop_request):
            thing.refresh_from_db()
        assert (it.merged_into, laptop.provider, laptop_request.department) == (finance, finance, finance)
        assert (laptop_request.assignee, laptop_request.status) == (olga, "new")
        assert dict(Membership.objects.values_list("user", "department")) == {olga.pk: finance.pk, maria.pk: finance.pk}
        line = laptop_request.events.latest("pk")
        assert laptop_request.events.count() == before + 1
        assert (line.verb, line.actor, line.department) == ("handed_over", ada, finance)
        assert list(laptop_request.legs.values_list("department", flat=True)) == [it.pk]
        assert not Notification.objects.filter(request=laptop_request).exists()
        assert "merged" in ConfigurationChange.objects.values_list("action", flat=True)
        assert "Everything is done" in admin.get(f"{HERE}{it.pk}/progress/").content.decode()

    def test_the_requester_reads_that_it_moved_along(
        self,
        admin: Client,
        it: Department,
        finance: Department,
        laptop_request: ServiceRequest,
        li_wei: User,
        sign_in: SignedIn,
    ) -> None:
        self.merge(admin, it, finance)
        page = sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "Finance took over what IT had" in page

    def test_whoever_serves_in_the_other_one_sees_what_was_done_there(
        self, admin: Client, it: Department, finance: Department, finished: ServiceRequest, anna: User, olga: User
    ) -> None:
        assert not ServiceRequest.objects.visible_to(anna).filter(pk=finished.pk).exists()
        self.merge(admin, it, finance)
        for person in (anna, olga):
            now = User.objects.get(pk=person.pk)
            assert ServiceRequest.objects.visible_to(now).filter(pk=finished.pk).exists()
            assert User.objects.with_roles().get(pk=person.pk).roles == now.roles
        finished.refresh_from_db()
        assert finished.department == it

    def test_what_comes_back_comes_back_to_the_other_one(
        self, admin: Client, it: Department, finance: Department, finished: ServiceRequest, li_wei: User
    ) -> None:
        self.merge(admin, it, finance)
        transitions.reopen(finished, "Still broken", by=li_wei)
        finished.refresh_from_db()
        assert (finished.department, finished.status) == (finance, "in_progress")

    def test_old_links_lead_to_the_new_place(
        self,
        admin: Client,
        it: Department,
        finance: Department,
        laptop: Service,
        li_wei: User,
        olga: User,
        sign_in: SignedIn,
    ) -> None:
        make_service(finance, "laptop", "Other laptops")
        self.merge(admin, it, finance)
        laptop.refresh_from_db()
        assert laptop.code == "laptop-2"
        asking = sign_in(li_wei)
        assert asking.get("/services/it/laptop/?model=x")["Location"] == "/services/finance/laptop-2/?model=x"
        assert asking.get("/services/it/")["Location"] == "/services/finance/"
        assert sign_in(olga).get("/queue/it/")["Location"] == "/queue/finance/"
        assert asking.get("/queue/it/")["Location"] == "/queue/finance/"
        assert asking.get("/services/nowhere/").status_code == 404

    def test_promises_go_on_and_new_requests_get_the_same_ones(
        self, admin: Client, it: Department, finance: Department, laptop: Service, li_wei: User
    ) -> None:
        make_standard(it, resolution=8 * 3600)
        before = make_request(laptop, li_wei)
        due = before.due_at
        self.merge(admin, it, finance)
        before.refresh_from_db()
        assert before.due_at == due
        assert Clock.objects.unfinished().filter(request=before, metric="resolution").exists()
        laptop.refresh_from_db()
        after = make_request(laptop, li_wei)
        assert after.due_at is not None
        assert ServiceStandard.objects.filter(department=finance, service=laptop, state="published").exists()

    def test_a_standard_of_the_service_keeps_its_versions(
        self, admin: Client, it: Department, finance: Department, laptop: Service
    ) -> None:
        standard = make_standard(it, laptop)
        self.merge(admin, it, finance)
        standard.refresh_from_db()
        assert standard.department == finance

    def test_groups_replies_audiences_and_parts_go_too(
        self, admin: Client, it: Department, finance: Department, analytics: Department, anna: User
    ) -> None:
        group = ApproverGroup.objects.create(department=it, name=Translated({"en": "Board"}))
        texts = {"text": Translated({"en": "Hi"}), "updated_at": utc(2026, 1, 1)}
        CannedReply.objects.create(department=it, title="Hi", **texts)
        CannedReply.objects.create(department=finance, title="Hi", **texts)
        audit = make_service(analytics, "audit")
        audit.audience_departments.add(it)
        Department.objects.filter(pk=analytics.pk).update(parent=it)
        self.merge(admin, it, finance)
        group.refresh_from_db()
        analytics.refresh_from_db()
        assert (group.department, analytics.parent) == (finance, finance)
        assert sorted(CannedReply.objects.values_list("title", flat=True)) == ["Hi", "Hi (it)"]
        assert list(audit.audience_departments.all()) == [finance]

    def test_the_greater_of_two_roles_stays(
        self, admin: Client, it: Department, finance: Department, maria: User
    ) -> None:
        Membership.objects.create(user=maria, department=finance, role="agent")
        self.merge(admin, it, finance)
        assert User.objects.get(pk=maria.pk).roles[finance.pk] == "manager"
        assert Membership.objects.filter(user=maria).count() == 1

    def test_what_was_merged_before_follows(
        self, ada: User, it: Department, finance: Department, analytics: Department
    ) -> None:
        for one, into in ((it, finance), (finance, analytics)):
            undertakings.finish_small(reorganising.merge(one, into, by=ada))
        it.refresh_from_db()
        assert it.merged_into == analytics

    @pytest.mark.parametrize("why", ["itself", "closed", "part", "busy"])
    def test_it_is_refused_with_a_sentence(
        self, ada: User, it: Department, finance: Department, analytics: Department, why: str
    ) -> None:
        into = it if why == "itself" else finance
        if why == "closed":
            departments.close(finance, by=ada)
        if why == "part":
            Department.objects.filter(pk=finance.pk).update(parent=it)
        if why == "busy":
            Undertaking.objects.create(
                kind="split", thing=it.pk, plan={"into": analytics.pk}, asked_by=ada, asked_at=utc(2026, 1, 1)
            )
        finance.refresh_from_db()
        with pytest.raises(Refused):
            reorganising.merge(it, into, by=ada)

    def test_the_database_keeps_a_merged_one_closed(self, it: Department, finance: Department) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Department.objects.filter(pk=it.pk).update(merged_into=finance)


class TestSplitting:
    def test_services_people_and_what_is_open_of_them(
        self,
        admin: Client,
        it: Department,
        laptop: Service,
        laptop_request: ServiceRequest,
        olga: User,
        ivan: User,
        li_wei: User,
    ) -> None:
        phone = make_service(it, "phone")
        stays = make_request(phone, li_wei)
        for person in (olga, ivan):
            transitions.assign(laptop_request, to=person, by=olga)
        answer = admin.post(f"{HERE}{it.pk}/split/", form(services=[laptop.pk], people=[olga.pk]))
        assert answer["Location"] == f"{HERE}{it.pk}/progress/"
        desk = Department.objects.get(code="desk")
        for thing in (laptop, laptop_request, stays, phone):
            thing.refresh_from_db()
        assert (laptop.provider, laptop_request.department) == (desk, desk)
        assert (phone.provider, stays.department) == (it, it)
        assert laptop_request.assignee is None  # Ivan stays
        assert User.objects.get(pk=olga.pk).roles == {desk.pk: "agent"}
        assert User.objects.get(pk=ivan.pk).roles == {it.pk: "agent"}
        assert "split" in ConfigurationChange.objects.values_list("action", flat=True)

    def test_nothing_chosen_makes_no_department(self, admin: Client, it: Department) -> None:
        answer = admin.post(f"{HERE}{it.pk}/split/", form())
        assert answer.status_code == 422
        assert not Department.objects.filter(code="desk").exists()

    def test_a_confidential_service_goes_with_a_handler(
        self, admin: Client, it: Department, laptop: Service, olga: User, ivan: User
    ) -> None:
        laptop.is_confidential = True
        laptop.save()
        laptop.handlers.set([olga])
        assert admin.post(f"{HERE}{it.pk}/split/", form(services=[laptop.pk], people=[ivan.pk])).status_code == 422
        admin.post(f"{HERE}{it.pk}/split/", form(services=[laptop.pk], people=[olga.pk]))
        laptop.refresh_from_db()
        assert laptop.provider.code == "desk"


class TestManySteps:
    def test_a_worker_goes_on_where_another_one_died(
        self,
        admin: Client,
        it: Department,
        finance: Department,
        laptop: Service,
        li_wei: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(undertakings, "AT_ONCE", 2)
        for number in range(3):
            make_request(laptop, li_wei, f"No {number}")
        admin.post(f"{HERE}{it.pk}/merger/", {"into": finance.pk})
        job = Undertaking.objects.get()
        assert "0 of 4" in admin.get(f"{HERE}{it.pk}/progress/").content.decode()
        for _turn in range(5):
            undertakings.work(job.pk, seconds=0)
        assert ServiceRequest.objects.held_by(finance.pk).count() == 3
        assert [one.legs.count() for one in ServiceRequest.objects.all()] == [1, 1, 1]

    def test_nobody_but_admins(self, it: Department, maria: User, sign_in: SignedIn) -> None:
        make_agent("Kim", it)
        for page in ("", "new/", f"{it.pk}/", f"{it.pk}/merger/", f"{it.pk}/split/"):
            assert sign_in(maria).get(f"{HERE}{page}").status_code == 403
