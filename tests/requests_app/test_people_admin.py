"""Admins look after people; nobody else may, and the last admin cannot be lost."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from requests_app import people, transitions
from requests_app.models import Department, Membership, Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_request, make_user

PAGES = ["/people/", "/people/invitation/", "/people/{pk}/", "/people/{pk}/deactivation/"]


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def fields_of(person: User, roles: Sequence[tuple[int | str, str]] | None = None, **changes: Any) -> dict[str, Any]:
    """What the form of a person sends when nothing but `changes` and `roles` was touched."""
    rows = list(person.memberships.values_list("department", "role")) if roles is None else roles
    sent: dict[str, Any] = {
        "display_name": person.display_name,
        "email": person.email,
        "department": person.department_id or "",
        "language": person.language,
        "time_zone": person.time_zone,
        "roles-TOTAL_FORMS": len(rows),
        "roles-INITIAL_FORMS": person.memberships.count(),
    }
    if person.is_admin:
        sent["is_admin"] = "on"
    for place, (department, role) in enumerate(rows):
        sent |= {f"roles-{place}-department": department, f"roles-{place}-role": role}
    return {name: value for name, value in (sent | changes).items() if value is not None}


class TestWhoMay:
    @pytest.mark.parametrize("page", PAGES)
    def test_only_admins(self, page: str, li_wei: User, olga: User, maria: User, ada: User, sign_in: SignedIn) -> None:
        address = page.format(pk=li_wei.pk)
        assert sign_in(ada).get(address).status_code == 200
        for person in (li_wei, olga, maria):
            assert sign_in(person).get(address).status_code == 403
            assert sign_in(person).post(address).status_code == 403

    def test_strangers_are_asked_to_sign_in(self, li_wei: User) -> None:
        assert Client().get(f"/people/{li_wei.pk}/").status_code == 302

    def test_somebody_who_does_not_exist_is_not_found(self, admin: Client) -> None:
        assert admin.get("/people/999999/").status_code == 404


class TestTheList:
    @pytest.mark.parametrize("search", ["petrova", "PETR olga", "olga-petrova@"])
    def test_it_finds_by_parts_of_name_and_address(self, search: str, admin: Client, olga: User, ivan: User) -> None:
        page = admin.get("/people/", {"q": search}).content.decode()
        assert olga.email in page
        assert ivan.email not in page

    def test_a_department_means_who_belongs_to_it_and_who_serves_in_it(
        self, admin: Client, analytics: Department, it: Department, li_wei: User, olga: User
    ) -> None:
        Membership.objects.create(user=li_wei, department=it)
        people_of_it = admin.get("/people/", {"department": it.pk}).content.decode()
        assert li_wei.email in people_of_it
        assert olga.email in people_of_it
        assert olga.email not in admin.get("/people/", {"department": analytics.pk}).content.decode()

    def test_the_state_tells_who_came_and_who_left(self, admin: Client, li_wei: User) -> None:
        waiting, gone = make_user("Waiting"), make_user("Gone", is_active=False)
        waiting.set_unusable_password()
        waiting.save()
        shown = {
            state: {person.pk for person in admin.get("/people/", {"state": state}).context["people"]}
            for state in people.STATES
        }
        assert shown["invited"] == {waiting.pk}
        assert shown["inactive"] == {gone.pk}
        assert li_wei.pk in shown["active"]
        assert not {waiting.pk, gone.pk} & shown["active"]

    def test_every_person_is_on_exactly_one_page_even_with_the_same_name(self, admin: Client, ada: User) -> None:
        for number in range(120):
            make_user(f"Name {number % 7}", email=f"p{number}@example.com")
        seen: list[int] = []
        address = "/people/"
        while address:
            context = admin.get(address).context
            seen += [person.pk for person in context["people"]]
            address = context["next_url"]
        assert len(seen) == len(set(seen)) == 121

    def test_nonsense_in_the_address_shows_everybody(self, admin: Client, ada: User) -> None:
        assert ada.email in admin.get("/people/?department=x&state=y&after=z").content.decode()

    def test_nobody_fits_says_what_to_do(self, admin: Client) -> None:
        assert "Show everybody" in admin.get("/people/?q=zzzz").content.decode()

    def test_its_queries_do_not_grow_with_the_people(
        self, admin: Client, it: Department, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(30):
            Membership.objects.create(user=make_user(f"P {number}", it, email=f"p{number}@example.com"), department=it)
        with django_assert_max_num_queries(9):
            admin.get("/people/")


class TestChanging:
    def test_name_department_and_roles(self, admin: Client, olga: User, it: Department, finance: Department) -> None:
        roles = [(it.pk, "manager"), (finance.pk, "agent")]
        sent = fields_of(olga, roles, display_name="Olga Smirnova", department=finance.pk)
        assert admin.post(f"/people/{olga.pk}/", sent)["Location"] == "/people/"
        olga = User.objects.get(pk=olga.pk)
        assert (olga.display_name, olga.department) == ("Olga Smirnova", finance)
        assert olga.roles == {it.pk: "manager", finance.pk: "agent"}

    def test_a_line_without_a_role_takes_it_away(self, admin: Client, olga: User, it: Department) -> None:
        admin.post(f"/people/{olga.pk}/", fields_of(olga, [(it.pk, "")]))
        assert User.objects.get(pk=olga.pk).roles == {}

    def test_a_department_named_twice_is_refused_and_nothing_changes(
        self, admin: Client, olga: User, it: Department
    ) -> None:
        sent = fields_of(olga, [(it.pk, "agent"), (it.pk, "manager")], display_name="X")
        answer = admin.post(f"/people/{olga.pk}/", sent)
        assert answer.status_code == 422
        assert "Name each department once" in answer.content.decode()
        assert User.objects.get(pk=olga.pk).display_name == olga.display_name

    def test_somebody_elses_address_is_refused(self, admin: Client, olga: User, ivan: User) -> None:
        answer = admin.post(f"/people/{olga.pk}/", fields_of(olga, email=ivan.email.upper()))
        assert answer.status_code == 422
        assert "already in use" in answer.content.decode()

    def test_rights_that_are_not_on_the_form_stay_out_of_reach(self, admin: Client, olga: User) -> None:
        admin.post(f"/people/{olga.pk}/", fields_of(olga) | {"is_superuser": "on", "is_active": "", "password": "x"})
        after = User.objects.get(pk=olga.pk)
        assert (after.is_superuser, after.is_active, after.password) == (False, True, olga.password)

    def test_a_new_admin(self, admin: Client, olga: User) -> None:
        admin.post(f"/people/{olga.pk}/", fields_of(olga, is_admin="on"))
        assert User.objects.get(pk=olga.pk).is_admin


class TestTheLastAdmin:
    def test_nobody_takes_the_role_from_themself(self, admin: Client, ada: User) -> None:
        make_user("Second", is_admin=True)
        answer = admin.post(f"/people/{ada.pk}/", fields_of(ada, is_admin=None))
        assert answer.status_code == 422
        assert "from yourself" in answer.content.decode()
        assert User.objects.get(pk=ada.pk).is_admin

    def test_nobody_deactivates_themself(self, admin: Client, ada: User) -> None:
        answer = admin.post(f"/people/{ada.pk}/deactivation/")
        assert answer.status_code == 409
        assert "your own account" in answer.content.decode()
        assert User.objects.get(pk=ada.pk).is_active

    def test_the_only_one_stays_whoever_asks(self, ada: User, olga: User) -> None:
        for act in (
            lambda: people.deactivate(ada, by=olga),
            lambda: people.change(ada, {"is_admin": False}, {}, by=olga),
        ):
            with pytest.raises(people.NotAllowed, match="only admin"):
                act()
        make_user("Inactive admin", is_admin=True, is_active=False)
        with pytest.raises(people.NotAllowed):
            people.deactivate(ada, by=olga)

    def test_with_another_one_it_goes(self, admin: Client, ada: User) -> None:
        second = make_user("Second", is_admin=True)
        admin.post(f"/people/{second.pk}/", fields_of(second, is_admin=None))
        assert not User.objects.get(pk=second.pk).is_admin

    @pytest.mark.django_db(transaction=True)
    def test_two_who_demote_each_other_at_once_leave_one(self, ada: User) -> None:
        """Neither waits for the other forever: the one who comes second is refused."""
        second = make_user("Second", is_admin=True)
        both_begin = threading.Barrier(2, timeout=20)
        answers: list[str] = []

        def demote(person: User, by: User) -> None:
            both_begin.wait()
            try:
                people.change(person, {"is_admin": False}, {}, by=by)
                answers.append("demoted")
            except Exception as problem:  # noqa: BLE001 - a thread's exception would reach nobody
                answers.append(type(problem).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=demote, args=pair) for pair in ((second, ada), (ada, second))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == ["NotAllowed", "demoted"]
        assert User.objects.admins().count() == 1


class TestDeactivating:
    @pytest.mark.django_db(transaction=True)
    def test_of_two_in_favour_of_each_other_at_once_the_second_is_refused(
        self, ada: User, laptop: Service, li_wei: User, olga: User, ivan: User, it: Department
    ) -> None:
        """Locks are taken in one order, so neither waits for the other forever, and no work ends with nobody."""
        for person in (olga, ivan):
            transitions.assign(make_request(laptop, li_wei), to=person, by=person)
        both_begin = threading.Barrier(2, timeout=20)
        answers: list[str] = []

        def leave(person: User, taker: User) -> None:
            both_begin.wait()
            try:
                people.deactivate(person, by=ada, takers={f"work:{it.pk}": taker})
                answers.append("left")
            except Exception as problem:  # noqa: BLE001 - a thread's exception would reach nobody
                answers.append(type(problem).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=leave, args=pair) for pair in ((olga, ivan), (ivan, olga))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == ["NotAllowed", "left"]
        stays = User.objects.active().get(pk__in=[olga.pk, ivan.pk])
        assert set(ServiceRequest.objects.open().values_list("assignee", flat=True)) == {stays.pk}

    def test_the_page_warns_of_open_work(
        self, admin: Client, laptop_request: ServiceRequest, olga: User, li_wei: User
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        assert "1 open request is assigned" in admin.get(f"/people/{olga.pk}/deactivation/").content.decode()
        assert "1 request of theirs is still open" in admin.get(f"/people/{li_wei.pk}/deactivation/").content.decode()

    def test_it_names_requests_only_to_those_who_may_see_them(
        self, admin: Client, ada: User, laptop_request: ServiceRequest, olga: User, it: Department, sign_in: SignedIn
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        address = f"/people/{olga.pk}/deactivation/"
        assert laptop_request.title not in admin.get(address).content.decode()
        Membership.objects.create(user=ada, department=it)
        assert laptop_request.title in admin.get(address).content.decode()

    def test_looking_changes_nothing(self, admin: Client, olga: User) -> None:
        admin.get(f"/people/{olga.pk}/deactivation/")
        assert User.objects.get(pk=olga.pk).is_active

    def test_it_signs_out_at_once_and_can_be_taken_back(self, admin: Client, olga: User, sign_in: SignedIn) -> None:
        hers = sign_in(olga)
        admin.post(f"/people/{olga.pk}/deactivation/")
        assert hers.get("/preferences/").status_code == 302
        assert admin.post(f"/people/{olga.pk}/activation/")["Location"] == f"/people/{olga.pk}/"
        assert User.objects.get(pk=olga.pk).is_active


class TestDjangosOwnSite:
    SHOWN = {"department", "service", "membership", "user"}

    def test_it_is_for_admins(self, ada: User, maria: User, sign_in: SignedIn) -> None:
        assert sign_in(ada).get("/admin/requests_app/user/").status_code == 200
        assert sign_in(maria).get("/admin/requests_app/user/").status_code == 302

    def test_it_has_no_sign_in_of_its_own(self, db: None) -> None:
        assert Client().get("/admin/login/")["Location"].startswith("/sign-in/")

    def test_it_shows_no_request_to_anybody(self, ada: User, sign_in: SignedIn) -> None:
        from django.contrib import admin

        ours = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "requests_app"}
        assert ours == self.SHOWN

    def test_the_last_admin_cannot_be_lost_there(self, ada: User, sign_in: SignedIn) -> None:
        sent = {"display_name": "Ada", "email": ada.email, "language": "en", "time_zone": "UTC", "theme": "system"}
        answer = sign_in(ada).post(f"/admin/requests_app/user/{ada.pk}/change/", sent)
        assert answer.status_code == 302
        ada.refresh_from_db()
        assert (ada.display_name, ada.is_admin, ada.is_active) == ("Ada", True, True)
        assert sign_in(ada).post(f"/admin/requests_app/user/{ada.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_account_that_comes_back_has_no_old_sessions(ada: User, olga: User, li_wei: User, sign_in: SignedIn) -> None:
    hers, his = sign_in(olga), sign_in(li_wei)
    people.deactivate(olga, by=ada)
    people.reactivate(olga)
    assert hers.get("/").status_code == 302
    assert his.get("/").status_code == 200
