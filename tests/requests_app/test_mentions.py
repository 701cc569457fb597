"""@name: who is meant, who is told, and that nobody hears of what they may not read."""

from __future__ import annotations

import pytest

from requests_app import access, mentions, readership, transitions
from requests_app.models import Delivery, Department, Notification, Participant, Service, ServiceRequest, User
from tests.conftest import SignedIn
from tests.make import make_agent, make_service, make_user

pytestmark = pytest.mark.django_db


def told(kind: str = "mentioned") -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient__display_name", flat=True))


def named(request: ServiceRequest, text: str, by: User, *, internal: bool = False) -> list[str]:
    return [one.display_name for one in mentions.read(request, text, by=by, internal=internal).told]


class TestWhoIsMeant:
    @pytest.mark.parametrize(
        "text",
        [
            "@Ivan Kuznetsov please",
            "please, @ivan kuznetsov.",
            "(@Ivan Kuznetsov)",
            "@ivan-kuznetsov@example.com, look",
            "**@Ivan Kuznetsov**",
        ],
    )
    def test_by_full_name_or_address(self, laptop_request: ServiceRequest, olga: User, ivan: User, text: str) -> None:
        assert named(laptop_request, text, olga) == ["Ivan Kuznetsov"]

    @pytest.mark.parametrize(
        "text", ["Ivan Kuznetsov", "@Ivan", "@Ivan Kuznetsova", "mail@Ivan Kuznetsov", "@ Ivan Kuznetsov", "@nobody"]
    )
    def test_anything_else_means_nobody(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, text: str
    ) -> None:
        assert named(laptop_request, text, olga) == []

    def test_chinese_needs_no_space_after_the_name(self, laptop_request: ServiceRequest, olga: User) -> None:
        assert named(laptop_request, "@李伟请看一下", olga) == ["李伟"]

    def test_the_longest_name_wins(self, laptop_request: ServiceRequest, olga: User, it: Department) -> None:
        make_agent("Ann", it)
        make_agent("Ann Lee", it)
        assert named(laptop_request, "@Ann Lee", olga) == ["Ann Lee"]
        assert named(laptop_request, "@Ann, hello", olga) == ["Ann"]

    def test_of_namesakes_the_one_who_may_read_it(
        self, laptop_request: ServiceRequest, olga: User, it: Department, finance: Department
    ) -> None:
        make_user("Kim Park", finance, email="kim.outside@example.com")
        inside = make_agent("Kim Park", it, email="kim.inside@example.com")
        found = mentions.read(laptop_request, "@Kim Park", by=olga)
        assert (found.told, found.outside) == ([inside], [])

    def test_oneself_is_not_told(self, laptop_request: ServiceRequest, olga: User) -> None:
        assert mentions.read(laptop_request, "@Olga Petrova", by=olga) == mentions.Mentioned()

    def test_a_text_without_an_at_asks_nothing(
        self, laptop_request: ServiceRequest, olga: User, django_assert_num_queries: object
    ) -> None:
        with django_assert_num_queries(0):  # type: ignore[operator]
            mentions.read(laptop_request, "Nobody in particular", by=olga)


