"""Drafts that nobody read can be thrown away, and earlier information can be published again."""

from __future__ import annotations

import pytest

from requests_app import articles, notices, sheets
from requests_app.models import Article, ConfigurationChange, Department, Notice, Sheet, User
from tests.conftest import SignedIn
from tests.make import make_article, make_file, make_notice, make_sheet

pytestmark = pytest.mark.django_db


class TestDrafts:
    def test_an_article_goes_with_its_files_and_leaves_a_line(
        self, it: Department, olga: User, sign_in: SignedIn
    ) -> None:
        said = articles.Written(title={"en": "Half a thought"}, body={"en": "Begin"}, files=[make_file(olga).pk])
        draft = articles.begin(it, said, by=olga)
        client = sign_in(olga)
        assert "Throw the draft away" in client.get(f"/articles/{draft.pk}/edit/").content.decode()
        assert client.post(f"/articles/{draft.pk}/removal/", {"edition": 0}).status_code == 409
        assert client.post(f"/articles/{draft.pk}/removal/", {"edition": draft.edition}).status_code == 302
        assert not Article.objects.exists()
        line = ConfigurationChange.objects.of_kind("article").get()
        assert (line.by, line.action, str(line.label)) == (olga, "removed", "Half a thought")
        assert "Begin" in str(line.changes)

    def test_a_notice_goes(self, it: Department, olga: User, anna: User, sign_in: SignedIn) -> None:
        draft = notices.begin(it, notices.Announced(kind="info", title={"en": "Perhaps"}, text={}), by=olga)
        assert sign_in(anna).post(f"/notices/{draft.pk}/removal/", {"edition": draft.edition}).status_code == 404
        assert sign_in(olga).post(f"/notices/{draft.pk}/removal/", {"edition": draft.edition}).status_code == 302
        assert not Notice.objects.exists()

    def test_what_was_published_stays(self, it: Department, olga: User, sign_in: SignedIn) -> None:
        article, notice = make_article(it, olga), make_notice(it, olga)
        client = sign_in(olga)
        assert client.post(f"/articles/{article.pk}/removal/", {"edition": article.edition}).status_code == 409
        assert client.post(f"/notices/{notice.pk}/removal/", {"edition": notice.edition}).status_code == 409
        assert Article.objects.exists()
        assert Notice.objects.exists()


def test_an_older_version_is_published_again_as_a_new_one(it: Department, olga: User, sign_in: SignedIn) -> None:
    sheet = make_sheet(it, olga)
    said = {"en": "The first text"}
    first = sheets.Published(kind="text", title=sheet.title, body=said)
    sheet = sheets.refresh(sheet, first, edition=sheet.edition, by=olga)
    number = sheet.versions.count()
    second = sheets.Published(kind="table", title=sheet.title, body={}, columns=["a"], rows=[["1"]])
    sheet = sheets.refresh(sheet, second, edition=sheet.edition, by=olga)
    client, due = sign_in(olga), sheet.due_on
    page = client.get(f"/information/{sheet.pk}/versions/{number}/").content.decode()
    assert "Publish this version again" in page
    assert client.post(f"/information/{sheet.pk}/versions/{number}/restoration/", {"edition": -1}).status_code == 409
    there = f"/information/{sheet.pk}/versions/{number}/restoration/"
    assert client.post(there, {"edition": sheet.edition}).status_code == 302
    now = Sheet.objects.get()
    assert (now.kind, dict(now.body), now.rows, now.due_on) == ("text", said, [], due)
    assert now.versions.count() == number + 2
