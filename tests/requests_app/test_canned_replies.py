"""Canned replies: whose they are, what is filled in, and that the text stays the writer's."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from requests_app import canned, clock, transitions
from requests_app.models import CannedReply, Department, Message, ServiceRequest, Translated, User
from tests.conftest import SignedIn, Travel

pytestmark = pytest.mark.django_db


def make_canned(text: str | dict[str, str], *, title: str = "Hello", **owner: Any) -> CannedReply:
    texts = Translated({"en": text} if isinstance(text, str) else text)
    return CannedReply.objects.create(title=title, text=texts, updated_at=clock.now(), **owner)


class TestFillingIn:
    def test_every_gap(
        self, travel: Travel, laptop_request: ServiceRequest, olga: User, li_wei: User, it: Department
    ) -> None:
        travel("2099-01-05 10:00")
        User.objects.filter(pk=li_wei.pk).update(time_zone="Asia/Shanghai")
        request = transitions.promise(
            laptop_request, done_by=clock.now().replace(hour=12), reason="x", by=olga
        )  # fmt: skip
        text = " | ".join(f"{{{{ {name} }}}}" for name in canned.GAPS)
        filled = canned.text_for(make_canned(text, department=it), ServiceRequest.objects.get(pk=request.pk), me=olga)
        assert filled == (
            f"李伟 | {request.pk} | Two laptops for new starters | Monday, 5 January, 20:00 | Olga Petrova | IT"
        )

    def test_the_requesters_language_decides(
        self, laptop_request: ServiceRequest, olga: User, li_wei: User, it: Department
    ) -> None:
        reply = make_canned({"en": "Hello", "zh-hans": "您好，{{ requester }}"}, department=it)
        laptop_request.requester.language = "zh-hans"
        assert canned.text_for(reply, laptop_request, me=olga) == "您好，李伟"
        laptop_request.requester.language = "ru"
        assert canned.text_for(reply, laptop_request, me=olga) == "Hello"

    def test_without_a_date_it_says_so_instead_of_leaving_a_hole(
        self, laptop_request: ServiceRequest, olga: User, it: Department
    ) -> None:
        laptop_request.due_at = None
        filled = canned.text_for(make_canned("By {{due}}.", department=it), laptop_request, me=olga)
        assert filled == "By a date we still have to name."

    def test_what_is_put_in_is_not_looked_at_again(self, laptop_request: ServiceRequest, olga: User) -> None:
        laptop_request.title = "{{ me }} {{ requester.password }}"
        assert canned.fill("{{ title }}", laptop_request, me=olga) == "{{ me }} {{ requester.password }}"

    @pytest.mark.parametrize(
        "text", ["{{ requester.email }}", "{{ nobody }}", "{{}}", "{{ me|safe }}", "{{ me", "me }}", "{% now %}{{ x }}"]
    )
    def test_anything_unknown_is_an_error_when_it_is_saved(self, text: str) -> None:
        with pytest.raises(ValidationError):
            canned.check(text)


class TestKeepingThem:
    def new(self, **fields: str) -> dict[str, str]:
        return {"title": "Received", "text_en": "Thank you, {{ requester }}.", **fields}

    def test_a_manager_writes_for_the_department_and_its_agents_use_it(
        self, sign_in: SignedIn, it: Department, maria: User, olga: User, anna: User
    ) -> None:
        client = sign_in(maria)
        response = client.post("/canned-replies/new/", self.new(place=str(it.pk), text_zh_hans="谢谢"))
        assert response.status_code == 302
        reply = CannedReply.objects.get()
        assert (reply.department, reply.owner, reply.updated_by) == (it, None, maria)
        assert reply.text == {"en": "Thank you, {{ requester }}.", "zh-hans": "谢谢"}
        assert "Received" in sign_in(olga).get("/canned-replies/").content.decode()
        assert "Received" not in sign_in(anna).get("/canned-replies/").content.decode()

    def test_an_agent_writes_only_for_herself(
        self, sign_in: SignedIn, it: Department, olga: User, ivan: User, maria: User
    ) -> None:
        client = sign_in(olga)
        assert 'name="place"' not in client.get("/canned-replies/new/").content.decode()
        client.post("/canned-replies/new/", self.new(place=str(it.pk)))
        reply = CannedReply.objects.get()
        assert (reply.department, reply.owner) == (None, olga)
        for other in (ivan, maria):
            assert "Received" not in sign_in(other).get("/canned-replies/").content.decode()
            assert sign_in(other).get(f"/canned-replies/{reply.pk}/").status_code == 404

    def test_an_agent_cannot_change_what_belongs_to_the_department(
        self, sign_in: SignedIn, it: Department, olga: User, maria: User, boris: User
    ) -> None:
        reply = make_canned("Hello", department=it)
        for person in (olga, boris):
            client = sign_in(person)
            assert client.get(f"/canned-replies/{reply.pk}/").status_code == 404
            assert client.post(f"/canned-replies/{reply.pk}/removal/").status_code == 404
        client = sign_in(maria)
        client.post(f"/canned-replies/{reply.pk}/", {**self.new(place=str(it.pk)), "title": "Hi"})
        reply.refresh_from_db()
        assert reply.title == "Hi"
        client.post(f"/canned-replies/{reply.pk}/removal/")
        assert not CannedReply.objects.exists()

    def test_whoever_only_asks_has_none(self, sign_in: SignedIn, li_wei: User, ada: User) -> None:
        for person in (li_wei, ada):
            assert sign_in(person).get("/canned-replies/").status_code == 403

    @pytest.mark.parametrize(
        ("fields", "complaint"),
        [
            ({"text_en": "{{ salary }}"}, "This is not known: {{ salary }}"),
            ({"text_en": ""}, "Write the text in at least one language."),
            ({"title": ""}, "This field is required."),
        ],
    )
    def test_what_is_wrong_is_said_and_the_text_stays(
        self, sign_in: SignedIn, olga: User, fields: dict[str, str], complaint: str
    ) -> None:
        response = sign_in(olga).post("/canned-replies/new/", self.new(**fields))
        assert response.status_code == 422
        assert complaint in response.content.decode()
        assert not CannedReply.objects.exists()

    def test_a_title_is_used_once(self, sign_in: SignedIn, olga: User) -> None:
        client = sign_in(olga)
        client.post("/canned-replies/new/", self.new())
        response = client.post("/canned-replies/new/", self.new())
        assert response.status_code == 422
        assert "with this title already" in response.content.decode()

    def test_the_database_wants_exactly_one_owner(self, it: Department, olga: User) -> None:
        owners: tuple[dict[str, Any], ...] = ({}, {"department": it, "owner": olga})
        for owner in owners:
            with pytest.raises(IntegrityError), transaction.atomic():
                make_canned("x", **owner)


class TestUsingThem:
    def test_the_picker_offers_the_departments_and_ones_own(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, it: Department, finance: Department, olga: User,
        ivan: User, li_wei: User,
    ) -> None:  # fmt: skip
        make_canned("a", title="Shared one", department=it)
        make_canned("b", title="Mine only", owner=olga)
        make_canned("c", title="Of finance", department=finance)
        page = sign_in(olga).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "Shared one" in page
        assert "Mine only" in page
        assert "Of finance" not in page
        assert "Mine only" not in sign_in(ivan).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert "Canned replies" not in sign_in(li_wei).get(f"/requests/{laptop_request.pk}/").content.decode()

    def test_with_script_the_filled_text_comes_alone(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, it: Department, olga: User
    ) -> None:
        reply = make_canned("Hello {{ requester }}", department=it)
        response = sign_in(olga).get(f"/requests/{laptop_request.pk}/canned/{reply.pk}/")
        assert response.content.decode() == "Hello 李伟"
        assert response["Content-Type"].startswith("text/plain")

    def test_without_script_it_joins_what_was_typed_and_nothing_is_sent(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, it: Department, olga: User
    ) -> None:
        reply = make_canned("Hello {{ requester }}", department=it)
        url = f"/requests/{laptop_request.pk}/composition/"
        page = sign_in(olga).post(url, {"text": "Typed before", "canned": str(reply.pk)}).content.decode()
        assert "Typed before\n\nHello 李伟" in page
        assert not Message.objects.exists()

    def test_a_colleagues_own_is_not_found(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, olga: User, ivan: User
    ) -> None:
        reply = make_canned("x", owner=ivan)
        client = sign_in(olga)
        assert client.get(f"/requests/{laptop_request.pk}/canned/{reply.pk}/").status_code == 404
        for pk in (str(reply.pk), "x", "9" * 30):
            response = client.post(f"/requests/{laptop_request.pk}/composition/", {"canned": pk})
            assert response.status_code == 404