class TestWhoIsTold:
    def test_a_mention_is_told_by_mail_once_and_kept_by_id(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User
    ) -> None:
        transitions.assign(laptop_request, to=ivan, by=olga)
        sign_in(olga).post(f"/requests/{laptop_request.pk}/message/", {"text": "@Ivan Kuznetsov, please"})
        assert laptop_request.events.latest("pk").data["mentions"] == [ivan.pk]
        news = Notification.objects.filter(recipient=ivan, params__text="@Ivan Kuznetsov, please")
        assert [one.kind for one in news] == ["mentioned"]
        assert Delivery.objects.filter(notification__in=news).count() == 1

    def test_wherever_something_is_said(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        transitions.ask(laptop_request, "@Ivan Kuznetsov thinks so, you too?", by=olga)
        transitions.answer(laptop_request, "As @Ivan Kuznetsov says", by=li_wei)
        transitions.propose(laptop_request, "What @Ivan Kuznetsov has", by=olga)
        transitions.resolve(laptop_request, "Ask @Ivan Kuznetsov for the key", by=olga)
        assert Notification.objects.filter(kind="mentioned", recipient=ivan).count() == 4

    def test_a_note_tells_only_those_who_serve(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        url = f"/requests/{laptop_request.pk}/message/"
        text = "@李伟 must not hear this, @Ivan Kuznetsov may"
        response = sign_in(olga).post(url, {"text": text, "to": "internal"}, follow=True)
        assert told() == {"Ivan Kuznetsov"}
        assert "internal notes are only for those who serve: 李伟" in response.content.decode()
        assert not Notification.objects.filter(recipient=li_wei).exists()

    def test_who_cannot_see_it_is_not_told_and_the_writer_hears_that(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, anna: User
    ) -> None:
        url = f"/requests/{laptop_request.pk}/message/"
        response = sign_in(olga).post(url, {"text": "@Anna Orlova?"}, follow=True)
        assert told() == set()
        assert "they cannot see this request: Anna Orlova" in response.content.decode()

    def test_a_participant_is_told(self, laptop_request: ServiceRequest, olga: User, anna: User, li_wei: User) -> None:
        Participant.objects.create(request=laptop_request, user=anna, added_at=laptop_request.filed_at)
        transitions.reply(laptop_request, "@Anna Orlova look", by=olga)
        assert told() == {"Anna Orlova"}
        transitions.reply(laptop_request, "@Anna Orlova internally", by=olga, internal=True)
        assert Notification.objects.filter(kind="mentioned").count() == 1

    def test_the_name_stands_out_on_the_page(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, li_wei: User
    ) -> None:
        transitions.reply(laptop_request, "@Ivan Kuznetsov and @Anna Orlova", by=olga)
        page = sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "<strong>@Ivan Kuznetsov</strong> and @Anna Orlova" in page


class TestSuggestions:
    def options(self, client: object, request: ServiceRequest, query: str) -> str:
        response = client.get(f"/requests/{request.pk}/mentionable/{query}")  # type: ignore[attr-defined]
        assert response.status_code == 200
        return str(response.content.decode())

    def test_only_people_who_may_read_it(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User, anna: User, li_wei: User
    ) -> None:
        client = sign_in(olga)
        everybody = self.options(client, laptop_request, "?q=")
        assert "Ivan Kuznetsov" in everybody
        assert "李伟" in everybody
        assert "Anna" not in everybody
        assert "Olga" not in everybody
        assert "李伟" not in self.options(client, laptop_request, "?q=&to=internal")
        assert "Ivan" in self.options(client, laptop_request, "?q=kuz&to=internal")

    def test_of_a_confidential_request_only_handlers(
        self, sign_in: SignedIn, it: Department, olga: User, ivan: User, maria: User, li_wei: User
    ) -> None:
        service: Service = make_service(it, "complaints", is_confidential=True)
        service.handlers.set([olga, maria])
        request = transitions.submit(service, transitions.Filing("About Ivan"), requester=li_wei, by=li_wei)
        shown = self.options(sign_in(olga), request, "?q=")
        assert "Maria" in shown
        assert "Ivan" not in shown
        assert named(request, "@Ivan Kuznetsov @Maria Schulz", olga) == ["Maria Schulz"]

    def test_namesakes_are_offered_by_address(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, it: Department
    ) -> None:
        for number in (1, 2):
            make_agent("Kim Park", it, email=f"kim{number}@example.com")
        assert 'data-mention="kim1@example.com"' in self.options(sign_in(olga), laptop_request, "?q=kim")


def test_note_readers_are_those_who_see_notes(
    it: Department, laptop: Service, olga: User, ivan: User, maria: User, anna: User, boris: User, li_wei: User,
    ada: User, finance: Department,
) -> None:  # fmt: skip
    people = [olga, ivan, maria, anna, boris, li_wei, ada]
    quiet = make_service(it, "quiet", is_confidential=True)
    quiet.handlers.set([olga, anna])
    for service in (laptop, quiet):
        plain = transitions.submit(service, transitions.Filing("A"), requester=li_wei, by=li_wei)
        own = transitions.submit(service, transitions.Filing("B"), requester=ivan, by=ivan)
        moved = transitions.submit(service, transitions.Filing("C"), requester=li_wei, by=li_wei)
        moved = transitions.hand_over(moved, finance, "Theirs", by=olga)
        for request in (plain, own, moved):
            fresh = list(User.objects.filter(pk__in=[one.pk for one in people]).order_by("pk"))
            seeing = [one for one in fresh if access.sees_notes(one, request)]
            assert readership.note_readers(request, fresh) == seeing
