"""Views somebody saved: whose they are, who can use them, where one begins, and how a removal is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from requests_app import clock, queue_views, transitions
from requests_app.models import ConfigurationChange, Department, QueueMark, QueueView, Service, ServiceRequest, User
from requests_app.queue_views import Kept
from tests.conftest import SignedIn
from tests.make import make_request

pytestmark = pytest.mark.django_db

URGENT = "view=open&priority=1&group=owner&column=service&column=state"


def save(department: Department, by: User, name: str = "Urgent", query: str = URGENT, **kept: bool) -> QueueView:
    return queue_views.save(department, query, Kept(name, **kept), by=by, now=clock.now())


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


class TestSaving:
    def test_what_the_address_asks_for_gets_a_name_and_stands_beside_the_others(
        self, as_olga: Client, laptop: Service, li_wei: User
    ) -> None:
        urgent = make_request(laptop, li_wei, impact=3, urgency=3)
        make_request(laptop, li_wei)
        response = as_olga.post(
            f"/queue/it/views/new/?{URGENT}&after=zzz&nonsense=1", {"name": "Urgent", "is_pinned": "on"}, follow=True
        )
        view = QueueView.objects.get()
        assert view.query == "view=open&priority=1&group=owner&column=service&column=state"
        assert response.redirect_chain[-1][0] == f"/queue/it/?{view.query}&saved={view.pk}"
        tab = next(one for one in response.context["views"] if one["here"])
        assert (tab["label"], tab["count"]) == ("Urgent", "1")
        assert [row.pk for row in response.context["page"].rows] == [urgent.pk]

    def test_a_name_is_used_once(self, as_olga: Client, it: Department, olga: User) -> None:
        save(it, olga)
        response = as_olga.post(f"/queue/it/views/new/?{URGENT}", {"name": "Urgent"})
        assert response.status_code == 422
        assert "A view with this name is there already." in response.content.decode()

    def test_a_saved_view_that_was_changed_can_be_saved_again(
        self, as_olga: Client, it: Department, olga: User
    ) -> None:
        view = save(it, olga, is_pinned=True)
        page = as_olga.get(f"/queue/it/?view=mine&saved={view.pk}")
        assert page.context["differs"]
        as_olga.post(f"/queue/it/views/{view.pk}/query/?view=mine&sort=new")
        view.refresh_from_db()
        assert view.query == "view=mine&sort=new"
        assert not as_olga.get(f"/queue/it/?{view.query}&saved={view.pk}").context["differs"]

    def test_there_are_not_endlessly_many(
        self, as_olga: Client, it: Department, olga: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queue_views, "MOST", 1)
        save(it, olga)
        response = as_olga.post(f"/queue/it/views/new/?{URGENT}", {"name": "Another"})
        assert "You have 1 views here." in response.content.decode()


class TestSharing:
    def test_colleagues_use_a_shared_view_and_keep_it_as_they_like(
        self, it: Department, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        view, own = save(it, olga, is_shared=True), save(it, olga, "Only mine")
        as_ivan = sign_in(ivan)
        assert [one["view"] for one in as_ivan.get("/queue/it/").context["saved"]] == [view]
        assert as_ivan.get(f"/queue/it/views/{own.pk}/").status_code == 404
        page = as_ivan.get(f"/queue/it/views/{view.pk}/").content.decode()
        assert "Made by Olga Petrova." in page
        assert 'name="name"' not in page
        as_ivan.post(f"/queue/it/views/{view.pk}/", {"name": "Stolen", "is_pinned": "on"})
        view.refresh_from_db()
        assert view.name == "Urgent"
        assert QueueMark.objects.get(user=ivan).is_pinned

    def test_only_its_author_and_managers_change_or_remove_it(
        self, it: Department, olga: User, ivan: User, maria: User, sign_in: SignedIn
    ) -> None:
        view = save(it, olga, is_shared=True)
        for address in ("query", "removal"):
            assert sign_in(ivan).post(f"/queue/it/views/{view.pk}/{address}/").status_code == 403
        sign_in(maria).post(f"/queue/it/views/{view.pk}/", {"name": "For all", "is_shared": "on"})
        view.refresh_from_db()
        assert (view.name, view.owner) == ("For all", olga)

    def test_what_is_no_longer_shared_is_gone_for_the_others(
        self, it: Department, olga: User, ivan: User, as_olga: Client, sign_in: SignedIn
    ) -> None:
        view = save(it, olga, is_shared=True)
        queue_views.keep(view, Kept("", is_default=True), by=ivan)
        as_olga.post(f"/queue/it/views/{view.pk}/", {"name": "Urgent"})
        assert not QueueMark.objects.filter(user=ivan).exists()
        assert sign_in(ivan).get("/queue/it/").status_code == 200

    def test_another_department_knows_nothing_of_it(
        self, it: Department, finance: Department, olga: User, anna: User, sign_in: SignedIn
    ) -> None:
        view = save(it, olga, is_shared=True)
        assert sign_in(anna).get(f"/queue/it/views/{view.pk}/").status_code == 404
        assert sign_in(anna).get(f"/queue/finance/views/{view.pk}/").status_code == 404
        assert sign_in(anna).get("/queue/finance/").context["saved"] == []


class TestBeginning:
    def test_one_begins_with_ones_own_default_and_every_other_view_stays_reachable(
        self, it: Department, olga: User, ivan: User, as_olga: Client, sign_in: SignedIn
    ) -> None:
        view = save(it, olga, is_shared=True, is_default=True)
        assert as_olga.get("/queue/it/").headers["Location"] == f"/queue/it/?{URGENT}&saved={view.pk}"
        assert as_olga.get("/queue/it/?view=open").status_code == 200
        assert sign_in(ivan).get("/queue/it/").status_code == 200

    def test_there_is_one_beginning(self, it: Department, olga: User) -> None:
        first, second = save(it, olga, is_default=True), save(it, olga, "Second", is_default=True)
        assert not QueueMark.objects.get(view=first).is_default
        assert QueueMark.objects.get(view=second).is_default


class TestBeginningOfADepartment:
    def form(self, **changes: str) -> dict[str, str]:
        return {"name": "Urgent", "is_shared": "on", "is_usual": "on", **changes}

    def test_whoever_leads_it_says_with_what_everybody_begins(
        self, it: Department, olga: User, ivan: User, maria: User, sign_in: SignedIn
    ) -> None:
        view = save(it, olga, is_shared=True)
        assert sign_in(maria).post(f"/queue/it/views/{view.pk}/", self.form()).status_code == 302
        for person in (olga, ivan, maria):
            assert f"saved={view.pk}" in sign_in(person).get("/queue/it/").headers["Location"]

    def test_a_member_who_chose_another_one_keeps_it(
        self, it: Department, olga: User, maria: User, sign_in: SignedIn
    ) -> None:
        save(it, maria, is_shared=True, is_usual=True)
        own = save(it, olga, "Mine", is_default=True)
        assert f"saved={own.pk}" in sign_in(olga).get("/queue/it/").headers["Location"]

    def test_there_is_one_and_the_newest_counts(self, it: Department, maria: User) -> None:
        first = save(it, maria, "First", is_shared=True, is_usual=True)
        second = save(it, maria, "Second", is_shared=True, is_usual=True)
        assert list(QueueView.objects.filter(is_usual=True)) == [second]
        first.refresh_from_db()
        assert first.is_shared

    def test_members_do_not_decide_it(self, it: Department, olga: User, as_olga: Client) -> None:
        view = save(it, olga, is_shared=True)
        assert "is_usual" not in as_olga.get(f"/queue/it/views/{view.pk}/").context["form"].fields
        as_olga.post(f"/queue/it/views/{view.pk}/", self.form())
        assert not QueueView.objects.filter(is_usual=True).exists()

    def test_its_author_changes_its_name_and_it_stays(
        self, it: Department, olga: User, maria: User, as_olga: Client
    ) -> None:
        view = save(it, olga, is_shared=True)
        queue_views.change(view, Kept("Urgent", is_shared=True, is_usual=True), by=maria)
        as_olga.post(f"/queue/it/views/{view.pk}/", {"name": "Soon", "is_shared": "on"})
        view.refresh_from_db()
        assert (view.name, view.is_usual) == ("Soon", True)

    def test_what_is_not_shared_is_nobodys_beginning(self, it: Department, maria: User, sign_in: SignedIn) -> None:
        view = save(it, maria)
        page = sign_in(maria).post(f"/queue/it/views/{view.pk}/", {"name": "Urgent", "is_usual": "on"})
        assert page.status_code == 422
        assert "Share it first" in page.content.decode()

    def test_removed_or_no_longer_shared_it_begins_nothing(self, it: Department, maria: User) -> None:
        removed = save(it, maria, "Removed", is_shared=True, is_usual=True)
        queue_views.remove(removed, by=maria, now=clock.now())
        queue_views.restore(removed, by=maria)
        unshared = save(it, maria, "Own", is_shared=True, is_usual=True)
        queue_views.change(unshared, Kept("Own", is_usual=True), by=maria)
        assert not QueueView.objects.filter(is_usual=True).exists()

    def test_it_leaves_a_row_among_the_changes_of_configuration(self, it: Department, maria: User) -> None:
        save(it, maria, "First", is_shared=True, is_usual=True)
        before = ConfigurationChange.objects.count()
        save(it, maria, "Second", is_shared=True, is_usual=True)
        assert ConfigurationChange.objects.count() == before + 2


class TestRemoving:
    def test_it_can_be_taken_back(self, it: Department, olga: User, as_olga: Client) -> None:
        view = save(it, olga, is_pinned=True)
        page = as_olga.post(f"/queue/it/views/{view.pk}/removal/", follow=True)
        assert "The view “Urgent” is removed." in page.content.decode()
        assert page.context["saved"] == []
        assert as_olga.get(f"/queue/it/views/{view.pk}/").status_code == 404
        back = as_olga.post(f"/queue/it/views/{view.pk}/restoration/", follow=True)
        assert [one["view"] for one in back.context["saved"]] == [view]

    def test_not_where_its_name_was_given_away(self, it: Department, olga: User, as_olga: Client) -> None:
        view = save(it, olga)
        as_olga.post(f"/queue/it/views/{view.pk}/removal/")
        save(it, olga)
        page = as_olga.post(f"/queue/it/views/{view.pk}/restoration/", follow=True)
        assert "A view with this name is there already." in page.content.decode()

    def test_nobody_else_takes_it_back_and_after_a_day_it_is_forgotten(
        self, it: Department, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        view = save(it, olga)
        queue_views.remove(view, by=olga, now=clock.now() - timedelta(days=2))
        assert sign_in(ivan).post(f"/queue/it/views/{view.pk}/restoration/").status_code == 404
        save(it, olga, "Another")
        assert not QueueView.objects.filter(pk=view.pk).exists()


def test_a_view_survives_what_it_speaks_of(
    it: Department, olga: User, as_olga: Client, laptop_request: ServiceRequest
) -> None:
    """A colleague who left, a service that was renamed: the view holds nothing, and says so."""
    transitions.assign(laptop_request, to=olga, by=olga)
    view = save(it, olga, query="view=open&service=gone&owner=999999&answer=x%3Ay", is_pinned=True)
    page = as_olga.get(f"/queue/it/?{view.query}&saved={view.pk}")
    assert "Nothing here" in page.content.decode()
