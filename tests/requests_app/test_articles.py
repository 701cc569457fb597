"""How-to articles: a department writes, publishes and keeps them; colleagues read them and say whether they helped."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app import articles
from requests_app.models import Article, ArticleSolution, Department, Notification, Service, ServiceRequest, User
from tests.conftest import SignedIn, Travel
from tests.files import picture
from tests.make import make_article, make_service

pytestmark = pytest.mark.django_db

NEW = "/articles/departments/it/new/"


@pytest.fixture
def olga_writes(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


@pytest.fixture
def li_reads(sign_in: SignedIn, li_wei: User) -> Client:
    return sign_in(li_wei)


def filled(by: User, **changes: Any) -> dict[str, Any]:
    return {
        "title_en": "Set up the printer", "title_ru": "Как подключить принтер", "body_en": "1. Open **Settings**",
        "body_zh_hans": "打开设置", "owner": by.pk, "review_on": "2030-01-31", **changes,
    }  # fmt: skip


class TestWriting:
    def test_a_draft_is_seen_by_its_department_until_it_is_published(
        self, olga_writes: Client, li_reads: Client, olga: User, ivan: User, laptop: Service, sign_in: SignedIn
    ) -> None:
        olga_writes.post(NEW, filled(olga, services=[laptop.pk]))
        article = Article.objects.get()
        page = f"/articles/{article.pk}/"
        assert (li_reads.get(page).status_code, sign_in(ivan).get(page).status_code) == (404, 200)
        olga_writes.post(f"{page}edit/", filled(olga, services=[laptop.pk], edition=article.edition, publish="1"))
        assert "<strong>Settings</strong>" in li_reads.get(page).content.decode()
        assert "Set up the printer" in li_reads.get("/services/it/laptop/").content.decode()
        assert "Set up the printer" in li_reads.get("/services/it/").content.decode()

    def test_a_language_left_out_is_read_in_the_next_one(
        self, olga_writes: Client, olga: User, li_wei: User, sign_in: SignedIn, it: Department
    ) -> None:
        olga_writes.post(NEW, filled(olga, publish="1"))
        li_wei.language = "zh-hans"
        li_wei.save()
        page = sign_in(li_wei).get(f"/articles/{Article.objects.get().pk}/").content.decode()
        assert "打开设置" in page
        assert "Set up the printer" in page

    def test_readers_keep_the_published_text_while_a_draft_waits(
        self, olga_writes: Client, li_reads: Client, olga: User, laptop: Service
    ) -> None:
        article = make_article(laptop.provider, olga, "Old words", services=[laptop])
        changed = filled(olga, title_en="New words", services=[laptop.pk], edition=article.edition)
        olga_writes.post(f"/articles/{article.pk}/edit/", changed)
        assert "Old words" in li_reads.get(f"/articles/{article.pk}/").content.decode()
        assert "There is a newer draft" in olga_writes.get(f"/articles/{article.pk}/").content.decode()

    def test_a_title_is_needed_and_nothing_typed_is_lost(self, olga_writes: Client, olga: User) -> None:
        response = olga_writes.post(NEW, filled(olga, title_en="", title_ru=""))
        assert response.status_code == 422
        assert "1. Open **Settings**" in response.content.decode()
        assert not Article.objects.exists()

    def test_an_empty_text_is_not_published(self, olga_writes: Client, olga: User) -> None:
        response = olga_writes.post(NEW, filled(olga, body_en="", body_zh_hans="", publish="1"))
        assert "Write the text in at least one language" in response.content.decode()

    def test_a_stale_form_keeps_what_was_typed(
        self, olga_writes: Client, olga: User, ivan: User, it: Department
    ) -> None:
        article = make_article(it, ivan, "By Ivan")
        response = olga_writes.post(f"/articles/{article.pk}/edit/", filled(olga, edition=0))
        assert response.status_code == 422
        page = response.content.decode()
        assert "Somebody else changed this article" in page
        assert "Set up the printer" in page

    def test_the_preview_shows_each_language_and_saves_nothing(self, olga_writes: Client, olga: User) -> None:
        page = olga_writes.post(NEW, filled(olga, preview="1")).content.decode()
        assert "<strong>Settings</strong>" in page
        assert "打开设置" in page
        assert not Article.objects.exists()

    def test_a_picture_stands_where_the_text_names_it(self, olga_writes: Client, li_reads: Client, olga: User) -> None:
        sent = {"files-new": SimpleUploadedFile("plug it.png", picture(), "image/png")}
        olga_writes.post(NEW, filled(olga, body_en="Here: ![the plug](<plug it.png>)", publish="1") | sent)
        article = Article.objects.get()
        file = article.attachments.get()
        assert (
            f'<img src="/attachments/{file.pk}/large/" alt="the plug"'
            in li_reads.get(f"/articles/{article.pk}/").content.decode()
        )
        assert li_reads.get(f"/attachments/{file.pk}/").status_code == 200
        olga_writes.post(f"/articles/{article.pk}/edit/", filled(olga, removed=[file.pk], edition=article.edition))
        assert li_reads.get(f"/attachments/{file.pk}/").status_code == 404

    def test_a_picture_of_another_host_stays_a_link(self, olga_writes: Client, li_reads: Client, olga: User) -> None:
        olga_writes.post(NEW, filled(olga, body_en="![x](https://evil.example/a.png)", publish="1"))
        page = li_reads.get(f"/articles/{Article.objects.get().pk}/").content.decode()
        assert '<a href="https://evil.example/a.png"' in page
        assert "<img" not in page.partition("<main")[2].partition("</main>")[0]


class TestVersions:
    def test_an_earlier_text_is_restored_as_a_draft(
        self, olga_writes: Client, li_reads: Client, olga: User, it: Department
    ) -> None:
        article = make_article(it, olga, "First")
        olga_writes.post(
            f"/articles/{article.pk}/edit/", filled(olga, title_en="Second", edition=article.edition, publish="1")
        )
        article.refresh_from_db()
        page = olga_writes.get(f"/articles/{article.pk}/versions/1/").content.decode()
        assert "First" in page
        assert "Olga Petrova" in page
        url = f"/articles/{article.pk}/versions/1/restoration/"
        assert olga_writes.post(url, {"edition": 0}).status_code == 409
        olga_writes.post(url, {"edition": article.edition})
        assert "Second" in li_reads.get(f"/articles/{article.pk}/").content.decode()
        article.refresh_from_db()
        articles.publish(article, edition=article.edition, by=olga)
        assert "First" in li_reads.get(f"/articles/{article.pk}/").content.decode()
        assert list(article.versions.values_list("number", flat=True)) == [1, 2, 3]

    def test_what_is_archived_nobody_else_finds(
        self, olga_writes: Client, li_reads: Client, olga: User, it: Department
    ) -> None:
        article = make_article(it, olga, "Outdated")
        olga_writes.post(f"/articles/{article.pk}/archival/", {"edition": article.edition})
        assert li_reads.get(f"/articles/{article.pk}/").status_code == 404
        assert "Outdated" not in li_reads.get("/search/?q=outdated").content.decode().partition("<main")[2].partition(
            "found-requests"
        )[0].replace('value="outdated"', "")
        assert "Outdated" in olga_writes.get("/articles/departments/it/").content.decode()


class TestForWhom:
    def test_it_is_for_those_its_services_are_for(
        self, laptop: Service, analytics: Department, olga: User, li_wei: User, anna: User, sign_in: SignedIn
    ) -> None:
        laptop.audience = "some"
        laptop.save()
        laptop.audience_departments.add(analytics)
        article = make_article(laptop.provider, olga, "Only for analysts", services=[laptop])
        for person, status in ((li_wei, 200), (olga, 200), (anna, 404)):
            client = sign_in(person)
            assert client.get(f"/articles/{article.pk}/").status_code == status
            assert ("Only for analysts" in client.get("/?q=analysts").content.decode()) == (status == 200)

    def test_with_several_services_one_is_enough(
        self, laptop: Service, it: Department, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        secret = make_service(it, "secret", audience="some")
        article = make_article(it, olga, "Both", services=[secret, laptop])
        assert sign_in(li_wei).get(f"/articles/{article.pk}/").status_code == 200

    def test_what_was_said_about_a_confidential_service_only_its_handlers_read(
        self, laptop: Service, olga: User, ivan: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        laptop.is_confidential = True
        laptop.save()
        laptop.handlers.add(olga)
        article = make_article(laptop.provider, olga, "Warnings", services=[laptop])
        articles.answer(article, by=li_wei, helped=False, word="My case is different")
        page = f"/articles/{article.pk}/edit/"
        assert "My case is different" in sign_in(olga).get(page).content.decode()
        assert "My case is different" not in sign_in(ivan).get(page).content.decode()


class TestWhatReadersSay:
    def test_an_answer_counts_once_a_person_and_version(
        self, olga_writes: Client, li_reads: Client, olga: User, wang_fang: User, it: Department
    ) -> None:
        article = make_article(it, olga, "Printer")
        li_reads.post(f"/articles/{article.pk}/answer/", {"helped": "no", "word": "Which button?"})
        li_reads.post(f"/articles/{article.pk}/answer/", {"helped": "yes"})
        articles.answer(article, by=wang_fang, helped=False)
        assert "helped 1, did not help 1" in olga_writes.get("/articles/departments/it/").content.decode()
        assert "You said: yes." in li_reads.get(f"/articles/{article.pk}/").content.decode()

    def test_the_word_is_read_without_a_name(
        self, olga_writes: Client, li_reads: Client, olga: User, it: Department
    ) -> None:
        article = make_article(it, olga, "Printer")
        li_reads.post(f"/articles/{article.pk}/answer/", {"helped": "no", "word": "Which button?"})
        page = olga_writes.get(f"/articles/{article.pk}/edit/").content.decode()
        assert "Which button?" in page
        assert "李伟" not in page

    def test_neither_yes_nor_no_is_refused(self, li_reads: Client, olga: User, it: Department) -> None:
        article = make_article(it, olga, "Printer")
        assert li_reads.post(f"/articles/{article.pk}/answer/", {"word": "Hm"}).status_code == 422

    def test_what_solved_it_ends_without_a_request_and_counts_once_a_day(
        self, olga_writes: Client, li_reads: Client, olga: User, laptop: Service, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        article = make_article(laptop.provider, olga, "Restart it", services=[laptop])
        solve = lambda: li_reads.post(f"/articles/{article.pk}/solution/", {"service": laptop.pk})  # noqa: E731
        assert solve().headers["Location"] == "/"
        solve()
        assert ArticleSolution.objects.count() == 1
        travel("2026-06-11 09:00")
        solve()
        assert not ServiceRequest.objects.exists()
        page = olga_writes.get("/articles/departments/it/").content.decode()
        assert "2 requests not filed" in page
        assert "Reading alone counts nothing" in page

    def test_an_article_of_another_service_solves_nothing_here(
        self, li_reads: Client, olga: User, laptop: Service, travel_costs: Service
    ) -> None:
        article = make_article(laptop.provider, olga, "Restart it", services=[laptop])
        sent = li_reads.post(f"/articles/{article.pk}/solution/", {"service": travel_costs.pk})
        assert sent.status_code == 404


class TestReview:
    def test_the_owner_is_told_once_and_says_that_it_is_still_right(
        self, olga_writes: Client, olga: User, it: Department, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        article = make_article(it, olga, "Printer", review_on="2026-06-20")
        assert articles.warn_overdue() == 0
        travel("2026-06-21 09:00")
        assert (articles.warn_overdue(), articles.warn_overdue()) == (1, 0)
        told = Notification.objects.get(recipient=olga, kind="article_review")
        assert "Printer" in olga_writes.get("/notifications/").content.decode()
        assert olga_writes.get(f"/notifications/{told.pk}/").headers["Location"] == f"/articles/{article.pk}/"
        assert "Review is overdue" in olga_writes.get(f"/articles/{article.pk}/").content.decode()
        olga_writes.post(f"/articles/{article.pk}/review/", {"edition": article.edition})
        assert "Review is overdue" not in olga_writes.get(f"/articles/{article.pk}/").content.decode()

    def test_without_an_owner_whoever_leads_is_told(
        self, olga: User, maria: User, it: Department, travel: Travel
    ) -> None:
        travel("2026-06-10 09:00")
        make_article(it, olga, "Printer", review_on="2026-06-20")
        olga.is_active = False
        olga.save()
        travel("2026-06-22 09:00")
        articles.warn_overdue()
        assert Notification.objects.get(kind="article_review").recipient == maria


class TestFinding:
    @pytest.mark.parametrize("asked", ["printers", "принтера", "принтеры", "打印", "机", "设置"])
    def test_the_search_knows_all_three_languages(
        self, li_reads: Client, olga: User, it: Department, asked: str
    ) -> None:
        make_article(
            it, olga, title={"en": "Printers", "ru": "Принтеры", "zh-hans": "打印机"}, body={"zh-hans": "设置网络"}
        )
        page = li_reads.get("/search/", {"q": asked}).content.decode()
        assert "found-articles" in page
        assert "found.articles" not in page
        assert "/articles/" in li_reads.get("/", {"q": asked}, headers={"HX-Request": "true"}).content.decode()

    def test_what_was_found_is_shown_as_words_without_signs(self, li_reads: Client, olga: User, it: Department) -> None:
        make_article(it, olga, "Holidays", body={"en": "What is left: **this year** and *carried over* days."})
        page = li_reads.get("/search/?q=carried").content.decode()
        assert "What is left: this year and <mark>carried</mark> over days." in page

    def test_a_draft_is_not_found(self, olga_writes: Client, olga: User) -> None:
        olga_writes.post(NEW, filled(olga))
        assert "found-articles" not in olga_writes.get("/search/?q=printer").content.decode()
