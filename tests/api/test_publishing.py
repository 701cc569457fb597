"""Notices, articles and information written by programs: the verbs of the pages, with their refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from requests_app.models import Article, Department, Notice, Service, Sheet, User
from tests.api.conftest import Program, send
from tests.conftest import Travel
from tests.make import make_article, make_notice, make_sheet

NOTICES, ARTICLES, INFORMATION = "/api/v1/notices/", "/api/v1/articles/", "/api/v1/information/"


@pytest.fixture(autouse=True)
def _moment(travel: Travel) -> None:
    travel("2026-06-11 09:00")


def patch(client: Client, url: str, body: Any, etag: str = "*") -> Any:
    return client.patch(url, body, content_type="application/json", headers={"If-Match": etag})


def fields(response: Any) -> list[str]:
    assert response.status_code == 422, response.content
    return [one["field"] for one in response.json()["errors"]]


class TestNotices:
    def test_one_is_written_shown_and_ended(
        self, it: Department, laptop: Service, olga: User, li_wei: User, program: Program
    ) -> None:
        writer, reader = program(olga), program(li_wei)
        said = {"department": "it", "kind": "outage", "titles": {"en": "Mail is down"}, "services": ["laptop"]}
        made = send(writer, NOTICES, {**said, "ends_at": "2026-06-11T12:00:00+02:00"}, idempotency_key="down")
        assert made.status_code == 201, made.content
        url, told = made["Location"], made.json()
        assert (told["state"], told["services"], told["ends_at"]) == ("draft", ["laptop"], "2026-06-11T10:00:00Z")
        assert (
            send(writer, NOTICES, {**said, "ends_at": "2026-06-11T12:00:00+02:00"}, idempotency_key="down").json()
            == told
        )
        assert reader.get(url).status_code == 404
        changed = patch(writer, url, {"texts": {"en": "We look.", "ru": "Смотрим."}}, made["ETag"])
        assert changed.json()["titles"] == {"en": "Mail is down"}
        assert patch(writer, url, {"texts": {}}, made["ETag"]).json()["code"] == "stale"
        shown = send(writer, f"{url}publication/", If_Match=changed["ETag"])
        assert shown.json()["state"] == "published"
        assert [one["title"] for one in reader.get(NOTICES).json()["results"]] == ["Mail is down"]
        assert send(reader, f"{url}me-too/").json()["is_mine"]
        assert reader.get(url).json()["audience"] is None
        ended = send(writer, f"{url}ending/", {"closings": {"en": "Back."}}, If_Match="*")
        assert (ended.json()["state"], ended.json()["affected"]) == ("ended", 1)
        assert reader.get(NOTICES).json()["results"] == []
        assert [one["id"] for one in writer.get(f"{NOTICES}?show=written").json()["results"]] == [told["id"]]

    def test_what_does_not_fit_is_named(
        self, it: Department, finance: Department, laptop: Service, olga: User, program: Program
    ) -> None:
        client, said = program(olga), {"department": "it", "titles": {"en": "News"}}
        assert fields(send(client, NOTICES, {**said, "department": "finance"})) == ["department"]
        assert fields(send(client, NOTICES, {**said, "services": ["moon"]})) == ["services"]
        assert fields(send(client, NOTICES, {**said, "titles": {}})) == ["titles.en"]
        assert fields(send(client, NOTICES, {**said, "colour": "red"})) == ["colour"]
        several = {**said, "audience": "departments"}
        assert send(client, NOTICES, several).json()["code"] == "refused"
        assert not Notice.objects.exists()

    def test_only_drafts_are_thrown_away(self, it: Department, olga: User, program: Program) -> None:
        shown, client = make_notice(it, olga), program(olga)
        url = f"{NOTICES}{shown.pk}/"
        assert client.delete(url, headers={"If-Match": "*"}).json()["code"] == "refused"
        draft = send(client, NOTICES, {"department": "it", "titles": {"en": "News"}})
        assert client.delete(draft["Location"]).json()["code"] == "precondition_required"
        assert client.delete(draft["Location"], headers={"If-Match": draft["ETag"]}).status_code == 204
        assert list(Notice.objects.all()) == [shown]

    def test_a_narrow_token_announces_for_its_departments(
        self, it: Department, finance: Department, ada: User, program: Program
    ) -> None:
        shown = make_notice(it, ada)
        narrow = program(ada, "write", finance)
        assert narrow.get(f"{NOTICES}{shown.pk}/").status_code == 404
        assert fields(send(narrow, NOTICES, {"department": "it", "titles": {"en": "News"}})) == ["department"]


class TestArticles:
    def test_one_is_written_published_and_restored(
        self, it: Department, laptop: Service, olga: User, ivan: User, li_wei: User, program: Program
    ) -> None:
        writer, reader = program(olga), program(li_wei)
        said = {"department": "it", "titles": {"en": "New laptop"}, "bodies": {"en": "Ask."}, "services": ["laptop"]}
        made = send(writer, ARTICLES, said)
        assert made.status_code == 201, made.content
        url, told = made["Location"], made.json()
        assert (told["state"], told["titles"], told["draft"]["bodies"]) == ("draft", {}, {"en": "Ask."})
        assert (told["owner"]["email"], told["review_on"]) == (olga.email, "2026-12-10")
        assert reader.get(url).status_code == 404
        first = send(writer, f"{url}publication/", If_Match=made["ETag"])
        assert (first.json()["version"], first.json()["draft"]) == (1, None)
        changed = patch(writer, url, {"bodies": {"en": "Do not ask."}, "owner": ivan.email}, first["ETag"])
        assert (changed.json()["bodies"], changed.json()["owner"]["email"]) == ({"en": "Ask."}, ivan.email)
        assert reader.get(url).json()["draft"] is None
        assert send(writer, f"{url}publication/", If_Match="*").json()["bodies"] == {"en": "Do not ask."}
        assert send(reader, f"{url}answer/", {"helped": False, "word": "Why?"}).status_code == 204
        versions = writer.get(f"{url}versions/").json()["results"]
        assert [(one["number"], one["no"]) for one in versions] == [(2, 1), (1, 0)]
        restored = send(writer, f"{url}versions/1/restoration/", If_Match="*").json()
        assert restored["draft"]["bodies"] == {"en": "Ask."}
        assert send(writer, f"{url}review/", If_Match="*").status_code == 200
        assert send(writer, f"{url}archival/", If_Match="*").json()["state"] == "archived"
        assert reader.get(url).status_code == 404

    def test_what_does_not_fit_is_named(
        self, it: Department, finance: Department, olga: User, li_wei: User, program: Program
    ) -> None:
        client, said = program(olga), {"department": "it", "titles": {"en": "How to"}}
        assert fields(send(client, ARTICLES, {**said, "owner": li_wei.email})) == ["owner"]
        assert fields(send(client, ARTICLES, {**said, "files": ["moon"]})) == ["files.0"]
        assert fields(send(program(li_wei), ARTICLES, said)) == ["department"]
        article = make_article(it, olga)
        stranger = program(li_wei)
        assert patch(stranger, f"{ARTICLES}{article.pk}/", {}).status_code == 404
        assert send(client, f"{ARTICLES}{article.pk}/publication/", If_Match="*").json()["code"] == "refused"
        assert Article.objects.count() == 1

    def test_lists_are_paged_and_told_apart(self, it: Department, olga: User, program: Program) -> None:
        for number in range(3):
            make_article(it, olga, f"How to {number}")
        client = program(olga)
        send(client, ARTICLES, {"department": "it", "titles": {"en": "Draft"}})
        page = client.get(f"{ARTICLES}?limit=2&fields=title").json()
        make_article(it, olga, "Meanwhile")
        rest = client.get(page["next"]).json()
        assert [one["title"] for one in page["results"] + rest["results"]] == ["How to 2", "How to 1", "How to 0"]
        assert len(client.get(f"{ARTICLES}?show=written&department=it").json()["results"]) == 5
        assert fields(client.get(f"{ARTICLES}?show=all")) == ["show"]


class TestInformation:
    def test_a_table_is_published_and_refreshed(
        self, it: Department, olga: User, li_wei: User, program: Program
    ) -> None:
        writer, reader = program(olga), program(li_wei)
        table = {"columns": ["Item, kind", "Left"], "rows": [['Lamp\t"A"', "3"], ["Chair", ""]]}
        said = {"department": "it", "kind": "table", "titles": {"en": "Stock"}, "every": 5, **table}
        made = send(writer, INFORMATION, said)
        assert made.status_code == 201, made.content
        url, told = made["Location"], made.json()
        assert {name: told[name] for name in table} == table
        assert (told["due_on"], told["unit"]) == ("2026-06-18", "working")
        assert send(reader, f"{url}subscription/").json()["followed"]
        changed = patch(writer, url, {"rows": [["Lamp", "2"]]}, made["ETag"])
        assert (changed.json()["rows"], changed.json()["every"]) == ([["Lamp", "2"]], 5)
        assert patch(writer, url, {"titles": {"en": "Old"}}, made["ETag"]).json()["code"] == "stale"
        assert reader.get(url).json()["audience_departments"] == []
        assert reader.delete(f"{url}subscription/").status_code == 204
        for verb, state in (("confirmation", "published"), ("archival", "archived"), ("publication", "published")):
            assert send(writer, f"{url}{verb}/", If_Match="*").json()["state"] == state
        restored = send(writer, f"{url}versions/1/restoration/", If_Match="*").json()
        assert restored["rows"] == table["rows"]
        assert [one["number"] for one in writer.get(f"{url}versions/").json()["results"]] == [3, 2, 1]

    def test_one_column_stays_one(self, it: Department, olga: User, program: Program) -> None:
        said = {"kind": "table", "titles": {"en": "Words"}, "columns": ["Said"], "rows": [["a, b"], ["c; d"]]}
        made = send(program(olga), INFORMATION, {"department": "it", **said})
        assert (made.json()["columns"], made.json()["rows"]) == (said["columns"], said["rows"])

    def test_what_does_not_fit_is_refused(self, it: Department, olga: User, li_wei: User, program: Program) -> None:
        client, said = program(olga), {"department": "it", "titles": {"en": "Stock"}}
        assert send(client, INFORMATION, {**said, "kind": "table"}).json()["code"] == "refused"
        assert fields(send(client, INFORMATION, {**said, "every": 0})) == ["every"]
        assert fields(send(program(li_wei), INFORMATION, said)) == ["department"]
        sheet = make_sheet(it, olga)
        assert patch(program(li_wei), f"{INFORMATION}{sheet.pk}/", {}).status_code == 404
        assert Sheet.objects.count() == 1
