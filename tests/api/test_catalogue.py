"""What a department offers, written by programs of its managers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app.models import ApprovalRule, Department, Service, ServiceTemplate, User
from tests.api.conftest import Program, send

IT = "/api/v1/catalogue/it/"
LAPTOP = f"{IT}services/laptop/"
MODEL = {
    "code": "model",
    "kind": "choice",
    "label": {"en": "Which one?"},
    "required": True,
    "choices": [{"code": "air", "label": {"en": "Light"}}, {"code": "pro", "label": {"en": "Strong"}}],
}


@pytest.fixture
def manager(maria: User, laptop: Service, program: Program) -> Client:
    return program(maria)


def patch(client: Client, url: str, body: Any, etag: str = "*") -> Any:
    return client.patch(url, body, content_type="application/json", headers={"If-Match": etag})


def fields(response: Any) -> list[str]:
    assert response.status_code == 422, response.content
    return [one["field"] for one in response.json()["errors"]]


class TestServices:
    def test_one_is_begun_described_published_and_retired(
        self, manager: Client, olga: User, li_wei: User, program: Program
    ) -> None:
        said = {"names": {"en": "Loan device", "ru": "Прокат"}, "audience": "some", "audience_people": [li_wei.email]}
        made = send(manager, f"{IT}services/", said)
        assert made.status_code == 201, made.content
        url = made["Location"]
        assert (made.json()["code"], made.json()["state"], made.json()["icon"]) == ("loan-device", "draft", "inbox")
        hidden = patch(manager, url, {"is_confidential": True, "handlers": [olga.email]}, made["ETag"])
        assert (hidden.json()["handlers"], hidden.json()["audience_people"]) == ([olga.email], [li_wei.email])
        assert patch(manager, url, {"icon": "key"}, made["ETag"]).json()["code"] == "stale"
        assert program(li_wei).get("/api/v1/services/it/loan-device/").status_code == 404
        assert send(manager, f"{url}publication/", If_Match=hidden["ETag"]).json()["state"] == "published"
        assert program(li_wei).get("/api/v1/services/it/loan-device/").status_code == 200
        assert send(manager, f"{url}retirement/", If_Match="*").json()["state"] == "retired"
        assert [one["code"] for one in manager.get(f"{IT}services/").json()["results"]] == ["laptop", "loan-device"]

    def test_what_does_not_fit_is_named(self, manager: Client, li_wei: User) -> None:
        assert fields(send(manager, f"{IT}services/", {"names": {"ru": "Прокат"}})) == ["code"]
        assert fields(patch(manager, LAPTOP, {"icon": "moon"})) == ["icon"]
        assert fields(patch(manager, LAPTOP, {"handlers": [li_wei.email], "is_confidential": True})) == ["handlers"]
        assert fields(patch(manager, LAPTOP, {"audience_people": ["nobody@example.com"]})) == ["audience_people"]
        assert send(manager, f"{IT}services/", {"names": {"en": "Laptop"}}).json()["code"] == "refused"

    def test_only_an_admin_says_where_the_lost_go(self, manager: Client, ada: User, program: Program) -> None:
        assert send(manager, f"{LAPTOP}triage/", {"on": True}, If_Match="*").status_code == 403
        assert send(program(ada), f"{LAPTOP}triage/", {"on": True}, If_Match="*").json()["is_triage"]

    def test_who_does_not_lead_sees_nothing(self, manager: Client, olga: User, boris: User, program: Program) -> None:
        for person in (olga, boris):
            for place in ("services/", "services/laptop/", "services/laptop/form/", "routing/", "approver-groups/"):
                assert program(person).get(f"{IT}{place}").status_code == 404


class TestForms:
    def test_a_draft_is_written_and_asked(self, manager: Client, li_wei: User, program: Program) -> None:
        url = f"{LAPTOP}form/"
        seen = manager.get(url)
        assert seen.json() == {"published": None, "draft": None}
        lone = {**MODEL, "choices": MODEL["choices"][:1]}  # type: ignore[index]
        drafted = patch(manager, f"{url}draft/", {"questions": [lone]}, seen["ETag"])
        assert [one["part"] for one in drafted.json()["draft"]["missing"]] == ["choices"]
        assert fields(send(manager, f"{url}draft/publication/", If_Match=drafted["ETag"])) == [
            "questions.model.choices"
        ]
        assert patch(manager, f"{url}draft/", {"questions": [MODEL]}, seen["ETag"]).json()["code"] == "stale"
        mended = patch(manager, f"{url}draft/", {"questions": [MODEL]}, drafted["ETag"])
        assert mended.json()["draft"]["missing"] == []
        published = send(manager, f"{url}draft/publication/", If_Match=mended["ETag"]).json()
        assert (published["draft"], published["published"]["questions"]) == (None, [MODEL])
        asked = program(li_wei).get("/api/v1/services/it/laptop/form/").json()
        assert [one["code"] for one in asked["questions"]] == ["model"]
        again = patch(manager, f"{url}draft/", {"questions": published["published"]["questions"]})
        assert again.status_code == 200, again.content
        assert manager.delete(f"{url}draft/", headers={"If-Match": again["ETag"]}).status_code == 204
        assert [one["number"] for one in manager.get(f"{url}versions/").json()["results"]] == [1]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"code": "Model!"}, "questions.0.code"),
            ({"kind": "moon"}, "questions.0.kind"),
            ({"default": {"a": 1}}, "questions.0.default"),
            ({"default": "a\0"}, "questions.0.default"),
            ({"least": "nan"}, "questions.0.least"),
            ({"colour": "red"}, "questions.0.colour"),
            ({"choices": MODEL["choices"] * 2}, "questions.0.choices"),  # type: ignore[operator]
            ({"when": {"field": "x"}}, "questions.0.when.test"),
        ],
    )
    def test_what_cannot_be_kept_is_named(self, change: dict[str, Any], field: str, manager: Client) -> None:
        assert fields(patch(manager, f"{LAPTOP}form/draft/", {"questions": [{**MODEL, **change}]})) == [field]

    def test_templates_fill_in_what_the_form_asks(self, manager: Client) -> None:
        patch(manager, f"{LAPTOP}form/draft/", {"questions": [MODEL]})
        send(manager, f"{LAPTOP}form/draft/publication/", If_Match="*")
        url, said = f"{LAPTOP}templates/", {"names": {"en": "For travel"}, "fills": {"model": "air", "title": "Light"}}
        made = send(manager, url, said)
        assert (made.status_code, made.json()["fills"]) == (201, said["fills"]), made.content
        assert fields(send(manager, url, {**said, "fills": {"model": "moon"}})) == ["fills.model"]
        assert fields(send(manager, url, {**said, "fills": {"colour": "red"}})) == ["fills.colour"]
        changed = patch(manager, made["Location"], {"occasions": {"en": "On the road"}}, made["ETag"])
        assert (changed.json()["fills"], changed.json()["names"]) == (said["fills"], said["names"])
        assert patch(manager, made["Location"], {"fills": {}}, made["ETag"]).json()["code"] == "stale"
        assert manager.delete(made["Location"], headers={"If-Match": changed["ETag"]}).status_code == 204
        assert not ServiceTemplate.objects.exists()


class TestRules:
    def test_who_gets_new_requests(self, manager: Client, olga: User, ivan: User, li_wei: User) -> None:
        usual, own = f"{IT}routing/", f"{LAPTOP}routing/"
        assert manager.get(own).json() == {"strategy": "", "owner": None, "members": []}
        seen = manager.get(usual)
        assert seen.json()["strategy"] == "manual"
        turns = patch(manager, usual, {"strategy": "turns", "members": [olga.email, ivan.email]}, seen["ETag"])
        assert sorted(turns.json()["members"]) == sorted([olga.email, ivan.email])
        assert patch(manager, usual, {"strategy": "least"}, seen["ETag"]).json()["code"] == "stale"
        assert fields(patch(manager, own, {"strategy": "owner"})) == ["owner"]
        assert fields(patch(manager, own, {"strategy": "owner", "owner": li_wei.email})) == ["owner"]
        assert patch(manager, own, {"strategy": "owner", "owner": olga.email}).json()["owner"] == olga.email
        assert patch(manager, own, {"strategy": "", "owner": None}).json()["strategy"] == ""

    def test_what_has_to_be_agreed_to(self, manager: Client, olga: User, ada: User) -> None:
        made = send(manager, f"{IT}approver-groups/", {"names": {"en": "Board"}, "members": [olga.email, ada.email]})
        assert made.status_code == 201, made.content
        group, url = made.json()["id"], f"{LAPTOP}approval-rule/"
        steps = [
            {"who": "group", "group": group, "needed": 1, "people": []},
            {"who": "people", "people": [ada.email], "needed": 0, "group": None},
            {"who": "manager", "people": [], "group": None, "needed": 0},
        ]
        seen = manager.get(url)
        assert (seen.json()["questions"], seen.json()["steps"]) == ({}, [])
        said = {"questions": {"en": "Is it needed?"}, "in_order": False, "steps": steps}
        told = patch(manager, url, said, seen["ETag"])
        assert told.json() == said, told.content
        assert patch(manager, url, said, seen["ETag"]).json()["code"] == "stale"
        assert patch(manager, url, {"in_order": True}, told["ETag"]).json()["steps"] == steps
        assert manager.delete(made["Location"], headers={"If-Match": "*"}).json()["code"] == "refused"
        assert patch(manager, url, {"steps": []}).json()["steps"] == []
        assert not ApprovalRule.objects.exists()
        renamed = patch(manager, made["Location"], {"names": {"en": "Committee"}}, made["ETag"])
        assert [one["id"] for one in renamed.json()["members"]] == [one["id"] for one in made.json()["members"]]
        assert manager.delete(made["Location"], headers={"If-Match": renamed["ETag"]}).status_code == 204

    def test_steps_that_do_not_fit_are_named(self, manager: Client, finance: Department) -> None:
        url, asked = f"{LAPTOP}approval-rule/", {"questions": {"en": "Is it needed?"}}
        for step, field in (
            ({"who": "people"}, "steps.0.people"),
            ({"who": "group", "group": 2**31 - 1}, "steps.0.who"),
            ({"who": "moon"}, "steps.0.who"),
        ):
            assert fields(patch(manager, url, {**asked, "steps": [step]})) == [field]
        assert fields(patch(manager, url, {"steps": [{"who": "head"}]})) == ["questions.en"]
        assert fields(patch(manager, url, {**asked, "steps": [{"who": "head"}] * 5})) == ["steps"]
